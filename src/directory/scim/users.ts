import type { Transaction } from '../../storage/database.ts';
import { uuidv7 } from '../../storage/ids.ts';
import { toJsonb } from '../../storage/jsonb.ts';
import { mergeUsers } from '../sources/apply/merge-users.ts';
import { writeEntries } from '../sources/apply/write-entries.ts';
import { getSource } from '../sources/store/source-store.ts';
import { askOperator, mayLeave, TooManyLeave } from './leaving.ts';
import { demanded, type Filter, matches } from './model/filter.ts';
import { type PatchOperation, patchResource } from './model/patch.ts';
import { type Resource, readObject, USER } from './model/schema.ts';
import { ScimError } from './model/scim-error.ts';
import type { ScimClient, ScimRoom } from './scim-room.ts';
import { renderUser, type StoredUser, userOf } from './user-resource.ts';

const COLUMNS = `external_id as id, extra as resource, created_at as "createdAt", updated_at as "updatedAt", disabled`;

interface Row extends StoredUser {
  readonly disabled: boolean;
}

/** A person by the id that we gave. @throws ScimError (404) */
export async function getScimUser(
  q: Pick<Transaction, 'query'>,
  client: ScimClient,
  id: string,
  lock = false,
): Promise<Row> {
  const { rows } = await q.query<Row & Record<string, unknown>>(
    `select ${COLUMNS} from source_users where source_id = $1 and external_id = $2 and missing_since is null and extra is not null${lock ? ' for update' : ''}`,
    [client.sourceId, id],
  );
  const found = rows[0];
  if (found === undefined) throw new ScimError(404, `There is no user '${id.slice(0, 64)}'`);
  return found;
}

/** Adds a person. @throws ScimError (409 uniqueness) when the client has one of this userName already */
export async function addScimUser(
  room: ScimRoom,
  client: ScimClient,
  body: Record<string, unknown>,
): Promise<StoredUser> {
  const resource = readObject(USER.attributes, body);
  const id = uuidv7(room.clock().getTime());
  return write(room, client, async (tx) => {
    const person = userOf(id, resource);
    // two requests for the same person at once: the second one sees the first
    await tx.query('select pg_advisory_xact_lock(hashtext($1), hashtext(lower($2)))', [client.sourceId, person.upn]);
    const taken = await tx.query(
      'select 1 from source_users where source_id = $1 and lower(upn) = lower($2) and missing_since is null limit 1',
      [client.sourceId, person.upn],
    );
    if (taken.rows.length > 0) throw new ScimError(409, `userName '${person.upn}' is taken`, 'uniqueness');
    await store(tx, room, client, id, resource, null);
    return getScimUser(tx, client, id);
  });
}

/** Replaces a person's attributes by those that came. @throws ScimError */
export async function replaceScimUser(
  room: ScimRoom,
  client: ScimClient,
  id: string,
  body: Record<string, unknown>,
): Promise<StoredUser> {
  const resource = readObject(USER.attributes, body);
  return write(room, client, async (tx) => {
    await store(tx, room, client, id, resource, await getScimUser(tx, client, id, true));
    return getScimUser(tx, client, id);
  });
}

/** Changes a person by operations. @throws ScimError */
export async function patchScimUser(
  room: ScimRoom,
  client: ScimClient,
  id: string,
  operations: readonly PatchOperation[],
): Promise<StoredUser> {
  return write(room, client, async (tx) => {
    const before = await getScimUser(tx, client, id, true);
    await store(tx, room, client, id, patchResource(before.resource, operations, USER), before);
    return getScimUser(tx, client, id);
  });
}

/** Takes a person away: disabled at once where no other source has them, deleted after the source's days. @throws ScimError */
export async function deleteScimUser(room: ScimRoom, client: ScimClient, id: string): Promise<void> {
  await write(room, client, async (tx) => {
    const now = room.clock();
    const before = await getScimUser(tx, client, id, true);
    if (!before.disabled) await mayLeave(tx, client.sourceId, now);
    const { rows } = await tx.query<{ user_id: string | null }>(
      `update source_users set missing_since = $3, updated_at = $3, left_at = case when disabled then left_at else $3 end
       where source_id = $1 and external_id = $2 returning user_id`,
      [client.sourceId, id, now],
    );
    await mergeUsers(
      tx,
      rows.flatMap((row) => row.user_id ?? []),
      now,
    );
  });
}

async function store(
  tx: Transaction,
  room: ScimRoom,
  client: ScimClient,
  id: string,
  resource: Resource,
  before: Row | null,
): Promise<void> {
  const now = room.clock();
  const person = userOf(id, resource);
  const leaves = person.disabled && before !== null && !before.disabled;
  if (leaves) await mayLeave(tx, client.sourceId, now);
  const source = await getSource(tx, client.sourceId);
  const { clashes } = await writeEntries(tx, source, [person], now);
  const clash = clashes[0];
  if (clash !== undefined) throw new ScimError(409, `userName '${person.upn}' belongs to somebody else`, 'uniqueness');
  await tx.query(
    'update source_users set extra = $3, left_at = case when $4 then $5 else left_at end where source_id = $1 and external_id = $2',
    [client.sourceId, id, toJsonb(resource), leaves, now],
  );
}

/** One change in one transaction; the source knows when somebody last pushed. */
export async function write<T>(room: ScimRoom, client: ScimClient, work: (tx: Transaction) => Promise<T>): Promise<T> {
  try {
    const done = await room.database.transaction(work);
    await room.database.query(
      "update sources set synced_at = $2 where id = $1 and (synced_at is null or synced_at < $2::timestamptz - interval '1 minute')",
      [client.sourceId, room.clock()],
    );
    return done;
  } catch (error) {
    if (error instanceof TooManyLeave)
      await room.database.transaction((tx) => askOperator(tx, client.sourceId, error, room.clock()));
    throw error;
  }
}

/** What a list of SCIM is asked for; startIndex begins with 1. */
export interface ScimQuery {
  readonly filter: Filter | null;
  readonly startIndex: number;
  readonly count: number;
}

/** A page of a list, and how many there are in all. */
export interface ScimPage {
  readonly total: number;
  readonly resources: readonly Resource[];
}

const SCAN = 2_000;

/**
 * People that fit a filter. What it demands of id, userName or externalId is looked up by an index; other filters walk
 * through the source's people once.
 */
export async function listScimUsers(
  room: ScimRoom,
  client: ScimClient,
  query: ScimQuery,
  base: string,
): Promise<ScimPage> {
  const { filter } = query;
  const wanted = (name: string) => (filter === null ? undefined : demanded(filter, name)) ?? null;
  const where = `source_id = $1 and missing_since is null and extra is not null and ($2::text is null or external_id = $2)
    and ($3::text is null or lower(upn) = lower($3)) and ($4::text is null or extra->>'externalId' = $4)`;
  const values = [client.sourceId, wanted('id'), wanted('userName'), wanted('externalId')];
  const render = (user: StoredUser) => renderUser(user, base);
  if (filter === null) {
    const counted = await room.database.query<{ n: number }>(
      `select count(*)::int as n from source_users where ${where}`,
      values,
    );
    const { rows } = await room.database.query<StoredUser & Record<string, unknown>>(
      `select ${COLUMNS} from source_users where ${where} order by external_id limit $5 offset $6`,
      [...values, query.count, query.startIndex - 1],
    );
    return { total: counted.rows[0]?.n ?? 0, resources: rows.map(render) };
  }
  const found: Resource[] = [];
  let total = 0;
  let after = '';
  for (;;) {
    const { rows } = await room.database.query<StoredUser & Record<string, unknown>>(
      `select ${COLUMNS} from source_users where ${where} and external_id > $5 order by external_id limit ${SCAN}`,
      [...values, after],
    );
    for (const row of rows) {
      const resource = render(row);
      if (!matches(filter, resource)) continue;
      total += 1;
      if (total >= query.startIndex && found.length < query.count) found.push(resource);
    }
    after = rows.at(-1)?.id ?? '';
    if (rows.length < SCAN) return { total, resources: found };
  }
}
