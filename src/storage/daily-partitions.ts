import type { Queryable } from './database.ts';

/** Any constant does; all nodes of one Baton must agree on it. */
const ADVISORY_LOCK = 0x62617470;
const DAY_MS = 86_400_000;
/** A week without upkeep must not refuse a single PC. */
const DAYS_AHEAD = 8;

/** How long the tables that are kept by day are kept. */
export interface DailyRetention {
  readonly attemptDays: number;
  readonly sessionXmlDays: number;
}

const day = (now: Date, offset: number) => new Date(now.getTime() + offset * DAY_MS).toISOString().slice(0, 10);

/**
 * Makes the partitions (UTC days) of yesterday, today and the coming eight days; those that are there stay as they are.
 * @returns how many days there is room for now
 */
export async function makeDailyPartitions(q: Queryable, now: Date): Promise<number> {
  // "if not exists" does not keep two nodes from making the same table at once
  await q.query('select make_daily_partitions($1, $2) from (select pg_advisory_xact_lock($3)) as queued', [
    day(now, -1),
    DAYS_AHEAD + 2,
    ADVISORY_LOCK,
  ]);
  return DAYS_AHEAD + 2;
}

/**
 * Drops whole days of attempts and session XML whose life is over.
 * @returns how many partitions went
 */
export async function dropOldPartitions(q: Queryable, now: Date, keep: DailyRetention): Promise<number> {
  let dropped = 0;
  for (const [table, days] of [
    ['attempts', keep.attemptDays],
    ['session_messages', keep.sessionXmlDays],
  ] as const) {
    const { rows } = await q.query<{ n: number }>('select drop_daily_partitions($1, $2) as n', [
      table,
      day(now, -days),
    ]);
    dropped += rows[0]?.n ?? 0;
  }
  return dropped;
}
