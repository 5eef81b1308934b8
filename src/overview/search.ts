import { parseHresult } from '../devices/model/hresult.ts';
import type { Queryable } from '../storage/database.ts';
import { foldSearchText, searchPattern } from '../storage/search-text.ts';

/** One thing that a search found, and the page that shows it. */
export interface SearchHit {
  readonly kind: 'device' | 'user' | 'package' | 'attempt';
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  readonly link: string;
}

const EACH = 6;
const ATTEMPT_DAYS = 7;

/**
 * The one search of the console: PCs by name, user or serial number, users, packages, and attempts of the last days by
 * HRESULT in any form, request id, or a name that never became a PC.
 * @param text at least one sign that is not blank
 */
export async function searchEverything(q: Queryable, text: string, now: Date): Promise<SearchHit[]> {
  const pattern = searchPattern(text);
  const [devices, users, packages, attempts] = await Promise.all([
    searchDevices(q, pattern),
    searchUsers(q, pattern),
    searchPackages(q, foldSearchText(text.trim())),
    searchAttempts(q, text.trim(), now),
  ]);
  return [...devices, ...users, ...packages, ...attempts];
}

async function searchDevices(q: Queryable, pattern: string): Promise<SearchHit[]> {
  const { rows } = await q.query<{ id: string; name: string; detail: string }>(
    `select id, name, concat_ws(' ', user_name, serial) as detail from (select * from devices where search like $1 offset 0) d
     order by last_contact_at desc nulls last, id limit ${EACH}`,
    [pattern],
  );
  return rows.map((row) => ({
    kind: 'device',
    id: row.id,
    title: row.name,
    detail: row.detail,
    link: `/devices/${row.id}`,
  }));
}

async function searchUsers(q: Queryable, pattern: string): Promise<SearchHit[]> {
  const { rows } = await q.query<{ id: string; display_name: string; upn: string }>(
    `select id, display_name, upn from (select * from users where search like $1 offset 0) u order by upn, id limit ${EACH}`,
    [pattern],
  );
  return rows.map((row) => ({
    kind: 'user',
    id: row.id,
    title: row.display_name,
    detail: row.upn,
    link: `/users?q=${encodeURIComponent(row.upn)}`,
  }));
}

/** Packages are hundreds: their names are folded here. */
async function searchPackages(q: Queryable, folded: string): Promise<SearchHit[]> {
  const { rows } = await q.query<{ id: string; name: string; platform: string }>(
    'select id, name, platform from packages order by created_at desc limit 5000',
  );
  return rows
    .filter((row) => foldSearchText(row.name).includes(folded))
    .slice(0, EACH)
    .map((row) => ({ kind: 'package', id: row.id, title: row.name, detail: '', link: `/packages/${row.id}` }));
}

async function searchAttempts(q: Queryable, text: string, now: Date): Promise<SearchHit[]> {
  const from = new Date(now.getTime() - ATTEMPT_DAYS * 86_400_000);
  const { rows } = await q.query<{ pc_name: string; last_at: Date; hresult: string | null; n: number }>(
    `select pc_name, max(last_at) as last_at, max(hresult) as hresult, sum(count)::int as n from attempts
     where day >= $2 and last_at >= $3 and outcome <> 'accepted'
       and (lower(pc_name) = lower($1) or request_id = $1 or ($4::text is not null and hresult = $4))
     group by pc_name order by max(last_at) desc limit ${EACH}`,
    [text, from.toISOString().slice(0, 10), from, parseHresult(text)],
  );
  return rows.map((row) => ({
    kind: 'attempt',
    id: `${row.pc_name}@${row.last_at.toISOString()}`,
    title: row.pc_name === '' ? text : row.pc_name,
    detail: [row.hresult ?? '', `${row.n}`].filter((part) => part !== '').join(' × '),
    link: `/diagnosis/attempts?q=${encodeURIComponent(row.pc_name === '' ? text : row.pc_name)}&last=%3C${ATTEMPT_DAYS}d`,
  }));
}
