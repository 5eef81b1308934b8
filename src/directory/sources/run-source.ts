import { recordAudit } from '../../operators/audit.ts';
import type { Database } from '../../storage/database.ts';
import { isDatabaseAway } from '../../storage/database-away.ts';
import { toJsonb } from '../../storage/jsonb.ts';
import { notifyLive } from '../../storage/live.ts';
import { applyGroups, resolveMemberships } from './apply/apply-groups.ts';
import { applyExpired, applyGone, applyUsers, inSteps, listChanged } from './apply/apply-users.ts';
import type { Clash } from './apply/write-entries.ts';
import { StateForgotten } from './entra/graph.ts';
import { readEntra } from './entra/read-entra.ts';
import { readLdap } from './ldap/read-ldap.ts';
import { leaving, movesGroups, mustAsk, type SyncPlan } from './model/plan.ts';
import { Postpone, type ProblemId, SourceError } from './model/problems.ts';
import type { ReadEnd, Reading, Sink } from './reader.ts';
import type { SourcesRoom } from './sources-room.ts';
import { countPlan } from './store/plan-store.ts';
import { getRun, logRun, type StoredRun } from './store/run-store.ts';
import { getSource, type StoredSource } from './store/source-store.ts';
import {
  clearStage,
  forgetSkipped,
  hasMoved,
  haveGroupsMoved,
  keepSkipped,
  listUnknown,
  stageBatch,
  stageMissing,
} from './store/stage-store.ts';

/** What one run is given: of all secrets only that of its source; '' = there is none. */
export interface RunRoom extends Pick<SourcesRoom, 'stopping' | 'log' | 'clock' | 'graph'> {
  readonly database: Database;
  readonly secret: string;
}

/** A run that an operator stopped, or that goes on after the next start. */
class RunCut extends Error {}

/**
 * Goes on with one run from where it is: reads, counts what it would do, asks where it must, writes. What a source says
 * or does wrong ends the run with its reason.
 * @throws what the next turn of the job tries again
 */
export async function runSource(room: RunRoom, id: string): Promise<void> {
  const { database } = room;
  const run = await getRun(database, id);
  const source = await getSource(database, run.sourceId);
  try {
    if (run.state === 'waiting' || run.state === 'reading') await read(room, source, run);
    const after = await getRun(database, id);
    if (after.state === 'applying') await apply(room, source, after);
  } catch (error) {
    if (error instanceof RunCut) return;
    if (error instanceof Postpone) {
      await postpone(room, run, error);
      return;
    }
    // the next turn of the job tries these again
    if (!(error instanceof SourceError) && (isDatabaseAway(error) || isRetryable(error))) throw error;
    if (!(error instanceof SourceError)) room.log.error({ sourceId: source.id, err: error }, 'source run failed');
    await failRun(room, run.id, error instanceof SourceError ? error : new SourceError('INTERNAL'));
  }
}

/** Ends a run with the reason why it cannot go on. */
export async function failRun(
  room: Pick<RunRoom, 'database' | 'clock'>,
  id: string,
  error: SourceError,
): Promise<void> {
  const { problem } = error;
  const run = await getRun(room.database, id);
  await say(room, id, 'error', problem.id, problem.params);
  await close(room, await getSource(room.database, run.sourceId), run, 'failed', problem);
}

/** Serialization failure or deadlock (SQLSTATE class 40): PostgreSQL asks to try again. */
function isRetryable(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && /^40/.test(String(error.code));
}

async function say(
  room: Pick<RunRoom, 'database' | 'clock'>,
  runId: string,
  level: 'info' | 'warning' | 'error',
  code: ProblemId,
  params: Readonly<Record<string, string>> = {},
): Promise<void> {
  await logRun(room.database, runId, { at: room.clock(), level, code, params });
}

async function postpone(room: RunRoom, run: StoredRun, error: Postpone): Promise<void> {
  const seconds = Math.min(Math.max(error.seconds, 1), 3_600);
  await say(room, run.id, 'warning', 'THROTTLED', { server: error.server, seconds: String(seconds) });
  await room.database.query(
    `update source_runs set state = 'waiting', not_before = $2, updated_at = $3 where id = $1 and state = 'reading'`,
    [run.id, new Date(room.clock().getTime() + seconds * 1_000), room.clock()],
  );
  await notifyLive(room.database, 'sources', run.sourceId);
}

async function read(room: RunRoom, source: StoredSource, run: StoredRun): Promise<void> {
  const { database } = room;
  if (run.resume === null) {
    await clearStage(database, run.id);
    if (run.isFull) await forgetSkipped(database, source.id, null);
  }
  await database.query(
    `update source_runs set state = 'reading', not_before = null, started_at = coalesce(started_at, $2), updated_at = $2,
       read_users = case when resume is null then 0 else read_users end, read_groups = case when resume is null then 0 else read_groups end
     where id = $1 and state in ('waiting', 'reading')`,
    [run.id, room.clock()],
  );
  await notifyLive(database, 'sources', source.id);
  let skipped = 0;
  // who was named: of a reading of changes, everybody else is gone
  const named = { users: new Set<string>(), groups: new Set<string>() };
  const sink: Sink = {
    stage: async (batch) => {
      if (room.stopping.aborted) throw new RunCut();
      await stageBatch(database, source.id, run.id, batch);
      for (const entry of batch.sameUsers ?? batch.users ?? []) named.users.add(entry.externalId);
      for (const entry of batch.sameGroups ?? batch.groups ?? []) named.groups.add(entry.externalId);
      const users = (batch.users?.length ?? 0) + (batch.sameUsers?.length ?? 0);
      const groups = (batch.groups?.length ?? 0) + (batch.sameGroups?.length ?? 0);
      const counted = await database.query(
        `update source_runs set read_users = read_users + $2, read_groups = read_groups + $3, updated_at = $4 where id = $1 and state = 'reading'`,
        [run.id, users, groups, room.clock()],
      );
      if (counted.rowCount === 0) throw new RunCut();
      if (users + groups > 0) await notifyLive(database, 'sources', source.id);
    },
    log: (level, code, params) => say(room, run.id, level, code, params),
    skip: async (externalId, reason, params) => {
      skipped += 1;
      await say(room, run.id, 'warning', reason, params);
      if (externalId === '') return;
      await keepSkipped(database, source.id, externalId);
      await stageBatch(database, source.id, run.id, { goneUsers: [externalId] });
    },
    checkpoint: async (resume) => {
      await database.query('update source_runs set resume = $2 where id = $1', [run.id, toJsonb(resume)]);
    },
    unknown: (limit) => listUnknown(database, run.id, source.id, limit),
    stageMissing: () => stageMissing(database, source.id, run.id, named),
    hasMoved: () => hasMoved(database, run.id, source.id),
  };
  const end = await readSource(room, source, run, sink);
  await forgetSkipped(database, source.id, run.id);
  await database.query(
    'update source_runs set covers_all = $2, groups_whole = $3, is_full = $4, cursor = $5, resume = null where id = $1',
    [run.id, end.coversAll, end.groupsWhole, end.isFull, toJsonb(end.cursor)],
  );
  const whole = await getRun(database, run.id);
  const plan = await database.transaction((tx) => countPlan(tx, whole, skipped));
  await decide(room, source, whole, plan);
}

async function readSource(room: RunRoom, source: StoredSource, run: StoredRun, sink: Sink): Promise<ReadEnd> {
  if (room.secret === '') throw new SourceError('SECRET_MISSING');
  const reading: Reading = {
    source,
    secret: room.secret,
    isFull: run.isFull,
    resume: run.resume,
    sink,
    clock: room.clock,
  };
  const { config } = source;
  if (config.kind === 'ldap') return readLdap(reading, config);
  if (config.kind === 'entra') {
    try {
      return await readEntra(reading, config, room);
    } catch (error) {
      if (!(error instanceof StateForgotten)) throw error;
      await clearStage(room.database, run.id);
      await forgetSkipped(room.database, source.id, null);
      return readEntra({ ...reading, isFull: true, resume: null }, config, room);
    }
  }
  throw new SourceError('INTERNAL');
}

async function decide(room: RunRoom, source: StoredSource, run: StoredRun, plan: SyncPlan): Promise<void> {
  const { database } = room;
  await say(room, run.id, 'info', 'PLANNED', texts(plan));
  await database.query('update source_runs set plan = $2 where id = $1', [run.id, toJsonb(plan)]);
  if (run.mode === 'preview') {
    await close(room, source, run, 'done', null);
    return;
  }
  const why = mustAsk(plan);
  if (why !== null) {
    const isUsers = why === 'USERS_LEAVE';
    await say(room, run.id, 'warning', why, {
      before: String(isUsers ? plan.before : plan.membersBefore),
      leaving: String(isUsers ? leaving(plan) : plan.membersRemoved),
    });
  }
  await database.query(
    `update source_runs set state = $2, done_rows = 0, updated_at = $3, problem = $4 where id = $1 and state = 'reading'`,
    [
      run.id,
      why === null ? 'applying' : 'asking',
      room.clock(),
      why === null ? null : toJsonb({ id: why, params: {} }),
    ],
  );
  await notifyLive(database, 'sources', source.id);
}

function texts(plan: SyncPlan): Record<string, string> {
  return Object.fromEntries(Object.entries(plan).map(([key, value]) => [key, String(value)]));
}

/** So many new people change what PostgreSQL has to know about its tables. */
const MANY = 1_000;

async function apply(room: RunRoom, source: StoredSource, run: StoredRun): Promise<void> {
  const { database } = room;
  const tell = async (clashes: readonly Clash[]) => {
    for (const clash of clashes) await say(room, run.id, 'warning', clash.code, clash.params);
  };
  let linked = 0;
  for (const ids of inSteps(await database.transaction((tx) => listChanged(tx, source, run.id)))) {
    if (room.stopping.aborted) throw new RunCut();
    const step = await database.transaction((tx) => applyUsers(tx, source, run.id, ids, room.clock()));
    linked += step.linked;
    await tell(step.clashes);
    await database.query('update source_runs set done_rows = done_rows + $2, updated_at = $3 where id = $1', [
      run.id,
      ids.length,
      room.clock(),
    ]);
    await notifyLive(database, 'sources', source.id);
  }
  while ((await database.transaction((tx) => applyGone(tx, source, run.id, run.coversAll, room.clock()))) > 0) {
    // each turn is one batch
  }
  while ((await database.transaction((tx) => applyExpired(tx, room.clock()))) > 0) {
    // each turn is one batch
  }
  if (run.plan === null || linked > 0 || movesGroups(run.plan) || (await haveGroupsMoved(database, run))) {
    const changed = await database.transaction(async (tx) => {
      await applyGroups(tx, source, run, room.clock());
      return resolveMemberships(tx, source.id);
    });
    await say(room, run.id, 'info', 'MEMBERSHIPS', {
      added: String(changed.added),
      removed: String(changed.removed),
    });
  }
  // PostgreSQL counts tables in its own time; until then it would walk through them for every page of the next reading
  if (linked >= MANY) await database.query('analyze source_users, source_groups, source_members, users, memberships');
  await say(room, run.id, 'info', 'DONE');
  await close(room, source, run, 'done', null);
}

/** Ends a run; what it read is only kept of a preview, to be looked at. */
async function close(
  room: Pick<RunRoom, 'database' | 'clock'>,
  source: StoredSource,
  run: StoredRun,
  state: 'done' | 'failed',
  problem: { readonly id: ProblemId; readonly params: Readonly<Record<string, string>> } | null,
): Promise<void> {
  const now = room.clock();
  const next = 'everyMinutes' in source.config && source.config.everyMinutes > 0 ? source.config.everyMinutes : null;
  await room.database.transaction(async (tx) => {
    const ended = await tx.query(
      `update source_runs set state = $2, problem = $3, finished_at = $4, updated_at = $4, resume = null
       where id = $1 and state in ('waiting', 'reading', 'applying')`,
      [run.id, state, problem === null ? null : toJsonb(problem), now],
    );
    if (ended.rowCount === 0) return;
    if (run.mode === 'sync') {
      await tx.query(
        `update sources set next_run_at = case when $2::int is null then null else $3::timestamptz + make_interval(mins => $2) end,
           cursor = case when $4 then (select cursor from source_runs where id = $5) else cursor end,
           synced_at = case when $4 then $3 else synced_at end, full_at = case when $4 and $6 then $3 else full_at end where id = $1`,
        [source.id, next, now, state === 'done', run.id, run.isFull],
      );
      if (state === 'done' && run.orderedBy !== '') {
        await recordAudit(tx, {
          actor: { name: run.confirmedBy ?? run.orderedBy },
          action: 'source.sync',
          target: { kind: 'source', id: source.id, name: source.name },
          after: run.plan,
          requestId: run.requestId,
        });
      }
    }
    if (run.mode === 'sync') await clearStage(tx, run.id);
    await notifyLive(tx, 'sources', source.id);
    if (run.mode === 'sync' && state === 'done') await notifyLive(tx, 'overview');
  });
}
