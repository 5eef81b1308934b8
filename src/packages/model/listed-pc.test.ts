import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasHardwareFact, listSifter, rosterPc } from './listed-pc.ts';

test('firmware placeholders in a list count as nothing said', () => {
  const pc = rosterPc({ name: 'TKY-PC-0001.corp.example.test', serial: 'Default string', uuid: '', epmId: '{}' });
  expect(pc).toMatchObject({ nameKey: 'TKY-PC-0001', serial: null, uuid: null, epmId: null });
  expect(hasHardwareFact(pc)).toBe(false);
});

const GUID = 'GUID:6F9619FF-8B86-D011-B42D-00C04FC964FF';

test('a PC stands on a roster once: a row that repeats two keys of an earlier one, or a bare name, stays out', () => {
  const sift = listSifter();
  expect(sift(rosterPc({ name: 'A', serial: 'S1' }))).toBeNull();
  expect(sift(rosterPc({ name: 'a ', serial: 's1 ' }))).toBe('doubled');
  expect(sift(rosterPc({ name: 'A', serial: 'S2' }))).toBeNull();
  expect(sift(rosterPc({ name: 'C' }))).toBeNull();
  expect(sift(rosterPc({ name: 'c' }))).toBe('doubled');
  expect(sift(rosterPc({ name: ' ' }))).toBe('name');
});

test('no single key makes two rows one PC: a cloned client id, serial number or UUID, or one name in two domains', () => {
  const uuid = '4C4C4544-0042-3510-8052-B4C04F4D3732';
  const sift = listSifter();
  for (const [at, key] of [{ configmgrId: GUID }, { serial: 'S1' }, { uuid }, { epmId: '{1}' }].entries()) {
    expect(sift(rosterPc({ name: `A${at}`, ...key }))).toBeNull();
    expect(sift(rosterPc({ name: `B${at}`, ...key }))).toBeNull();
  }
  expect(sift(rosterPc({ name: 'N', domain: 'a.test' }))).toBeNull();
  expect(sift(rosterPc({ name: 'N', domain: 'b.test' }))).toBeNull();
});

test('client ids come from one image: both of them equal are no second key', () => {
  const sift = listSifter();
  expect(sift(rosterPc({ name: 'A', configmgrId: GUID, epmId: '{1}' }))).toBeNull();
  expect(sift(rosterPc({ name: 'B', configmgrId: GUID, epmId: '{1}' }))).toBeNull();
});

test('a serial number that differs makes two PCs of one name and one client id', () => {
  const sift = listSifter();
  expect(sift(rosterPc({ name: 'A', configmgrId: GUID, serial: 'S1' }))).toBeNull();
  expect(sift(rosterPc({ name: 'A', configmgrId: GUID, serial: 'S2' }))).toBeNull();
  expect(sift(rosterPc({ name: 'A', configmgrId: GUID }))).toBe('doubled');
});

test('no two rows that stay in are equal, and one that stays out shares two keys with one that stays in, whatever the list', () => {
  const text = fc.constantFrom('S1', 's1', 'S2', 'Default string', '');
  const row = fc.record({ name: fc.constantFrom('A', 'B', ''), serial: text, configmgrId: fc.constantFrom(GUID, '') });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 20 }), (rows) => {
      const sift = listSifter();
      const sifted = rows.map((listed) => ({ pc: rosterPc(listed), why: sift(rosterPc(listed)) }));
      const kept = sifted.filter(({ why }) => why === null).map(({ pc }) => pc);
      const whole = kept.map((pc) => JSON.stringify([pc.nameKey, pc.serial, pc.configmgrId]));
      expect(new Set(whole).size).toBe(whole.length);
      for (const { pc } of sifted.filter(({ why }) => why === 'doubled')) {
        const shared = (other: typeof pc) =>
          [pc.nameKey === other.nameKey, pc.serial === other.serial, pc.configmgrId === other.configmgrId].filter(
            Boolean,
          );
        expect(kept.some((other) => shared(other).length >= 2)).toBe(true);
      }
    }),
  );
});
