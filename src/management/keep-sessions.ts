import type { Queryable } from '../storage/database.ts';

/** A repeated message gets the same bytes again for this long; then the sealed reply goes. */
const REPLY_LIFE = '30 minutes';
/** PCs whose sessions are thinned in one transaction. */
const BATCH = 500;

/** Forgets the sealed replies that no repeated message will ask for any more. */
export async function forgetReplies(q: Queryable, now: Date): Promise<number> {
  const { rowCount } = await q.query(
    'update sessions set last_reply = null where last_reply is not null and last_at < $1::timestamptz - $2::interval',
    [now, REPLY_LIFE],
  );
  return rowCount ?? 0;
}

/**
 * Keeps the latest sessions of each PC, with their XML: at most `count`, none older than `days`, but always the newest
 * one, which says what became of the PC.
 * @returns how many sessions went
 */
export async function thinSessions(
  q: Queryable,
  now: Date,
  keep: { readonly count: number; readonly days: number },
): Promise<number> {
  let gone = 0;
  for (let after: string | null = '00000000-0000-0000-0000-000000000000'; after !== null; ) {
    const { rows }: { rows: { last: string | null; gone: number }[] } = await q.query(
      `with pcs as (select id from devices where id > $1 order by id limit $2),
        ranked as (select s.device_id, s.id, s.started_at, s.last_at, row_number() over (partition by s.device_id order by s.started_at desc) as place
          from pcs join sessions s on s.device_id = pcs.id),
        old as (select * from ranked where place > $3 or (place > 1 and last_at < $4::timestamptz - make_interval(days => $5))),
        xml as (delete from session_messages m using old where m.device_id = old.device_id and m.session = old.id
          and m.at between old.started_at and old.last_at),
        dead as (delete from sessions s using old where s.device_id = old.device_id and s.id = old.id returning 1)
      select (select max(id::text) from pcs) as last, (select count(*) from dead)::int as gone`,
      [after, BATCH, keep.count, now, keep.days],
    );
    after = rows[0]?.last ?? null;
    gone += rows[0]?.gone ?? 0;
  }
  return gone;
}
