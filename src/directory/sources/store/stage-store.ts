import type { Queryable } from '../../../storage/database.ts';
import type { Batch } from '../model/entries.ts';

/** Keeps what was read. */
export async function stageBatch(q: Queryable, sourceId: string, runId: string, batch: Batch): Promise<void> {
  if (batch.users !== undefined && batch.users.length > 0) {
    const { users } = batch;
    await q.query(
      `insert into staged_users (run_id, external_id, ref, is_whole, upn, display_name, reading, department, email, account_name, disabled, expires_at)
         select distinct on (external_id) $1, external_id, ref, true, upn, display_name, reading, department, email, account_name, disabled, expires_at
         from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::boolean[], $11::timestamptz[])
           as u(external_id, ref, upn, display_name, reading, department, email, account_name, disabled, expires_at)
         on conflict (run_id, external_id) do update set ref = excluded.ref, is_whole = true, is_gone = false, upn = excluded.upn,
           display_name = excluded.display_name, reading = excluded.reading, department = excluded.department, email = excluded.email,
           account_name = excluded.account_name, disabled = excluded.disabled, expires_at = excluded.expires_at`,
      [
        runId,
        users.map((user) => user.externalId),
        users.map((user) => user.ref),
        users.map((user) => user.upn),
        users.map((user) => user.displayName),
        users.map((user) => user.reading),
        users.map((user) => user.department),
        users.map((user) => user.email),
        users.map((user) => user.accountName),
        users.map((user) => user.disabled),
        users.map((user) => user.expiresAt),
      ],
    );
  }
  if (batch.groups !== undefined && batch.groups.length > 0) {
    await q.query(
      `insert into staged_groups (run_id, external_id, ref, is_whole, name)
         select distinct on (external_id) $1, external_id, ref, true, name from unnest($2::text[], $3::text[], $4::text[]) as g(external_id, ref, name)
         on conflict (run_id, external_id) do update set ref = excluded.ref, is_whole = true, is_gone = false, name = excluded.name`,
      [
        runId,
        batch.groups.map((group) => group.externalId),
        batch.groups.map((group) => group.ref),
        batch.groups.map((group) => group.name),
      ],
    );
  }
  for (const [table, known, same, gone] of [
    ['staged_users', 'source_users', batch.sameUsers, batch.goneUsers],
    ['staged_groups', 'source_groups', batch.sameGroups, batch.goneGroups],
  ] as const) {
    if (same !== undefined && same.length > 0) {
      // who is known under the same name needs no row (most entries of most runs), nor who is left out as before
      await q.query(
        `insert into ${table} (run_id, external_id, ref, is_whole) select $1, s.id, s.ref, false from unnest($2::text[], $3::text[]) as s(id, ref)
           left join ${known} k on k.source_id = $4 and k.external_id = s.id
         where (k.external_id is null or k.ref <> s.ref or k.missing_since is not null)
           and not exists (select 1 from source_skipped x where x.source_id = $4 and x.external_id = s.id) on conflict do nothing`,
        [runId, same.map((entry) => entry.externalId), same.map((entry) => entry.ref), sourceId],
      );
    }
    if (gone !== undefined && gone.length > 0) {
      await q.query(
        `insert into ${table} (run_id, external_id, ref, is_whole, is_gone) select distinct $1::uuid, id, id, false, true from unnest($2::text[]) as s(id)
         on conflict (run_id, external_id) do update set is_gone = true, is_whole = false`,
        [runId, gone],
      );
    }
  }
  if (batch.members !== undefined && batch.members.length > 0) {
    await q.query(
      `insert into staged_members (run_id, group_external_id, member_ref, is_removed)
       select distinct on (g, m) $1, g, m, r from unnest($2::text[], $3::text[], $4::boolean[]) with ordinality as s(g, m, r, n) order by g, m, n desc
       on conflict (run_id, group_external_id, member_ref) do update set is_removed = excluded.is_removed`,
      [
        runId,
        batch.members.map((edge) => edge.group),
        batch.members.map((edge) => edge.member),
        batch.members.map((edge) => edge.isRemoved ?? false),
      ],
    );
  }
}

const KNOWN_AT_ONCE = 10_000;

/** Stages as gone whoever a source has and a reading did not name. */
export async function stageMissing(
  q: Queryable,
  sourceId: string,
  runId: string,
  named: { readonly users: ReadonlySet<string>; readonly groups: ReadonlySet<string> },
): Promise<void> {
  for (const kind of ['users', 'groups'] as const) {
    for (let after = ''; ; ) {
      const { rows } = await q.query<{ id: string; is_gone: boolean }>(
        `select external_id as id, missing_since is not null as is_gone from source_${kind} where source_id = $1 and external_id > $2
         order by external_id limit ${KNOWN_AT_ONCE}`,
        [sourceId, after],
      );
      const gone = rows.filter((row) => !row.is_gone && !named[kind].has(row.id)).map((row) => row.id);
      await stageBatch(q, sourceId, runId, kind === 'users' ? { goneUsers: gone } : { goneGroups: gone });
      const last = rows.at(-1);
      if (last === undefined || rows.length < KNOWN_AT_ONCE) break;
      after = last.id;
    }
  }
}

/** Forgets what a run has read. */
export async function clearStage(q: Queryable, runId: string): Promise<void> {
  for (const table of ['staged_users', 'staged_groups', 'staged_members'])
    await q.query(`delete from ${table} where run_id = $1`, [runId]);
}

/** Notes who is left out as they are. */
export async function keepSkipped(q: Queryable, sourceId: string, externalId: string): Promise<void> {
  await q.query('insert into source_skipped (source_id, external_id) values ($1, $2) on conflict do nothing', [
    sourceId,
    externalId,
  ]);
}

/** Forgets who was left out: all of them before everything is read anew, else those who were read well now. */
export async function forgetSkipped(q: Queryable, sourceId: string, runId: string | null): Promise<void> {
  await q.query(
    `delete from source_skipped k where k.source_id = $1 and ($2::uuid is null or exists (
       select 1 from staged_users s where s.run_id = $2 and s.external_id = k.external_id and s.is_whole))`,
    [sourceId, runId],
  );
}

const NOT_SKIPPED =
  'not s.is_gone and not exists (select 1 from source_skipped x where x.source_id = $2 and x.external_id = s.external_id)';

/** Entries that a listing named and whose fields nobody has read; at most `limit` of each kind. */
export async function listUnknown(
  q: Queryable,
  runId: string,
  sourceId: string,
  limit: number,
): Promise<{ readonly users: readonly string[]; readonly groups: readonly string[] }> {
  const unknown = async (staged: string, known: string) => {
    const { rows } = await q.query<{ id: string }>(
      `select s.external_id as id from ${staged} s where s.run_id = $1 and not s.is_whole and ${NOT_SKIPPED}
         and not exists (select 1 from ${known} k where k.source_id = $2 and k.external_id = s.external_id) limit $3`,
      [runId, sourceId, limit],
    );
    return rows.map((row) => row.id);
  };
  return {
    users: await unknown('staged_users', 'source_users'),
    groups: await unknown('staged_groups', 'source_groups'),
  };
}

/** Whether somebody came, went or moved, so that what groups name may mean other people now. */
export async function hasMoved(q: Queryable, runId: string, sourceId: string): Promise<boolean> {
  const { rows } = await q.query<{ moved: boolean }>(
    `select exists (select 1 from staged_users s left join source_users k on k.source_id = $2 and k.external_id = s.external_id
        where s.run_id = $1 and ${NOT_SKIPPED} and (k.ref is null or k.ref <> s.ref or k.missing_since is not null))
      or exists (select 1 from staged_groups s left join source_groups k on k.source_id = $2 and k.external_id = s.external_id
        where s.run_id = $1 and ${NOT_SKIPPED} and (k.ref is null or k.ref <> s.ref or k.missing_since is not null)) as moved`,
    [runId, sourceId],
  );
  return rows[0]?.moved ?? true;
}

/** Whether groups are named otherwise than before, by which other groups may hold them. */
export async function haveGroupsMoved(
  q: Queryable,
  run: { readonly id: string; readonly sourceId: string },
): Promise<boolean> {
  const { rows } = await q.query(
    `select 1 from staged_groups s join source_groups k on k.source_id = $2 and k.external_id = s.external_id
     where s.run_id = $1 and not s.is_gone and k.ref <> s.ref limit 1`,
    [run.id, run.sourceId],
  );
  return rows.length > 0;
}
