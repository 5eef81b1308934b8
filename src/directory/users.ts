import { recordAudit } from '../operators/audit.ts';
import type { Actor } from '../operators/model/actor.ts';
import type { Queryable, Transaction } from '../storage/database.ts';
import { uuidv7 } from '../storage/ids.ts';
import { notFound, Refusal } from '../storage/refusal.ts';
import { foldSearchText, searchPattern } from '../storage/search-text.ts';
import { OWNED_FIELDS, SOURCE_DISABLED } from './store/source-say.ts';

/** A person at a PC. */
export interface User {
  readonly id: string;
  readonly upn: string;
  readonly displayName: string;
  readonly reading: string;
  readonly department: string;
  readonly email: string;
  readonly disabled: boolean;
  readonly source: string;
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  /** PCs that this person's name stands on. */
  readonly pcs: number;
}

export interface UserQuery {
  readonly q?: string | undefined;
  readonly group?: readonly string[] | undefined;
  readonly disabled?: 'true' | 'false' | undefined;
}

export type UserSort = 'name' | '-name' | 'upn' | '-upn' | 'department' | '-department';

const READING = "(case when reading = '' then display_name else reading end) collate ja_natural";
const ORDER: Readonly<Record<UserSort, string>> = {
  name: `${READING}, id`,
  '-name': `${READING} desc, id desc`,
  upn: 'lower(upn), id',
  '-upn': 'lower(upn) desc, id desc',
  department: 'department collate ja_natural, id',
  '-department': 'department collate ja_natural desc, id desc',
};
const WHERE = `($1::text is null or search like $1) and ($2::boolean is null or disabled = $2)
  and ($3::uuid[] is null or id in (select user_id from memberships where group_id = any($3)))`;

function conditions(query: UserQuery): unknown[] {
  const text = (query.q ?? '').trim();
  return [
    text === '' ? null : searchPattern(text),
    query.disabled === undefined ? null : query.disabled === 'true',
    query.group ?? null,
  ];
}

/** A page of users, by their reading where it is known. */
export async function listUsers(
  q: Queryable,
  query: UserQuery,
  page: { readonly sort: UserSort; readonly limit: number; readonly offset: number },
): Promise<User[]> {
  const { rows } = await q.query<User & Record<string, unknown>>(
    `select u.id, u.upn, u.display_name as "displayName", u.reading, u.department, u.email, u.disabled,
       coalesce((select s.name from sources s where s.id::text = u.source), u.source) as source,
       (select coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name) order by g.name), '[]') from memberships m join groups g on g.id = m.group_id
         where m.user_id = u.id) as groups,
       (select count(*)::int from devices d where d.user_id = u.id) as pcs
     from (select * from users where ${WHERE} order by ${ORDER[page.sort]} limit $4 offset $5) u order by ${ORDER[page.sort]}`,
    [...conditions(query), page.limit, page.offset],
  );
  return rows;
}

/** How many users a query has. */
export async function countUsers(q: Queryable, query: UserQuery): Promise<number> {
  const { rows } = await q.query<{ n: number }>(
    `select count(*)::int as n from users where ${WHERE}`,
    conditions(query),
  );
  return rows[0]?.n ?? 0;
}

/** One user. @throws Refusal when there is none */
export async function getUser(q: Queryable, id: string): Promise<User> {
  const { rows } = await q.query<{ upn: string }>('select upn from users where id = $1', [id]);
  const upn = rows[0]?.upn;
  const found =
    upn === undefined
      ? undefined
      : (await listUsers(q, { q: upn }, { sort: 'upn', limit: 500, offset: 0 })).find((user) => user.id === id);
  if (found === undefined) throw notFound();
  return found;
}

/** A name that Windows and a claim can carry: one @ with something on both sides, no blanks. */
const UPN = /^[^@\s]+@[^@\s]+$/;

export interface NewUser {
  readonly upn: string;
  readonly displayName: string;
  readonly reading: string;
  readonly department: string;
  readonly email: string;
  /** Names of groups; those that do not exist yet are made. */
  readonly groups: readonly string[];
}

/** Adds a person by hand. @throws Refusal when the UPN has no valid form or is taken */
export async function addUser(tx: Transaction, form: NewUser, actor: Actor, requestId: string): Promise<string> {
  if (!UPN.test(form.upn)) {
    throw new Refusal(
      'invalid',
      'UPN_NOT_VALID',
      { ja: 'UPN の形式が正しくありません。', en: 'The UPN has no valid form.' },
      { field: 'upn' },
    );
  }
  const id = uuidv7();
  const made = await tx.query(
    `insert into users (id, upn, display_name, reading, department, email, source, search) values ($1, $2, $3, $4, $5, $6, 'manual', $7)
     on conflict (lower(upn)) do nothing`,
    [
      id,
      form.upn,
      form.displayName,
      form.reading,
      form.department,
      form.email,
      foldSearchText(form.upn, form.displayName, form.reading, form.department),
    ],
  );
  if (made.rowCount === 0) {
    throw new Refusal(
      'conflict',
      'UPN_TAKEN',
      { ja: 'この UPN のユーザーは既に存在します。', en: 'There is a user with this UPN already.' },
      { field: 'upn' },
    );
  }
  for (const name of form.groups) {
    await tx.query(
      `with made as (insert into groups (id, name, source, search) values ($1, $2, 'manual', $3) on conflict (lower(name)) do update set name = groups.name returning id)
       insert into memberships (group_id, user_id) select id, $4 from made on conflict do nothing`,
      [uuidv7(), name, foldSearchText(name), id],
    );
  }
  await recordAudit(tx, {
    actor,
    action: 'user.make',
    target: { kind: 'user', id, name: form.displayName },
    after: { ...form },
    requestId,
  });
  return id;
}

export interface UserChange {
  readonly displayName?: string | undefined;
  readonly reading?: string | undefined;
  readonly department?: string | undefined;
  readonly email?: string | undefined;
  readonly disabled?: boolean | undefined;
}

const FIELDS = ['displayName', 'reading', 'department', 'email'] as const;

function ownedBySource(user: User, field: string): Refusal {
  return new Refusal(
    'conflict',
    'FIELD_OWNED',
    {
      ja: `この項目はソース「${user.source}」が管理しています。元のシステムで変更してください。`,
      en: `This field belongs to the source "${user.source}". Change it there.`,
    },
    { field },
  );
}

/**
 * Changes a person; one who is disabled is refused at the next claim. An operator may disable whom a source has; a field
 * that a source gives is the source's.
 * @throws Refusal when there is none, or the field belongs to a source
 */
export async function changeUser(
  tx: Transaction,
  id: string,
  change: UserChange,
  actor: Actor,
  requestId: string,
): Promise<void> {
  const before = await getUser(tx, id);
  const after = { ...before, ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) };
  const { rows } = await tx.query<{ owned: string[]; sourceDisabled: boolean }>(
    `select ${OWNED_FIELDS} as owned, ${SOURCE_DISABLED} as "sourceDisabled" from users u where u.id = $1 for update`,
    [id],
  );
  const { owned = [], sourceDisabled = false } = rows[0] ?? {};
  const foreign = FIELDS.find((field) => owned.includes(field) && after[field] !== before[field]);
  if (foreign !== undefined || (change.disabled === false && sourceDisabled))
    throw ownedBySource(before, foreign ?? 'disabled');
  await tx.query(
    `update users set display_name = $2, reading = $3, department = $4, email = $5, disabled = $6 or $8,
       operator_disabled = case when $9 then $6 else operator_disabled end, search = $7, updated_at = now() where id = $1`,
    [
      id,
      after.displayName,
      after.reading,
      after.department,
      after.email,
      after.disabled,
      foldSearchText(after.upn, after.displayName, after.reading, after.department),
      sourceDisabled,
      change.disabled !== undefined,
    ],
  );
  await recordAudit(tx, {
    actor,
    action: 'user.change',
    target: { kind: 'user', id, name: after.displayName },
    before,
    after,
    requestId,
  });
}
