import { z } from 'zod';
import { keepApart, mergeGroup, undoDecision } from '../../../devices/duplicates/decide-duplicates.ts';
import {
  countDuplicates,
  type DuplicateItem,
  getDuplicate,
  lastSearch,
  listDuplicates,
} from '../../../devices/duplicates/list-duplicates.ts';
import { groupReason } from '../../../devices/duplicates/model/duplicate-text.ts';
import { listRules, makeRule, previewRule, removeRule } from '../../../devices/duplicates/rules.ts';
import { searchDuplicates } from '../../../devices/duplicates/search-duplicates.ts';
import type { Actor } from '../../../operators/model/actor.ts';
import type { OperatorApp } from '../app.ts';
import { count, listOf, uuid } from '../schemas/common.ts';
import {
  apartChoice,
  duplicate,
  duplicateDetail,
  duplicateFilters,
  duplicateQuery,
  duplicateRule,
  duplicateSearch,
  mergeChoice,
  rulePreview,
  storedRule,
  undoChoice,
} from '../schemas/duplicates.ts';
import type { OperatorServices } from '../services.ts';
import { toWire } from './wire.ts';

const viewer = { access: 'viewer' } as const;
const administrator = { access: 'administrator' } as const;
const params = z.object({ id: uuid });
const emptyBody = z.object({}).nullish();

/** Records of the registry that may be one PC, what is decided about them, and the rules that decide without asking. */
export function duplicateRoutes(app: OperatorApp, services: OperatorServices): void {
  const { database, clock } = services;
  const asOf = () => clock().toISOString();
  const read = async (id: string): Promise<z.infer<typeof duplicateDetail>> => {
    const { comparison, records, ...group } = await getDuplicate(database, id, clock());
    return {
      ...toWire(group),
      reason: { ...groupReason(group.kind) },
      comparison: { equal: [...comparison.equal], different: [...comparison.different] },
      records: records.map(toWire),
    };
  };
  const orderOf = (request: { params: { id: string }; body: { reason: string }; actor: Actor; id: string }) => ({
    groupId: request.params.id,
    actor: request.actor,
    why: request.body.reason,
    requestId: request.id,
    now: clock(),
  });

  app.get(
    '/duplicates',
    { config: viewer, schema: { querystring: duplicateQuery, response: { 200: listOf(duplicate) } } },
    async (request) => ({
      asOf: asOf(),
      query: request.query,
      items: (await listDuplicates(database, request.query, request.query)).map(itemToWire),
    }),
  );

  app.get(
    '/duplicates/count',
    { config: viewer, schema: { querystring: z.object(duplicateFilters), response: { 200: count } } },
    async (request) => ({
      asOf: asOf(),
      query: request.query,
      count: await countDuplicates(database, request.query),
    }),
  );

  app.get('/duplicates/search', { config: viewer, schema: { response: { 200: duplicateSearch } } }, async () => {
    const last = await lastSearch(database);
    return last === null ? { at: null, records: 0, groups: 0 } : toWire(last);
  });

  app.post(
    '/duplicates/search',
    {
      config: administrator,
      schema: {
        description: 'Looks through all records now; it happens every hour by itself.',
        body: emptyBody,
        response: { 200: duplicateSearch },
      },
    },
    async () => {
      const now = clock();
      const { records, groups } = await searchDuplicates(database, now);
      return { at: now.toISOString(), records, groups };
    },
  );

  app.get(
    '/duplicates/rules',
    { config: viewer, schema: { response: { 200: z.object({ items: z.array(storedRule) }) } } },
    async () => ({ items: (await listRules(database)).map(toWire) }),
  );

  app.post(
    '/duplicates/rules',
    {
      config: administrator,
      schema: {
        description:
          'Adds a rule: merge where these keys are equal, or keep apart where they differ. It decides at the next search.',
        body: duplicateRule,
        response: { 201: z.object({ id: uuid }) },
      },
    },
    async (request, reply) => {
      const { id } = await makeRule(database, request.body, {
        actor: request.actor,
        requestId: request.id,
        now: clock(),
      });
      return reply.code(201).send({ id });
    },
  );

  app.post(
    '/duplicates/rules/preview',
    { config: viewer, schema: { body: duplicateRule, response: { 200: rulePreview } } },
    async (request) => ({ fits: await previewRule(database, request.body) }),
  );

  app.delete(
    '/duplicates/rules/:id',
    { config: administrator, schema: { params, response: { 204: z.null() } } },
    async (request, reply) => {
      await removeRule(database, request.params.id, { actor: request.actor, requestId: request.id, now: clock() });
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/duplicates/:id',
    { config: viewer, schema: { params, response: { 200: duplicateDetail } } },
    async (request) => read(request.params.id),
  );

  app.post(
    '/duplicates/:id/merge',
    {
      config: administrator,
      schema: {
        description: 'Makes records one. The ids of those that go lead to the one that stays.',
        params,
        body: mergeChoice,
        response: { 200: duplicateDetail },
      },
    },
    async (request) => {
      await mergeGroup(database, orderOf(request), request.body);
      await services.queueTask('rediagnosis');
      return read(request.params.id);
    },
  );

  app.post(
    '/duplicates/:id/apart',
    {
      config: administrator,
      schema: {
        description: 'Says that these are different PCs; they are shown again only when a further key is shared.',
        params,
        body: apartChoice,
        response: { 200: duplicateDetail },
      },
    },
    async (request) => {
      await keepApart(database, orderOf(request));
      return read(request.params.id);
    },
  );

  app.post(
    '/duplicates/:id/undo',
    {
      config: administrator,
      schema: {
        description:
          'Takes the decision back. A merge cannot be undone once a claim was made on the record that stayed.',
        params,
        body: undoChoice,
        response: { 200: duplicateDetail },
      },
    },
    async (request) => {
      await undoDecision(database, orderOf(request));
      await services.queueTask('rediagnosis');
      return read(request.params.id);
    },
  );
}

function itemToWire(item: DuplicateItem) {
  return { ...toWire(item), reason: { ...groupReason(item.kind) } };
}
