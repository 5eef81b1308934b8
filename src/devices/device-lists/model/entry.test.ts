import fc from 'fast-check';
import { expect, test } from 'vitest';
import { flagOf, keysOf, labelOf, momentOf } from './entry.ts';

test.each([
  ['共同管理', 'co-managed'],
  ['Co-managed', 'co-managed'],
  ['co managed', 'co-managed'],
  ['configurationManagerClientMdm', 'co-managed'],
  ['10', 'co-managed'],
  ['Intune', 'intune'],
  ['MDM/EAS', 'intune'],
  ['２', 'intune'],
  ['ConfigMgr', 'configmgr'],
  ['configurationManagerClient', 'configmgr'],
  ['8', 'configmgr'],
  ['jamf', 'other'],
  ['microsoft365ManagedMdm', 'other'],
  ['msSense', 'other'],
  ['', null],
  ['Unknown', null],
] as const)('reference 2.6: "%s" in the column means %s; what is not known is accepted', (written, label) => {
  expect(labelOf(written)).toBe(label);
});

test('yes and no in both languages and as WMI writes them; anything else is neither', () => {
  expect(['Yes', 'はい', 'TRUE', '1', 'Active', 'アクティブ'].map(flagOf)).toEqual(Array(6).fill(true));
  expect(['No', 'いいえ', 'False', '０', '非アクティブ'].map(flagOf)).toEqual(Array(5).fill(false));
  expect(['', 'None', '不明', '2', 'n/a'].map(flagOf)).toEqual(Array(5).fill(null));
});

test.each([
  ['2026-11-01 01:02:03.0000000', '2026-11-01T01:02:03.000Z'],
  ['2026-11-01T01:02:03Z', '2026-11-01T01:02:03.000Z'],
  ['2026-11-01T10:02:03+09:00', '2026-11-01T01:02:03.000Z'],
  ['2026/1/5 9:05', '2026-01-05T09:05:00.000Z'],
  ['2026-11-01', '2026-11-01T00:00:00.000Z'],
  ['20261101010203.000000+***', '2026-11-01T01:02:03.000Z'],
  ['20261101100203.000000+540', '2026-11-01T01:02:03.000Z'],
  // day and month could be either
  ['5/1/2026 9:05:00 AM', null],
  ['0001-01-01T00:00:00Z', null],
  ['2026-02-30', null],
  ['2026-13-01', null],
  ['2026-11-01 25:00', null],
  ['yesterday', null],
  ['', null],
])('the last contact "%s" is %s', (written, moment) => {
  expect(momentOf(written)?.toISOString() ?? null).toBe(moment);
});

test('placeholders of firmware and consoles tell no PC; a phone has no computer name', () => {
  expect(
    keysOf({
      name: '花子の iPhone 15',
      serial: 'Default string',
      uuid: '00000000-0000-0000-0000-000000000000',
      entraId: '00000000-0000-0000-0000-000000000000',
      configmgrId: '',
      resourceId: '0',
    }),
  ).toEqual({
    serial: null,
    uuid: null,
    configmgrId: null,
    entraId: null,
    resourceId: null,
    nameKey: null,
    domain: null,
  });
  expect(keysOf({ name: 'CORP\\pc-01$' })).toMatchObject({ nameKey: 'PC-01' });
  expect(keysOf({ name: 'pc-01.corp.test' })).toMatchObject({ nameKey: 'PC-01', domain: 'corp.test' });
});

test('fuzz: any text gives a label, a flag, a moment and keys or nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
      labelOf(text);
      flagOf(text);
      const moment = momentOf(text);
      if (moment !== null) expect(Number.isNaN(moment.getTime())).toBe(false);
      const { nameKey } = keysOf({
        name: text,
        domain: text,
        serial: text,
        uuid: text,
        configmgrId: text,
        entraId: text,
        resourceId: text,
      });
      expect((nameKey ?? '').length).toBeLessThanOrEqual(15);
    }),
    { numRuns: 2_000 },
  );
});
