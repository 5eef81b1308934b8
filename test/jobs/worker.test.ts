import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorker, type Worker } from '../../src/jobs/worker.ts';
import { type GraphDouble, startGraphDouble } from '../directory/graph-double.ts';
import { addSource, followRun } from '../directory/sources-api.ts';
import { type ImportsApi, startImportsApi } from '../imports/imports-api.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

const SILENT = { error: () => undefined, debug: () => undefined };

let db: TestDatabase;
let worker: Worker | undefined;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(async () => {
  await worker?.stop();
  await db.drop();
});

test('a job that takes hours delays no other; ordered again meanwhile it runs once more afterwards, never twice at once', async () => {
  const long = Promise.withResolvers<void>();
  const told = Promise.withResolvers<void>();
  const again = Promise.withResolvers<void>();
  let runs = 0;
  let atOnce = 0;
  let most = 0;
  const sync = async () => {
    runs += 1;
    atOnce += 1;
    most = Math.max(most, atOnce);
    if (runs === 1) await long.promise;
    else again.resolve();
    atOnce -= 1;
  };
  worker = await startWorker({
    pool: db.database.pool,
    log: SILENT,
    tasks: [
      { name: 'sync', run: sync },
      { name: 'notices', run: async () => told.resolve() },
    ],
  });
  await worker.queue('sync');
  await until(() => runs === 1);
  await worker.queue('sync');
  await worker.queue('notices');
  await told.promise;
  expect([runs, most]).toEqual([1, 1]);
  long.resolve();
  await again.promise;
  expect([runs, most]).toEqual([2, 1]);
});

test('while a source keeps its sync waiting, a CSV is checked, and the source is not read twice', async () => {
  const graph: GraphDouble = await startGraphDouble();
  let api: ImportsApi | undefined;
  const held = Promise.withResolvers<void>();
  graph.held = held.promise;
  for (const kind of ['users', 'groups'])
    graph.pages.set(`/v1.0/${kind}/delta`, { value: [], '@odata.deltaLink': `GRAPH/v1.0/${kind}/delta?token=1` });
  try {
    api = await startImportsApi({ graph: graph.cloud });
    const config = { kind: 'entra', tenant: 'a.example', clientId: crypto.randomUUID(), credential: 'secret' };
    const source = await addSource(api, 'slow', config, 'right');
    const run = (await api.call('POST', `/sources/${source}/runs`, { mode: 'sync' })).body;
    await until(() => graph.seen.some((one) => one.path.startsWith('/v1.0/users/delta')));
    expect(await api.check('users', 'UPN,表示名\na@example.test,A\n')).toMatchObject({ state: 'checked', added: 1 });
    await api.test.database.query("select graphile_worker.add_job('sources')");
    await until(async () => (await waitingJobs(api)) === 0);
    expect(graph.seen.filter((one) => one.path.startsWith('/v1.0/users/delta'))).toHaveLength(1);
    held.resolve();
    expect(await followRun(api, source, run.id)).toMatchObject({ state: 'done' });
  } finally {
    held.resolve();
    await api?.stop();
    await graph.stop();
  }
});

async function waitingJobs(api: ImportsApi | undefined): Promise<number> {
  const { rows } = (await api?.test.database.query<{ n: number }>(
    'select count(*)::int as n from graphile_worker.jobs where locked_at is null',
  )) ?? { rows: [] };
  return rows[0]?.n ?? 0;
}

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 1_200; turn += 1) {
    if (await isTrue()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('it never came');
}
