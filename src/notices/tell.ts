import { createHmac } from 'node:crypto';
import type { Database } from '../storage/database.ts';
import { findExpiringPins, findNewFindings } from './find-notices.ts';
import type { Notice } from './notice.ts';

/** Where notices go. */
export interface Webhook {
  readonly url: string;
  /** Key of the signature; undefined: unsigned. */
  readonly secret: string | undefined;
  /** Base of links. */
  readonly console: string;
}

/** Notices kept in mind longer than any PIN lives. */
const REMEMBERED = '400 days';
const TIMEOUT_MS = 10_000;

/**
 * Finds what is to be told and tells it, each thing once. One that could not be told is tried again at the next turn; it
 * is only kept as told when the receiver said so (2xx).
 * @returns how many were told
 * @throws Error when the receiver cannot be reached or refuses
 */
export async function tellNotices(database: Database, webhook: Webhook, now: Date): Promise<number> {
  const since = await lastTurn(database, now);
  const found = [...(await findExpiringPins(database, now)), ...(await findNewFindings(database, since, now))];
  let told = 0;
  for (const notice of found) {
    const { rowCount } = await database.query('select 1 from notices where key = $1', [notice.key]);
    if ((rowCount ?? 0) > 0) continue;
    await post(webhook, notice);
    await database.query('insert into notices (key, at) values ($1, $2) on conflict do nothing', [notice.key, now]);
    told += 1;
  }
  await database.query(
    `insert into notices (key, at) values ('turn', $1) on conflict (key) do update set at = excluded.at`,
    [now],
  );
  await database.query('delete from notices where at < $1::timestamptz - $2::interval', [now, REMEMBERED]);
  return told;
}

/** When findings were looked at last; at the first turn only what comes from then on is told. */
async function lastTurn(database: Database, now: Date): Promise<Date> {
  const { rows } = await database.query<{ at: Date }>("select at from notices where key = 'turn'");
  return rows[0]?.at ?? now;
}

async function post(webhook: Webhook, notice: Notice): Promise<void> {
  const body = JSON.stringify({ ...notice, link: new URL(notice.link, webhook.console).href });
  const signature =
    webhook.secret === undefined ? null : `sha256=${createHmac('sha256', webhook.secret).update(body).digest('hex')}`;
  const answer = await fetch(webhook.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      ...(signature === null ? {} : { 'x-baton-signature': signature }),
    },
    body,
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`the receiver of notices answered ${answer.status}`);
}
