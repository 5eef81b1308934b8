import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { keepApart, mergeGroup, undoDecision } from '../../src/devices/duplicates/decide-duplicates.ts';
import { countDuplicates, getDuplicate, listDuplicates } from '../../src/devices/duplicates/list-duplicates.ts';
import { knownByHardware } from '../../src/devices/duplicates/model/compare-records.ts';
import { listRules, makeRule, previewRule, removeRule } from '../../src/devices/duplicates/rules.ts';
import { searchDuplicates } from '../../src/devices/duplicates/search-duplicates.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { addPackage, addRecord, at, groupOf, type Made, NOW, uuidOf } from './records.ts';

let db: TestDatabase;
let pkg: string;
beforeAll(async () => {
  db = await createTestDatabase();
  pkg = await addPackage(db.database);
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.database.query('delete from devices');
  await db.database.query('delete from claims');
  await db.database.query('delete from duplicate_groups');
  await db.database.query('delete from duplicate_rules');
  await db.database.query('delete from device_merges');
});

const order = (groupId: string) => ({ groupId, actor: { name: 'hanako' }, why: 'checked', requestId: 'r', now: NOW });
const by = { actor: { name: 'hanako' }, requestId: 'r', now: NOW };
const add = (made: Made) => addRecord(db.database, pkg, made);
const search = () => searchDuplicates(db.database, NOW);
const open = async () =>
  (await listDuplicates(db.database, {}, { limit: 100, offset: 0 })).map(({ kind, size, keys }) => ({
    kind,
    size,
    keys,
  }));

test('keys that the same records bear make one group; other records of one of them another', async () => {
  const same = { serial: 'A1', uuid: uuidOf(1), configmgrId: 'c0ffee00-01' };
  await add(same);
  await add(same);
  await add({ serial: 'A3', uuid: uuidOf(3), configmgrId: 'c0ffee00-01', name: 'OTHER' });
  await search();
  expect(await open()).toEqual([
    { kind: 'many-pcs', size: 3, keys: ['configmgrId:c0ffee00-01'] },
    { kind: 'same-hardware', size: 2, keys: ['serial:A1', `uuid:${uuidOf(1)}`] },
  ]);
});

test('placeholders of vendors are no keys, also where an earlier release stored them', async () => {
  for (const serial of ['SYSTEM SERIAL NUMBER', 'TO BE FILLED BY O.E.M.', 'NO ASSET TAG'])
    for (const n of [1, 2]) await add({ serial, uuid: '00000000-0000-0000-0000-000000000000', name: `${serial}${n}` });
  for (const n of [1, 2]) await add({ uuid: 'ffffffff-ffff-ffff-ffff-ffffffffffff', name: `F${n}` });
  await search();
  expect(await open()).toEqual([]);
});

test('names and MACs alone bring nothing together: docks and replaced PCs share those', async () => {
  await add({ name: 'TKY-1', macs: ['02155D000001'], serial: 'B1' });
  await add({ name: 'TKY-1', macs: ['02155D000001'], serial: 'B2' });
  await search();
  expect(await open()).toEqual([]);
});

test('a MAC that three PCs claimed counts as none', async () => {
  const dock = '02155D0000AA';
  const a = await add({ name: 'N1', serial: 'C1', macs: [dock], isClaiming: true });
  const b = await add({ name: 'N2', serial: 'C1', macs: [dock], isClaiming: true });
  await search();
  const group = await groupOf(db.database, [a, b]);
  expect((await getDuplicate(db.database, group, NOW)).comparison.equal).toEqual(['serial', 'mac']);
  await add({ name: 'N3', serial: 'C9', macs: [dock], isClaiming: true });
  expect((await getDuplicate(db.database, group, NOW)).comparison.equal).toEqual(['serial']);
});

test('kept apart, a pair is not shown again unless new evidence comes', async () => {
  const a = await add({ serial: 'D1', uuid: uuidOf(11), name: 'P1' });
  const b = await add({ serial: 'D1', uuid: uuidOf(12), name: 'P2' });
  await search();
  const group = await groupOf(db.database, [a, b]);
  await keepApart(db.database, order(group));
  await search();
  expect(await open()).toEqual([]);
  await db.database.query("update devices set configmgr_id = 'c0ffee00-02' where id = any($1::uuid[])", [[a, b]]);
  await search();
  const [again] = await listDuplicates(db.database, {}, { limit: 9, offset: 0 });
  expect(again).toMatchObject({ id: group, newKeys: ['configmgrId:c0ffee00-02'], decidedBy: 'hanako' });
  await keepApart(db.database, order(group));
  await add({ serial: 'D1', uuid: uuidOf(13), name: 'P3' });
  await search();
  expect((await open()).map(({ size }) => size)).toEqual([3]);
});

test('one key of many PCs, kept apart: a further PC with it is no news', async () => {
  const client = { configmgrId: 'c0ffee00-03' };
  const ids = [];
  for (const n of [1, 2, 3]) ids.push(await add({ ...client, serial: `E${n}`, uuid: uuidOf(20 + n), name: `Q${n}` }));
  await search();
  await keepApart(db.database, order(await groupOf(db.database, ids)));
  await add({ ...client, serial: 'E4', uuid: uuidOf(24), name: 'Q4' });
  await search();
  expect(await open()).toEqual([]);
});

test('a search that finds nothing new changes nothing', async () => {
  await add({ serial: 'F1', uuid: uuidOf(31) });
  await add({ serial: 'F1', uuid: uuidOf(31) });
  const rows = async () => (await db.database.query('select xmin::text, g.* from duplicate_groups g order by id')).rows;
  await search();
  const before = await rows();
  await search();
  expect(await rows()).toEqual(before);
});

test('without a rule Baton asks; a rule merges what it fits, says how many before, and what a person took back stays asked', async () => {
  const same = { serial: 'G1', uuid: uuidOf(41), macs: ['02155D000041'] };
  const a = await add({ ...same, name: 'OLD', lastContactAt: at(-90) });
  const b = await add({ ...same, name: 'NEW', livingSince: at(-9), lastContactAt: at(-1) });
  await add({ serial: 'G2', uuid: uuidOf(42), configmgrId: 'c0ffee00-04', name: 'R1' });
  await add({ serial: 'G3', uuid: uuidOf(43), configmgrId: 'c0ffee00-04', name: 'R2' });
  expect(await search()).toMatchObject({ groups: 2, decided: 0 });
  const merge = { action: 'merge', keys: ['serial', 'uuid', 'mac'] } as const;
  const apart = { action: 'apart', keys: ['serial', 'uuid'] } as const;
  expect([await previewRule(db.database, merge), await previewRule(db.database, apart)]).toEqual([1, 1]);
  await makeRule(db.database, merge, by);
  await expect(makeRule(db.database, { ...merge, keys: ['mac', 'uuid', 'serial'] }, by)).rejects.toMatchObject({
    code: 'RULE_EXISTS',
  });
  await expect(makeRule(db.database, { action: 'merge', keys: ['serial'] }, by)).rejects.toMatchObject({
    code: 'ONE_KEY',
  });
  const { id } = await makeRule(db.database, apart, by);
  expect((await listRules(db.database)).map(({ fits }) => fits)).toEqual([1, 1]);
  expect(await search()).toMatchObject({ decided: 2 });
  expect(await countDuplicates(db.database, { state: ['open'] })).toBe(0);
  const [merged] = await listDuplicates(db.database, { state: ['merged'] }, { limit: 9, offset: 0 });
  expect(merged).toMatchObject({ decidedBy: 'Baton', keptId: b });
  await undoDecision(db.database, order(merged?.id ?? ''));
  expect(await search()).toMatchObject({ decided: 0 });
  expect(await groupOf(db.database, [a, b])).toBe(merged?.id);
  await removeRule(db.database, id, by);
  expect(await listRules(db.database)).toHaveLength(1);
});

test('enrolling and finding agree on who is who: what a claim takes for one PC, is suggested to be merged or talks twice', async () => {
  const serials = ['H1', 'H2'];
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ serial: fc.constantFrom(...serials), uuid: fc.integer({ min: 51, max: 52 }).map(uuidOf) }), {
        minLength: 2,
        maxLength: 2,
      }),
      async ([a, b]) => {
        if (a === undefined || b === undefined) return;
        await db.database.query('delete from devices');
        await db.database.query('delete from duplicate_groups');
        const first = await add({ ...a, name: 'H-A' });
        const known = knownByHardware(b, a.serial === b.serial ? [{ id: first, ...a }] : []);
        await add({ ...b, name: 'H-B' });
        await search();
        const [group] = await listDuplicates(db.database, {}, { limit: 9, offset: 0 });
        expect(group?.suggestion === 'merge').toBe(known === first);
      },
    ),
    { numRuns: 16 },
  );
});

test('no sequence of decisions and arrivals merges on one key, loses a row, or leaves two living certificates on one PC', async () => {
  const value = fc.option(fc.constantFrom('1', '2'), { nil: undefined });
  const arrival = fc.record({
    serial: fc.option(fc.constantFrom('SX1', 'SX2'), { nil: undefined }),
    uuid: value,
    configmgrId: value,
    name: fc.constantFrom('AA', 'BB'),
    lives: fc.option(fc.integer({ min: -90, max: -10 }), { nil: undefined }),
    silentFor: fc.integer({ min: 1, max: 80 }),
  });
  const step = fc.oneof(
    arrival.map((pc) => ({ do: 'arrive', pc }) as const),
    fc.record({ do: fc.constantFrom('merge', 'apart', 'undo', 'rule'), pick: fc.nat(20), keep: fc.nat(3) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      for (const table of ['devices', 'claims', 'duplicate_groups', 'duplicate_rules', 'device_merges'])
        await db.database.query(`delete from ${table}`);
      let claims = 0;
      let certificates = 0;
      for (const each of steps) {
        if (each.do === 'arrive') {
          const { serial, uuid, configmgrId, name, lives, silentFor } = each.pc;
          await add({
            name,
            ...(serial === undefined ? {} : { serial }),
            ...(uuid === undefined ? {} : { uuid: uuidOf(60 + Number(uuid)) }),
            ...(configmgrId === undefined ? {} : { configmgrId: `c0ffee00-1${configmgrId}` }),
            ...(lives === undefined ? {} : { livingSince: at(lives), lastContactAt: at(Math.max(lives, -silentFor)) }),
          });
          if (lives !== undefined) {
            claims += 1;
            certificates += 1;
          }
        } else if (each.do === 'rule')
          await makeRule(db.database, { action: 'merge', keys: ['serial', 'uuid'] }, by).catch(() => undefined);
        else {
          const { rows } = await db.database.query<{ id: string; members: string[] }>(
            'select id, members from duplicate_groups order by id',
          );
          const group = rows[each.pick % Math.max(1, rows.length)];
          if (group !== undefined) {
            const keep = group.members[each.keep % group.members.length] ?? '';
            const go = group.members.filter((id) => id !== keep);
            const decision =
              each.do === 'merge'
                ? mergeGroup(db.database, order(group.id), { keep, go })
                : each.do === 'apart'
                  ? keepApart(db.database, order(group.id))
                  : undoDecision(db.database, order(group.id));
            await decision.catch((error: { code?: string; name: string }) => {
              if (error.name !== 'Refusal') throw error;
            });
          }
        }
        await search();
        const { rows } = await db.database.query<{
          claims: number;
          certificates: number;
          most: number;
          orphans: number;
        }>(
          `select (select count(*)::int from claims) as claims, (select count(*)::int from certificates) as certificates,
             (select coalesce(max(n), 0)::int from (select count(*) as n from certificates where revoked_at is null group by device_id) x) as most,
             (select count(*)::int from claims c where not exists (select 1 from devices d where d.id = c.device_id)) as orphans`,
        );
        expect(rows[0]).toEqual({ claims, certificates, most: Math.min(1, rows[0]?.most ?? 0), orphans: 0 });
        const { rows: single } = await db.database.query(
          `select m.id from device_merges m where
             coalesce((m.kept->>'serial' = m.gone->>'serial')::int, 0) + coalesce((m.kept->>'uuid' = m.gone->>'uuid')::int, 0)
             + coalesce((m.kept->>'configmgr_id' = m.gone->>'configmgr_id')::int, 0) + (m.kept->>'name_key' = m.gone->>'name_key')::int < 2`,
        );
        expect(single).toEqual([]);
      }
    }),
    { numRuns: 25 },
  );
});
