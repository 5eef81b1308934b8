import { recordAudit } from '../operators/audit.ts';
import type { Actor } from '../operators/model/actor.ts';
import type { Queryable, Transaction } from '../storage/database.ts';
import { uuidv7 } from '../storage/ids.ts';
import { notFound, Refusal } from '../storage/refusal.ts';
import { foldSearchText, searchPattern } from '../storage/search-text.ts';

/** A group of users; a package takes its members as they are when it is made. */
export interface Group {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly members: number;
}

export type GroupSort = 'name' | '-name' | 'members' | '-members';

const ORDER: Readonly<Record<GroupSort, string>> = {
  name: 'name collate ja_natural, id',
  '-name': 'name collate ja_natural desc, id desc',
  members: 'members, id',
  '-members': 'members desc, id desc',
};
const COUNTED =
  'select g.id, g.name, coalesce((select s.name from sources s where s.id::text = g.source), g.source) as source, g.search, (select count(*)::int from memberships m where m.group_id = g.id) as members from groups g';

function pattern(q: string | undefined): string | null {
  const text = (q ?? '').trim();
  return text === '' ? null : searchPattern(text);
}

/** A page of groups. */
export async function listGroups(
  q: Queryable,
  query: { readonly q?: string | undefined },
  page: { readonly sort: GroupSort; readonly limit: number; readonly offset: number },
): Promise<Group[]> {
  const { rows } = await q.query<Group & Record<string, unknown>>(
    `select id, name, source, members from (${COUNTED}) c where $1::text is null or search like $1 order by ${ORDER[page.sort]} limit $2 offset $3`,
    [pattern(query.q), page.limit, page.offset],
  );
  return rows;
}

/** How many groups a query has. */
export async function countGroups(q: Queryable, query: { readonly q?: string | undefined }): Promise<number> {
  const { rows } = await q.query<{ n: number }>(
    'select count(*)::int as n from groups where $1::text is null or search like $1',
    [pattern(query.q)],
  );
  return rows[0]?.n ?? 0;
}

/** One group. @throws Refusal when there is none */
export async function getGroup(q: Queryable, id: string): Promise<Group> {
  const { rows } = await q.query<Group & Record<string, unknown>>(
    `select id, name, source, members from (${COUNTED}) c where id = $1`,
    [id],
  );
  const found = rows[0];
  if (found === undefined) throw notFound();
  return found;
}

/** Makes a group. @throws Refusal when the name is taken */
export async function addGroup(
  tx: Transaction,
  form: { readonly name: string; readonly members: readonly string[] },
  actor: Actor,
  requestId: string,
): Promise<string> {
  const id = uuidv7();
  const made = await tx.query(
    "insert into groups (id, name, source, search) values ($1, $2, 'manual', $3) on conflict (lower(name)) do nothing",
    [id, form.name, foldSearchText(form.name)],
  );
  if (made.rowCount === 0) throw taken();
  await addMembers(tx, id, form.members);
  await recordAudit(tx, {
    actor,
    action: 'group.make',
    target: { kind: 'group', id, name: form.name },
    after: { members: form.members.length },
    requestId,
  });
  return id;
}

/** Renames a group, adds and removes members. @throws Refusal when there is none, the name is taken, or it is a source's */
export async function changeGroup(
  tx: Transaction,
  id: string,
  change: {
    readonly name?: string | undefined;
    readonly add?: readonly string[] | undefined;
    readonly remove?: readonly string[] | undefined;
  },
  actor: Actor,
  requestId: string,
): Promise<void> {
  const before = await getGroup(tx, id);
  const owner = await tx.query<{ name: string }>(
    'select s.name from source_groups k join sources s on s.id = k.source_id where k.group_id = $1 limit 1',
    [id],
  );
  const source = owner.rows[0]?.name;
  if (source !== undefined) {
    throw new Refusal('conflict', 'GROUP_OWNED', {
      ja: `このグループはソース「${source}」が管理しています。元のシステムで変更してください。`,
      en: `This group belongs to the source "${source}". Change it there.`,
    });
  }
  if (change.name !== undefined) {
    const { rows } = await tx.query('select 1 from groups where lower(name) = lower($1) and id <> $2', [
      change.name,
      id,
    ]);
    if (rows.length > 0) throw taken();
    await tx.query('update groups set name = $2, search = $3, updated_at = now() where id = $1', [
      id,
      change.name,
      foldSearchText(change.name),
    ]);
  }
  await addMembers(tx, id, change.add ?? []);
  await tx.query('delete from memberships where group_id = $1 and user_id = any($2::uuid[])', [
    id,
    change.remove ?? [],
  ]);
  await recordAudit(tx, {
    actor,
    action: 'group.change',
    target: { kind: 'group', id, name: change.name ?? before.name },
    before,
    after: await getGroup(tx, id),
    requestId,
  });
}

async function addMembers(tx: Transaction, id: string, members: readonly string[]): Promise<void> {
  await tx.query(
    'insert into memberships (group_id, user_id) select $1, id from users where id = any($2::uuid[]) on conflict do nothing',
    [id, members],
  );
}

function taken(): Refusal {
  return new Refusal(
    'conflict',
    'GROUP_NAME_TAKEN',
    { ja: 'この名前のグループは既に存在します。', en: 'There is a group of this name already.' },
    { field: 'name' },
  );
}
