import { z } from 'zod';
import { countAttempts, getAttempt, listAttempts } from '../../../devices/list-attempts.ts';
import type { OperatorApp } from '../app.ts';
import { attempt, attemptDetail, attemptQuery } from '../schemas/attempts.ts';
import { count, listOf, uuid } from '../schemas/common.ts';
import type { OperatorServices } from '../services.ts';
import { rowToWire } from './wire.ts';

const viewer = { access: 'viewer' } as const;
const params = z.object({ day: z.iso.date(), id: uuid });

/** Every try of a PC at a door, refused and unreadable ones too. */
export function attemptRoutes(app: OperatorApp, services: OperatorServices): void {
  const { database } = services;
  const asOf = () => services.clock().toISOString();

  app.get(
    '/attempts',
    { config: viewer, schema: { querystring: attemptQuery, response: { 200: listOf(attempt) } } },
    async (request) => {
      const items = await listAttempts(database, request.query, request.query, services.clock());
      return { asOf: asOf(), query: request.query, items: items.map(rowToWire) };
    },
  );

  app.get(
    '/attempts/count',
    { config: viewer, schema: { querystring: attemptQuery, response: { 200: count } } },
    async (request) => ({
      asOf: asOf(),
      query: request.query,
      count: await countAttempts(database, request.query, services.clock()),
    }),
  );

  app.get(
    '/attempts/:day/:id',
    { config: viewer, schema: { params, response: { 200: attemptDetail } } },
    async (request) => rowToWire(await getAttempt(database, request.params.day, request.params.id)),
  );
}
