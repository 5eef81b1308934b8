import type { Queryable } from '../../storage/database.ts';
import { type ChangeKind, listPlannedChanges, type PlannedChange } from './store/plan-store.ts';
import { findLiveRun, getRun, listRunLog, listRuns, type RunLine, type StoredRun } from './store/run-store.ts';
import { getSource, listStoredSources, type StoredSource } from './store/source-store.ts';

export type { ChangeKind, PlannedChange, RunLine, StoredRun, StoredSource };
export { getRun, listRunLog, listRuns };

/**
 * How a source is. `off`: switched off; `never`: nothing was read yet; `asking`: a run waits for an operator; `failing`:
 * the last run failed; `late`: what is known is older than three turns of its schedule.
 */
export type SourceHealth = 'good' | 'running' | 'asking' | 'failing' | 'late' | 'never' | 'off';

/** A source with what lists show of it. */
export interface SourceSummary extends StoredSource {
  readonly health: SourceHealth;
  readonly users: number;
  readonly groups: number;
  /** People who are gone from the source and still kept. */
  readonly missing: number;
  readonly lastRun: StoredRun | null;
  readonly liveRun: StoredRun | null;
}

/** All sources in the order of their rank. */
export async function listSources(q: Queryable, now: Date): Promise<SourceSummary[]> {
  const all: SourceSummary[] = [];
  for (const source of await listStoredSources(q)) all.push(await summarize(q, source, now));
  return all;
}

/** One source. @throws Refusal when there is none */
export async function getSourceSummary(q: Queryable, id: string, now: Date): Promise<SourceSummary> {
  return summarize(q, await getSource(q, id), now);
}

const LATE_TURNS = 3;

async function summarize(q: Queryable, source: StoredSource, now: Date): Promise<SourceSummary> {
  const { rows } = await q.query<{ users: number; groups: number; missing: number }>(
    `select (select count(*)::int from source_users where source_id = $1 and missing_since is null) as users,
       (select count(*)::int from source_users where source_id = $1 and missing_since is not null) as missing,
       (select count(*)::int from source_groups where source_id = $1 and missing_since is null) as groups`,
    [source.id],
  );
  const runs = await listRuns(q, source.id, { limit: 20, offset: 0 });
  const liveRun = await findLiveRun(q, source.id);
  const lastRun = runs.find((run) => run.mode === 'sync' && run.finishedAt !== null) ?? null;
  const counts = rows[0] ?? { users: 0, groups: 0, missing: 0 };
  return { ...source, ...counts, lastRun, liveRun, health: healthOf(source, lastRun, liveRun, now) };
}

function healthOf(source: StoredSource, last: StoredRun | null, live: StoredRun | null, now: Date): SourceHealth {
  if (live?.state === 'asking') return 'asking';
  if (live !== null) return 'running';
  if (!source.enabled) return 'off';
  if (source.kind === 'scim') return source.syncedAt === null ? 'never' : 'good';
  if (last?.state === 'failed') return 'failing';
  if (source.syncedAt === null) return 'never';
  const every = 'everyMinutes' in source.config ? source.config.everyMinutes : 0;
  const age = now.getTime() - source.syncedAt.getTime();
  return every > 0 && age > LATE_TURNS * every * 60_000 ? 'late' : 'good';
}

/** A page of what a run would do, as long as what it read is kept. @throws Refusal when there is no such run */
export async function listRunChanges(
  q: Queryable,
  runId: string,
  kind: ChangeKind,
  page: { readonly limit: number; readonly offset: number },
): Promise<PlannedChange[]> {
  return listPlannedChanges(q, await getRun(q, runId), kind, page);
}
