import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareRecords, independentKeys, KEYS, knownByHardware, type RecordKeys } from './compare-records.ts';

const record = (change: Partial<RecordKeys> = {}): RecordKeys => ({
  serial: null,
  uuid: null,
  hwDevId: null,
  configmgrId: null,
  epmId: null,
  nameKey: '',
  domain: '',
  macs: [],
  ...change,
});
const value = fc.option(fc.constantFrom('A', 'B', 'C'), { nil: null });
const anyRecord = fc
  .record({ serial: value, uuid: value, hwDevId: value, configmgrId: value, epmId: value })
  .chain((keys) =>
    fc
      .record({
        nameKey: fc.constantFrom('PC-1', 'PC-2'),
        domain: fc.constantFrom('', 'a.test', 'b.test'),
        macs: fc.subarray(['1', '2', '3']),
      })
      .map((rest) => ({ ...keys, ...rest })),
  );

test('what is unknown of one record is neither equal nor different', () => {
  const { equal, different } = compareRecords([record({ serial: 'A' }), record()]);
  expect([equal, different]).toEqual([[], []]);
});

test('one MAC in common is enough; a name is another one in another domain', () => {
  expect(compareRecords([record({ macs: ['1', '2'] }), record({ macs: ['2', '3'] })]).equal).toEqual(['mac']);
  expect(compareRecords([record({ macs: ['1'] }), record({ macs: ['3'] })]).different).toEqual(['mac']);
  const names = [record({ nameKey: 'P', domain: 'a.test' }), record({ nameKey: 'P', domain: 'b.test' })];
  expect(compareRecords(names).different).toEqual(['name']);
});

test('a comparison does not depend on the order of the records, and no key is equal and different at once', () => {
  fc.assert(
    fc.property(fc.array(anyRecord, { maxLength: 6 }), (records) => {
      const once = compareRecords(records);
      expect(compareRecords([...records].reverse())).toEqual(once);
      expect(once.equal.filter((key) => once.different.includes(key))).toEqual([]);
    }),
  );
});

test('keys of one family count once: board (UUID, HWDevID), client ids', () => {
  expect(independentKeys(['uuid', 'hwDevId'])).toBe(1);
  expect(independentKeys(['configmgrId', 'epmId'])).toBe(1);
  expect(independentKeys(KEYS)).toBe(5);
});

test('fact 6: the same PC at a claim needs serial number and UUID, both real and equal, and the serial number not doubled', () => {
  const bearer = { id: 'a', serial: 'S', uuid: 'U' };
  expect(knownByHardware({ serial: 'S', uuid: 'U' }, [bearer])).toBe('a');
  expect(knownByHardware({ serial: 'S', uuid: 'U' }, [bearer, { ...bearer, id: 'b', uuid: 'V' }])).toBeNull();
  expect(knownByHardware({ serial: 'S', uuid: 'V' }, [bearer])).toBeNull();
  expect(knownByHardware({ serial: 'S', uuid: null }, [bearer])).toBeNull();
  expect(knownByHardware({ serial: 'S', uuid: 'U' }, [{ ...bearer, uuid: null }])).toBeNull();
  expect(knownByHardware({ serial: null, uuid: 'U' }, [])).toBeNull();
});
