import type { Queryable } from '../storage/database.ts';
import { uuidv7 } from '../storage/ids.ts';
import { notifyLive } from '../storage/live.ts';
import { foldSearchText } from '../storage/search-text.ts';
import { type ExclusionId, listSifter, type RosterPc, rosterPc } from './model/listed-pc.ts';
import type { PackagesRoom } from './packages-room.ts';
import { type PackageTarget, targetUsers, USER_EXCLUSION } from './preview-target.ts';

const PEOPLE_AT_ONCE = 20_000;
const PCS_AT_ONCE = 5_000;

/**
 * Writes a package's roster from its target, in steps whose progress the console shows. Started again after it was cut
 * off, it begins anew; a package whose roster is ready is left alone.
 */
export async function buildRoster(room: PackagesRoom, packageId: string): Promise<void> {
  const { rows } = await room.database.query<{ target_detail: { target: PackageTarget }; pcs_per_user: number }>(
    "select target_detail, pcs_per_user from packages where id = $1 and roster_state <> 'ready'",
    [packageId],
  );
  const pkg = rows[0];
  if (pkg === undefined) return;
  const { target } = pkg.target_detail;
  await room.database.query('delete from roster_rows where package_id = $1', [packageId]);
  await room.database.query(
    "update packages set roster_state = 'building', roster_done = 0, roster_excluded = 0 where id = $1",
    [packageId],
  );
  try {
    if (target.kind === 'pcs') await addPcs(room, packageId, target.importId);
    else await addPeople(room, packageId, target.kind, target.ids, pkg.pcs_per_user);
  } catch (error) {
    await settle(room, packageId, 'failed');
    throw error;
  }
  await settle(room, packageId, 'ready');
}

async function settle(room: PackagesRoom, packageId: string, state: 'ready' | 'failed'): Promise<void> {
  const total = state === 'ready' ? ', roster_total = roster_done' : '';
  await room.database.query(`update packages set roster_state = $2${total} where id = $1`, [packageId, state]);
  await notifyLive(room.database, 'packages', packageId);
}

/** Groups are resolved now; each user is checked again at the claim. */
async function addPeople(
  room: PackagesRoom,
  packageId: string,
  kind: 'users' | 'groups',
  ids: readonly string[],
  pcsPerUser: number,
): Promise<void> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const { rows } = await room.database.query<{ last: string | null; added: number; excluded: number }>(
      `with target as (${targetUsers(kind)}),
        page as (select u.id, lower(u.upn) as upn_key, ${USER_EXCLUSION} as why from target t join users u on u.id = t.id
          where u.id > $3 order by u.id limit ${PEOPLE_AT_ONCE}),
        added as (insert into roster_rows (package_id, kind, capacity, user_id, upn_key, excluded_why)
          select $2, 'user', $4, id, upn_key, why from page returning excluded_why)
       select (select id from page order by id desc limit 1) as last, count(*)::int as added, count(excluded_why)::int as excluded from added`,
      [ids, packageId, after, pcsPerUser],
    );
    const step = rows[0];
    if (step === undefined || step.last === null) return;
    await advance(room.database, packageId, step.added, step.excluded);
    after = step.last;
  }
}

async function addPcs(room: PackagesRoom, packageId: string, importId: string): Promise<void> {
  const sift = listSifter();
  let batch: RosterPc[] = [];
  let excluded = 0;
  const flush = async () => {
    await addPcBatch(room, packageId, batch);
    await advance(room.database, packageId, batch.length + excluded, excluded);
    batch = [];
    excluded = 0;
  };
  for await (const listed of room.readPcList(importId)) {
    const pc = rosterPc(listed);
    const why: ExclusionId | null = sift(pc);
    if (why === null) batch.push(pc);
    else excluded += 1;
    if (batch.length + excluded >= PCS_AT_ONCE) await flush();
  }
  if (batch.length + excluded > 0) await flush();
}

/**
 * One step of a list: each PC gets its row in the registry (the one it has already, by two keys that agree while neither
 * serial number nor UUID differs; by name only where the list says nothing else), its row of the roster, and its line on
 * the package's page.
 */
async function addPcBatch(room: PackagesRoom, packageId: string, pcs: readonly RosterPc[]): Promise<void> {
  const at = room.clock();
  await room.database.query(
    `with listed as (
        select * from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[])
          as l(new_id, name, name_key, domain, serial, uuid, configmgr_id, epm_id, search)),
      matched as (
        select l.*, coalesce(
          (select id from devices d where d.serial = l.serial and (d.uuid = l.uuid or ((d.uuid is null or l.uuid is null)
              and (d.name_key = l.name_key or d.configmgr_id = l.configmgr_id or d.epm_id = l.epm_id))) order by created_at limit 1),
          (select id from devices d where d.uuid = l.uuid and (d.serial is null or l.serial is null)
              and (d.name_key = l.name_key or d.configmgr_id = l.configmgr_id or d.epm_id = l.epm_id) order by created_at limit 1),
          (select id from devices d where d.name_key = l.name_key and (d.configmgr_id = l.configmgr_id or d.epm_id = l.epm_id)
              and (d.serial is null or l.serial is null) and (d.uuid is null or l.uuid is null) order by created_at limit 1),
          (select id from devices d where d.name_key = l.name_key and coalesce(l.serial, l.uuid, l.configmgr_id, l.epm_id) is null
            order by last_contact_at desc nulls last, created_at limit 1)) as known_id
        from listed l),
      settled as (select *, coalesce(known_id, new_id) as device_id from matched),
      made as (
        insert into devices (id, name, name_key, domain, serial, uuid, configmgr_id, epm_id, platform, package_id, state, state_since, search,
          created_at, updated_at)
        select s.new_id, s.name, s.name_key, s.domain, s.serial, s.uuid, s.configmgr_id, s.epm_id, p.platform, p.id, 'notseen', $11, s.search, $11, $11
        from settled s, packages p where s.known_id is null and p.id = $1),
      listed_pcs as (
        insert into package_pcs (package_id, key, device_id, name, name_key, updated_at)
        select $1, 'd:' || device_id, device_id, name, name_key, $11 from settled on conflict do nothing)
     insert into roster_rows (package_id, kind, capacity, device_id, name, name_key, domain, serial, uuid, configmgr_id, epm_id)
     select $1, 'pc', 1, device_id, name, name_key, domain, serial, uuid, configmgr_id, epm_id from settled`,
    [
      packageId,
      pcs.map(() => uuidv7()),
      pcs.map((pc) => pc.name),
      pcs.map((pc) => pc.nameKey),
      pcs.map((pc) => pc.domain),
      pcs.map((pc) => pc.serial),
      pcs.map((pc) => pc.uuid),
      pcs.map((pc) => pc.configmgrId),
      pcs.map((pc) => pc.epmId),
      pcs.map((pc) => foldSearchText(pc.name, pc.serial)),
      at,
    ],
  );
}

async function advance(q: Queryable, packageId: string, rows: number, excluded: number): Promise<void> {
  await q.query(
    'update packages set roster_done = roster_done + $2, roster_excluded = roster_excluded + $3 where id = $1',
    [packageId, rows, excluded],
  );
  await notifyLive(q, 'packages', packageId);
}
