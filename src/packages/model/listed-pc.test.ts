import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasHardwareFact, listSifter, rosterPc } from './listed-pc.ts';

test('firmware placeholders in a list count as nothing said', () => {
  const pc = rosterPc({ name: 'TKY-PC-0001.corp.example.test', serial: 'Default string', uuid: '', epmId: '{}' });
  expect(pc).toMatchObject({ nameKey: 'TKY-PC-0001', serial: null, uuid: null, epmId: null });
  expect(hasHardwareFact(pc)).toBe(false);
});

test('a PC stands on a roster once: a repeated serial, UUID or client id, or a bare name that repeats, stays out', () => {
  const sift = listSifter();
  expect(sift(rosterPc({ name: 'A', serial: 'S1' }))).toBeNull();
  expect(sift(rosterPc({ name: 'B', serial: 's1 ' }))).toBe('doubled');
  expect(sift(rosterPc({ name: 'A', serial: 'S2' }))).toBeNull();
  expect(sift(rosterPc({ name: 'C' }))).toBeNull();
  expect(sift(rosterPc({ name: 'c' }))).toBe('doubled');
  expect(sift(rosterPc({ name: ' ' }))).toBe('name');
});

test('no two rows that stay in share a serial number or UUID, whatever the list', () => {
  const text = fc.option(fc.constantFrom('S1', 's1', 'S2', 'Default string', ''), { nil: undefined });
  const row = fc.record({ name: fc.constantFrom('A', 'B', ''), serial: text });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 20 }), (rows) => {
      const sift = listSifter();
      const kept = rows
        .map((pc) => rosterPc({ name: pc.name, ...(pc.serial === undefined ? {} : { serial: pc.serial }) }))
        .filter((pc) => sift(pc) === null);
      const serials = kept.flatMap((pc) => (pc.serial === null ? [] : [pc.serial]));
      expect(new Set(serials).size).toBe(serials.length);
      expect(kept.every((pc) => pc.nameKey !== '')).toBe(true);
    }),
  );
});
