import { z } from 'zod';
import { addOperator, changeOperator, listOperators, resetPassword } from '../../../operators/accounts.ts';
import { listApiTokens, makeApiToken, revokeApiToken } from '../../../operators/api-tokens.ts';
import { countAudit, listAudit } from '../../../operators/audit.ts';
import { notFound } from '../../../storage/refusal.ts';
import type { OperatorApp } from '../app.ts';
import { count, listOf, many, paging, uuid } from '../schemas/common.ts';
import {
  apiToken,
  apiTokenWithSecret,
  auditEntry,
  newApiToken,
  newOperator,
  operator,
  operatorChange,
  operatorWithPassword,
} from '../schemas/operators.ts';
import type { OperatorServices } from '../services.ts';
import { toWire } from './wire.ts';

const administrator = { access: 'administrator' } as const;
const viewer = { access: 'viewer' } as const;
const one = z.object({ id: uuid });
const auditQuery = z.object({
  ...paging,
  q: z.string().max(128).optional(),
  action: many(z.string().max(64)),
  result: many(z.enum(['done', 'refused'])),
});

/** Operators, API tokens, and the audit of what they changed. */
export function operatorRoutes(app: OperatorApp, services: OperatorServices): void {
  const { database, operators } = services;
  const asOf = () => services.clock().toISOString();

  app.get('/operators', { config: viewer, schema: { response: { 200: listOf(operator) } } }, async () => ({
    asOf: asOf(),
    query: {},
    items: toWire(await listOperators(operators)),
  }));

  app.post(
    '/operators',
    { config: administrator, schema: { body: newOperator, response: { 201: operatorWithPassword } } },
    async (request, reply) =>
      reply.code(201).send(toWire(await addOperator(operators, request.body, request.actor, request.id))),
  );

  app.patch(
    '/operators/:id',
    { config: administrator, schema: { params: one, body: operatorChange, response: { 200: operator } } },
    async (request) =>
      toWire(await changeOperator(operators, request.params.id, request.body, request.actor, request.id)),
  );

  app.post(
    '/operators/:id/one-time-password',
    {
      config: administrator,
      schema: {
        description: 'For somebody who forgot the password: a one-time one, shown in this answer alone.',
        params: one,
        body: z.object({}).nullish(),
        response: { 201: operatorWithPassword },
      },
    },
    async (request, reply) =>
      reply.code(201).send(toWire(await resetPassword(operators, request.params.id, request.actor, request.id))),
  );

  app.get('/tokens', { config: viewer, schema: { response: { 200: listOf(apiToken) } } }, async () => ({
    asOf: asOf(),
    query: {},
    items: toWire(await listApiTokens(operators)),
  }));

  app.post(
    '/tokens',
    { config: administrator, schema: { body: newApiToken, response: { 201: apiTokenWithSecret } } },
    async (request, reply) => {
      const { id, secret } = await makeApiToken(operators, request.body, request.actor, request.id);
      const made = (await listApiTokens(operators)).find((token) => token.id === id);
      if (made === undefined) throw notFound();
      return reply.code(201).send({ apiToken: toWire(made), secret });
    },
  );

  app.delete(
    '/tokens/:id',
    { config: administrator, schema: { params: one, response: { 204: z.null() } } },
    async (request, reply) => {
      await revokeApiToken(operators, request.params.id, request.actor, request.id);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/audit',
    { config: viewer, schema: { querystring: auditQuery, response: { 200: listOf(auditEntry) } } },
    async (request) => ({
      asOf: asOf(),
      query: request.query,
      items: toWire(await listAudit(database, request.query, request.query)),
    }),
  );

  app.get(
    '/audit/count',
    { config: viewer, schema: { querystring: auditQuery, response: { 200: count } } },
    async (request) => ({
      asOf: asOf(),
      query: request.query,
      count: await countAudit(database, request.query),
    }),
  );
}
