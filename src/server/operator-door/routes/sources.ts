import { z } from 'zod';
import { changeSource, deleteSource, makeSource } from '../../../directory/sources/change-source.ts';
import {
  getRun,
  getSourceSummary,
  listRunChanges,
  listRunLog,
  listRuns,
  listSources,
  type SourceSummary,
  type StoredRun,
} from '../../../directory/sources/list-sources.ts';
import { problemText } from '../../../directory/sources/model/problems.ts';
import { confirmRun, orderRun, stopRun } from '../../../directory/sources/order-run.ts';
import { testSource } from '../../../directory/sources/test-source.ts';
import { listScimTokens, makeScimToken } from '../../../operators/scim-tokens.ts';
import { notFound, Refusal } from '../../../storage/refusal.ts';
import type { OperatorApp } from '../app.ts';
import { listOf, uuid } from '../schemas/common.ts';
import {
  changeQuery,
  newRun,
  newScimToken,
  newSource,
  plannedChange,
  runConfirm,
  runLine,
  runQuery,
  scimToken,
  scimTokenWithSecret,
  source,
  sourceChange,
  sourceRun,
  sourceTest,
  sourceTestForm,
} from '../schemas/sources.ts';
import type { OperatorServices } from '../services.ts';
import { toWire } from './wire.ts';

const viewer = { access: 'viewer' } as const;
const administrator = { access: 'administrator' } as const;
const params = z.object({ id: uuid });
const runParams = z.object({ id: uuid, runId: uuid });

const isSource = (services: OperatorServices) => async (request: { params: unknown }) => {
  await getSourceSummary(services.database, params.parse(request.params).id, services.clock());
};

/** Sources of users and groups, and their runs. */
export function sourceRoutes(app: OperatorApp, services: OperatorServices): void {
  const { database, sources: room } = services;
  const isKnown = isSource(services);
  const isRunOfIt = async (request: { params: unknown }) => {
    const { id, runId } = runParams.parse(request.params);
    if ((await getRun(database, runId)).sourceId !== id) throw notFound();
  };
  const one = async (id: string) => sourceToWire(await getSourceSummary(database, id, services.clock()));
  const asOf = () => services.clock().toISOString();

  app.get('/sources', { config: viewer, schema: { response: { 200: listOf(source) } } }, async () => ({
    asOf: asOf(),
    query: {},
    items: (await listSources(database, services.clock())).map(sourceToWire),
  }));

  app.post(
    '/sources',
    { config: administrator, schema: { body: newSource, response: { 201: source } } },
    async (request, reply) => {
      const id = await makeSource(room, request.body, request.actor, request.id);
      return reply.code(201).send(await one(id));
    },
  );

  app.post(
    '/sources/test',
    {
      config: administrator,
      schema: {
        description: 'Connects as a sync would and reads a few people; nothing is kept.',
        body: sourceTestForm,
        response: { 200: sourceTest },
      },
    },
    async (request) => {
      const { sourceId, config, secret } = request.body;
      const found = await testSource(room, sourceId ?? null, config, secret);
      return toWire({ ...found, problem: problemToWire(found.problem) });
    },
  );

  app.get('/sources/:id', { config: viewer, schema: { params, response: { 200: source } } }, async (request) =>
    one(request.params.id),
  );

  app.patch(
    '/sources/:id',
    { config: administrator, schema: { params, body: sourceChange, response: { 200: source } } },
    async (request) => {
      await changeSource(room, request.params.id, request.body, request.actor, request.id);
      return one(request.params.id);
    },
  );

  app.delete(
    '/sources/:id',
    { config: administrator, schema: { params, response: { 204: z.null() } } },
    async (request, reply) => {
      await deleteSource(room, request.params.id, request.actor, request.id);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/sources/:id/runs',
    {
      config: viewer,
      preHandler: isKnown,
      schema: { params, querystring: runQuery, response: { 200: listOf(sourceRun) } },
    },
    async (request) => ({
      asOf: asOf(),
      query: request.query,
      items: (await listRuns(database, request.params.id, request.query)).map(runToWire),
    }),
  );

  app.post(
    '/sources/:id/runs',
    { config: administrator, schema: { params, body: newRun, response: { 202: sourceRun } } },
    async (request, reply) => {
      const { mode, full } = request.body;
      const id = await orderRun(room, request.params.id, { mode, isFull: full }, request.actor, request.id);
      return reply.code(202).send(runToWire(await getRun(database, id)));
    },
  );

  app.get(
    '/sources/:id/runs/:runId',
    { config: viewer, preHandler: isRunOfIt, schema: { params: runParams, response: { 200: sourceRun } } },
    async (request) => runToWire(await getRun(database, request.params.runId)),
  );

  app.post(
    '/sources/:id/runs/:runId/confirm',
    {
      config: administrator,
      preHandler: isRunOfIt,
      schema: { params: runParams, body: runConfirm, response: { 202: sourceRun } },
    },
    async (request, reply) => {
      await confirmRun(room, request.params.runId, request.body.typedCount, request.actor, request.id);
      return reply.code(202).send(runToWire(await getRun(database, request.params.runId)));
    },
  );

  app.post(
    '/sources/:id/runs/:runId/stop',
    {
      config: administrator,
      preHandler: isRunOfIt,
      schema: { params: runParams, body: z.object({}).nullish(), response: { 200: sourceRun } },
    },
    async (request) => {
      await stopRun(room, request.params.runId, request.actor, request.id);
      return runToWire(await getRun(database, request.params.runId));
    },
  );

  app.get(
    '/sources/:id/runs/:runId/log',
    {
      config: viewer,
      preHandler: isRunOfIt,
      schema: { params: runParams, querystring: runQuery, response: { 200: listOf(runLine) } },
    },
    async (request) => ({
      asOf: asOf(),
      query: request.query,
      items: (await listRunLog(database, request.params.runId, request.query)).map((line) => ({
        at: line.at.toISOString(),
        level: line.level,
        code: line.code,
        text: problemText({ id: line.code, params: line.params }),
      })),
    }),
  );

  app.get(
    '/sources/:id/runs/:runId/changes',
    {
      config: viewer,
      preHandler: isRunOfIt,
      schema: { params: runParams, querystring: changeQuery, response: { 200: listOf(plannedChange) } },
    },
    async (request) => ({
      asOf: asOf(),
      query: request.query,
      items: toWire(await listRunChanges(database, request.params.runId, request.query.kind, request.query)),
    }),
  );
}

/** Tokens of the clients that push into a source. */
export function scimTokenRoutes(app: OperatorApp, services: OperatorServices): void {
  const { operators } = services;

  app.get(
    '/sources/:id/tokens',
    { config: viewer, preHandler: isSource(services), schema: { params, response: { 200: listOf(scimToken) } } },
    async (request) => ({
      asOf: services.clock().toISOString(),
      query: {},
      items: toWire(await listScimTokens(operators, request.params.id)),
    }),
  );

  app.post(
    '/sources/:id/tokens',
    { config: administrator, schema: { params, body: newScimToken, response: { 201: scimTokenWithSecret } } },
    async (request, reply) => {
      const found = await getSourceSummary(services.database, request.params.id, services.clock());
      if (found.kind !== 'scim') {
        throw new Refusal('conflict', 'SOURCE_READS', {
          ja: 'SCIM のソースにだけトークンを追加できます。',
          en: 'Only a SCIM source has tokens.',
        });
      }
      const made = await makeScimToken(operators, found.id, request.body, request.actor, request.id);
      const token = (await listScimTokens(operators, found.id)).find((one) => one.id === made.id);
      if (token === undefined) throw notFound();
      return reply.code(201).send({ token: toWire(token), secret: made.secret });
    },
  );
}

function problemToWire(problem: StoredRun['problem']) {
  return problem === null ? null : { id: problem.id as string, text: { ...problemText(problem) } };
}

function runToWire(run: StoredRun) {
  const { id, sourceId, mode, isFull, state, readUsers, readGroups, doneRows, orderedBy, confirmedBy } = run;
  return {
    id,
    sourceId,
    mode,
    isFull,
    state,
    readUsers,
    readGroups,
    doneRows,
    plan: run.plan === null ? null : { ...run.plan },
    problem: problemToWire(run.problem),
    orderedBy,
    confirmedBy,
    ...toWire({ createdAt: run.createdAt, startedAt: run.startedAt, finishedAt: run.finishedAt }),
  };
}

/** A source without its secret, of which only is said whether there is one. */
function sourceToWire(found: SourceSummary) {
  const { id, kind, name, rank, config, enabled, health, users, groups, missing, createdBy } = found;
  return {
    id,
    kind,
    name,
    rank,
    config,
    hasSecret: found.sealedSecret !== null,
    owns: [...found.owns],
    enabled,
    health,
    users,
    groups,
    missing,
    lastRun: found.lastRun === null ? null : runToWire(found.lastRun),
    liveRun: found.liveRun === null ? null : runToWire(found.liveRun),
    createdBy,
    ...toWire({
      syncedAt: found.syncedAt,
      fullAt: found.fullAt,
      nextRunAt: found.nextRunAt,
      createdAt: found.createdAt,
    }),
  };
}
