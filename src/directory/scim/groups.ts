import type { Transaction } from '../../storage/database.ts';
import { uuidv7 } from '../../storage/ids.ts';
import { toJsonb } from '../../storage/jsonb.ts';
import { nameGroups, resolveMembersOf } from '../sources/apply/apply-groups.ts';
import { cleanField } from '../sources/model/entries.ts';
import { getSource } from '../sources/store/source-store.ts';
import { demanded, matches } from './model/filter.ts';
import { type PatchOperation, patchResource } from './model/patch.ts';
import { GROUP, GROUP_SCHEMA, type Resource, readObject, type Value } from './model/schema.ts';
import { ScimError } from './model/scim-error.ts';
import type { ScimClient, ScimRoom } from './scim-room.ts';
import { type ScimPage, type ScimQuery, write } from './users.ts';

interface Row {
  readonly id: string;
  readonly resource: Resource;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const COLUMNS = `g.external_id as id, g.extra as resource, g.created_at as "createdAt", g.updated_at as "updatedAt"`;

async function getRow(q: Pick<Transaction, 'query'>, client: ScimClient, id: string, lock = false): Promise<Row> {
  const { rows } = await q.query<Row & Record<string, unknown>>(
    `select ${COLUMNS} from source_groups g where g.source_id = $1 and g.external_id = $2 and g.missing_since is null and g.extra is not null${lock ? ' for update' : ''}`,
    [client.sourceId, id],
  );
  const found = rows[0];
  if (found === undefined) throw new ScimError(404, `There is no group '${id.slice(0, 64)}'`);
  return found;
}

async function membersOf(q: Pick<Transaction, 'query'>, client: ScimClient, ids: readonly string[]) {
  const { rows } = await q.query<{ group: string; value: string; type: string; display: string }>(
    `select m.group_external_id as group, m.member_external_id as value, case when u.external_id is null then 'Group' else 'User' end as type,
       coalesce(u.display_name, g.name, '') as display
     from source_members m left join source_users u on u.source_id = $1 and u.external_id = m.member_external_id
       left join source_groups g on g.source_id = $1 and g.external_id = m.member_external_id
     where m.source_id = $1 and m.group_external_id = any($2) order by 1, 2`,
    [client.sourceId, ids],
  );
  const byGroup = new Map<string, Resource[]>();
  for (const { group, ...member } of rows) {
    const all = byGroup.get(group) ?? [];
    all.push(member);
    byGroup.set(group, all);
  }
  return byGroup;
}

function render(row: Row, members: readonly Resource[], base: string): Resource {
  return {
    schemas: [GROUP_SCHEMA],
    id: row.id,
    ...row.resource,
    members: members.map((member) => ({
      ...member,
      $ref: `${base}/${String(member['type'])}s/${String(member['value'])}`,
    })),
    meta: {
      resourceType: GROUP.name,
      created: row.createdAt.toISOString(),
      lastModified: row.updatedAt.toISOString(),
      location: `${base}/Groups/${row.id}`,
    },
  };
}

/** A group with its members. @throws ScimError (404) */
export async function getScimGroup(
  q: Pick<Transaction, 'query'>,
  client: ScimClient,
  id: string,
  base: string,
  withMembers = true,
): Promise<Resource> {
  const row = await getRow(q, client, id);
  return render(row, withMembers ? ((await membersOf(q, client, [id])).get(id) ?? []) : [], base);
}

/** Adds a group. @throws ScimError (409 uniqueness) */
export async function addScimGroup(
  room: ScimRoom,
  client: ScimClient,
  body: Record<string, unknown>,
  base: string,
): Promise<Resource> {
  const { members, ...resource } = readObject(GROUP.attributes, body);
  const id = uuidv7(room.clock().getTime());
  return write(room, client, async (tx) => {
    const name = nameOf(resource);
    const taken = await tx.query(
      'select 1 from source_groups where source_id = $1 and lower(name) = lower($2) and missing_since is null limit 1',
      [client.sourceId, name],
    );
    if (taken.rows.length > 0) throw new ScimError(409, `displayName '${name}' is taken`, 'uniqueness');
    await store(tx, room, client, id, resource);
    await change(tx, client, id, valuesOf(members), []);
    return getScimGroup(tx, client, id, base);
  });
}

/** Replaces a group and its members. @throws ScimError */
export async function replaceScimGroup(
  room: ScimRoom,
  client: ScimClient,
  id: string,
  body: Record<string, unknown>,
  base: string,
): Promise<Resource> {
  const { members, ...resource } = readObject(GROUP.attributes, body);
  return write(room, client, async (tx) => {
    await getRow(tx, client, id, true);
    await store(tx, room, client, id, resource);
    await setMembers(tx, client, id, valuesOf(members));
    return getScimGroup(tx, client, id, base);
  });
}

/** Changes a group by operations; only the members that come and go are touched, however many it has. @throws ScimError */
export async function patchScimGroup(
  room: ScimRoom,
  client: ScimClient,
  id: string,
  operations: readonly PatchOperation[],
): Promise<void> {
  await write(room, client, async (tx) => {
    const row = await getRow(tx, client, id, true);
    const rest: PatchOperation[] = [];
    const come = new Set<string>();
    const go = new Set<string>();
    for (const operation of operations) {
      const simple = simpleMembers(operation);
      if (simple === null) rest.push(operation);
      else {
        for (const member of simple) {
          (operation.op === 'add' ? come : go).add(member);
          (operation.op === 'add' ? go : come).delete(member);
        }
      }
    }
    if (rest.length > 0) {
      const now = (await membersOf(tx, client, [id])).get(id) ?? [];
      const members: Value = now.map((member) => ({ value: member['value'] ?? '' }));
      const { members: after, ...resource } = patchResource({ ...row.resource, members }, rest, GROUP);
      await store(tx, room, client, id, resource);
      await setMembers(tx, client, id, valuesOf(after));
    }
    await change(tx, client, id, [...come], [...go]);
  });
}

/** Members of an operation that adds or removes some by their ids; null = it is another one. */
function simpleMembers({ op, path, value }: PatchOperation): readonly string[] | null {
  if (path === undefined) return null;
  const one = /^members\[value eq "([^"\\]{1,128})"\]$/i.exec(path);
  if (one !== null && op === 'remove') return [one[1] ?? ''];
  if (path.toLowerCase() !== 'members' || op === 'replace' || value === undefined) return null;
  const read = readObject(GROUP.attributes, { members: value })['members'];
  const ids = valuesOf(read);
  return ids.length === 0 ? null : ids;
}

function valuesOf(members: Value | undefined): string[] {
  if (!Array.isArray(members)) return [];
  return (members as readonly Value[]).flatMap((member) => {
    const value = typeof member === 'object' && member !== null && 'value' in member ? member['value'] : undefined;
    return typeof value === 'string' && value !== '' ? [value] : [];
  });
}

/** Takes a group away; its members are out of it at once. @throws ScimError */
export async function deleteScimGroup(room: ScimRoom, client: ScimClient, id: string): Promise<void> {
  await write(room, client, async (tx) => {
    await getRow(tx, client, id, true);
    await setMembers(tx, client, id, []);
    await tx.query(
      'update source_groups set missing_since = $3, updated_at = $3 where source_id = $1 and external_id = $2',
      [client.sourceId, id, room.clock()],
    );
  });
}

function nameOf(resource: Resource): string {
  const name = cleanField(typeof resource['displayName'] === 'string' ? resource['displayName'] : '');
  if (name === '') throw new ScimError(400, 'displayName is needed', 'invalidValue');
  return name;
}

async function store(
  tx: Transaction,
  room: ScimRoom,
  client: ScimClient,
  id: string,
  resource: Resource,
): Promise<void> {
  await tx.query(
    `insert into source_groups (source_id, external_id, ref, name, extra, created_at, updated_at) values ($1, $2, $2, $3, $4, $5, $5)
     on conflict (source_id, external_id) do update set name = excluded.name, extra = excluded.extra, updated_at = excluded.updated_at`,
    [client.sourceId, id, nameOf(resource), toJsonb(resource), room.clock()],
  );
  await nameGroups(tx, await getSource(tx, client.sourceId), id);
}

async function setMembers(tx: Transaction, client: ScimClient, id: string, wanted: readonly string[]): Promise<void> {
  const { rows } = await tx.query<{ id: string }>(
    'select member_external_id as id from source_members where source_id = $1 and group_external_id = $2',
    [client.sourceId, id],
  );
  const now = new Set(rows.map((row) => row.id));
  const next = new Set(wanted);
  await change(
    tx,
    client,
    id,
    wanted.filter((one) => !now.has(one)),
    [...now].filter((one) => !next.has(one)),
  );
}

async function change(
  tx: Transaction,
  client: ScimClient,
  id: string,
  come: readonly string[],
  go: readonly string[],
): Promise<void> {
  if (come.length > 0) {
    const known = await tx.query<{ id: string }>(
      `select external_id as id from source_users where source_id = $1 and external_id = any($2)
       union select external_id from source_groups where source_id = $1 and external_id = any($2)`,
      [client.sourceId, come],
    );
    const there = new Set(known.rows.map((row) => row.id));
    const stranger = come.find((one) => !there.has(one));
    if (stranger !== undefined)
      throw new ScimError(400, `Member '${stranger.slice(0, 64)}' does not exist`, 'invalidValue');
    await tx.query(
      'insert into source_members (source_id, group_external_id, member_external_id) select $1, $2, unnest($3::text[]) on conflict do nothing',
      [client.sourceId, id, come],
    );
  }
  if (go.length > 0) {
    await tx.query(
      'delete from source_members where source_id = $1 and group_external_id = $2 and member_external_id = any($3)',
      [client.sourceId, id, go],
    );
  }
  if (come.length + go.length > 0) await resolveMembersOf(tx, client.sourceId, [...come, ...go]);
}

const SCAN = 500;

/** Groups that fit a filter, with their members unless they are not wanted. */
export async function listScimGroups(
  room: ScimRoom,
  client: ScimClient,
  query: ScimQuery & { readonly withMembers: boolean },
  base: string,
): Promise<ScimPage> {
  const { filter } = query;
  const wanted = (name: string) => (filter === null ? undefined : demanded(filter, name)) ?? null;
  const found: Resource[] = [];
  let total = 0;
  let after = '';
  for (;;) {
    const { rows } = await room.database.query<Row & Record<string, unknown>>(
      `select ${COLUMNS} from source_groups g where g.source_id = $1 and g.missing_since is null and g.extra is not null and g.external_id > $2
         and ($3::text is null or g.external_id = $3) and ($4::text is null or lower(g.name) = lower($4))
         and ($5::text is null or g.extra->>'externalId' = $5) order by g.external_id limit ${SCAN}`,
      [client.sourceId, after, wanted('id'), wanted('displayName'), wanted('externalId')],
    );
    // members are only read where somebody sees them, or the filter asks for them
    const asks = filter !== null && JSON.stringify(filter).includes('"members"');
    const isNeeded = asks || query.withMembers;
    const inPage = (at: number) => total + at + 1 >= query.startIndex && found.length < query.count;
    const members = isNeeded
      ? await membersOf(
          room.database,
          client,
          rows.filter((_row, at) => asks || filter !== null || inPage(at)).map((row) => row.id),
        )
      : new Map<string, Resource[]>();
    for (const row of rows) {
      const resource = render(row, members.get(row.id) ?? [], base);
      if (filter !== null && !matches(filter, resource)) continue;
      total += 1;
      if (total >= query.startIndex && found.length < query.count) found.push(resource);
    }
    after = rows.at(-1)?.id ?? '';
    if (rows.length < SCAN) return { total, resources: found };
  }
}
