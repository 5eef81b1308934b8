import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HARDWARE_KEYS, independentKeys, KEYS } from './compare-records.ts';
import { type MergeRecord, refuseMerge, suggestKept } from './decide-merge.ts';
import { EVERY_KIND_TEXT } from './duplicate-text.ts';
import { GROUP_KINDS, judgeGroup } from './judge-group.ts';
import { canonicalKeys, isRule, ruleFits } from './rule.ts';

const NOW = new Date('2026-11-25T03:00:00Z');
const at = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);
let ids = 0;
const record = (change: Partial<MergeRecord> = {}): MergeRecord => ({
  id: String(++ids),
  name: 'PC-1',
  nameKey: 'PC-1',
  domain: '',
  serial: null,
  uuid: null,
  hwDevId: null,
  configmgrId: null,
  epmId: null,
  macs: [],
  createdAt: at(-100),
  lastContactAt: null,
  livingSince: null,
  isClaiming: false,
  ...change,
});
const board = { serial: 'S', uuid: 'U' };
const other = { nameKey: 'PC-2', name: 'PC-2' };
const client = { configmgrId: 'c0ffee' };

test.each([
  [
    're-imaged or renamed: same serial number and UUID, new name',
    [board, { ...board, ...other }],
    'same-hardware',
    'high',
    'merge',
  ],
  [
    'same hardware, but both talk: two PCs',
    [
      { ...board, livingSince: at(-9), lastContactAt: at(-1) },
      { ...board, livingSince: at(-5), lastContactAt: at(-2) },
    ],
    'two-talk',
    'high',
    'apart',
  ],
  [
    'same hardware, the one fell silent before the other began: re-imaged',
    [
      { ...board, livingSince: at(-9), lastContactAt: at(-8) },
      { ...board, livingSince: at(-5), lastContactAt: at(-2) },
    ],
    'same-hardware',
    'high',
    'merge',
  ],
  ['one serial number, other UUID', [board, { serial: 'S', uuid: 'V', ...other }], 'one-serial', 'medium', 'apart'],
  [
    'cloned board or placeholder: one UUID, other serial number',
    [board, { serial: 'T', uuid: 'U', ...other }],
    'one-uuid',
    'medium',
    'apart',
  ],
  ["a list's row that knows the serial number only", [board, { serial: 'S' }], 'half-known', 'medium', 'merge'],
  ['only the serial number is known of both', [board, { serial: 'S', ...other }], 'half-known', 'low', 'look'],
  [
    'image taken with the client: one GUID under two names',
    [
      { ...board, ...client },
      { serial: 'T', uuid: 'V', ...client, ...other },
    ],
    'copied-client',
    'high',
    'apart',
  ],
  ["a list's row with name and GUID, and its PC", [{ ...board, ...client }, client], 'listed-twice', 'medium', 'merge'],
  ['a GUID under another name, hardware unknown', [client, { ...client, ...other }], 'listed-twice', 'low', 'look'],
  [
    'copied disk: one HWDevID on other hardware',
    [
      { ...board, hwDevId: 'H' },
      { serial: 'T', uuid: 'V', hwDevId: 'H', ...other },
    ],
    'copied-hwdevid',
    'high',
    'apart',
  ],
  ['one HWDevID, nothing else known', [{ hwDevId: 'H' }, { hwDevId: 'H', ...other }], 'one-hwdevid', 'low', 'look'],
  [
    'one key on three PCs of different hardware',
    [
      { ...client, ...board },
      { ...client, serial: 'T', uuid: 'V' },
      { ...client, serial: 'X', uuid: 'Y' },
    ],
    'many-pcs',
    'high',
    'apart',
  ],
] as const)('%s', (_, records, kind, confidence, suggestion) => {
  const judged = judgeGroup(records.map((change) => record(change)));
  expect(judged).toMatchObject({ kind, confidence, suggestion });
});

test('every kind has its reason in both languages', () => {
  for (const kind of GROUP_KINDS) expect(EVERY_KIND_TEXT[kind].ja).toMatch(/[ぁ-ん]/);
});

const value = fc.option(fc.constantFrom('A', 'B'), { nil: null });
const moment = fc.option(fc.integer({ min: -50, max: 0 }).map(at), { nil: null });
const anyRecord = fc
  .record({
    serial: value,
    uuid: value,
    hwDevId: value,
    configmgrId: value,
    epmId: value,
    nameKey: fc.constantFrom('PC-1', 'PC-2'),
    macs: fc.subarray(['1', '2']),
    livingSince: moment,
    lastContactAt: moment,
    isClaiming: fc.boolean(),
  })
  .map((change) => record(change));

test('a merge never rests on one key, never lets a record go that enrolls, and never joins two that talk', () => {
  fc.assert(
    fc.property(anyRecord, anyRecord, (kept, gone) => {
      if (refuseMerge(kept, gone) !== null) return;
      const { equal } = judgeGroup([kept, gone]).comparison;
      expect(independentKeys(equal)).toBeGreaterThanOrEqual(2);
      expect(gone.isClaiming).toBe(false);
      if (gone.livingSince !== null) {
        expect(kept.livingSince).not.toBeNull();
        expect((gone.lastContactAt ?? at(-1000)) > (kept.livingSince ?? NOW)).toBe(false);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('what is suggested to stay may stay', () => {
  fc.assert(
    fc.property(fc.array(anyRecord, { minLength: 2, maxLength: 4 }), (records) => {
      const keep = suggestKept(records);
      const kept = records.find(({ id }) => id === keep);
      if (kept === undefined) return;
      for (const gone of records) if (gone !== kept) expect(refuseMerge(kept, gone)).toBeNull();
    }),
  );
});

test('a rule needs two independent keys, one of them of hardware or network', () => {
  expect(isRule({ action: 'merge', keys: ['serial', 'uuid'] })).toBe(true);
  expect(isRule({ action: 'merge', keys: ['uuid', 'hwDevId'] })).toBe(false);
  expect(isRule({ action: 'merge', keys: ['name', 'configmgrId'] })).toBe(false);
  expect(isRule({ action: 'apart', keys: ['serial'] })).toBe(false);
  expect(canonicalKeys(['mac', 'serial', 'mac'])).toEqual(['serial', 'mac']);
});

test('no rule merges against hardware that differs, on one key, or by a key that a third record bears', () => {
  fc.assert(
    fc.property(anyRecord, anyRecord, fc.subarray([...KEYS]), fc.boolean(), (a, b, keys, isDoubled) => {
      const { comparison } = judgeGroup([a, b]);
      const bearers = Object.fromEntries(keys.map((key) => [key, isDoubled ? 3 : 2]));
      if (!ruleFits({ action: 'merge', keys }, comparison, bearers)) return;
      expect(independentKeys(comparison.equal)).toBeGreaterThanOrEqual(2);
      expect(HARDWARE_KEYS.filter((key) => comparison.different.includes(key))).toEqual([]);
      if (isDoubled) expect(keys.filter((key) => key !== 'mac' && key !== 'name')).toEqual([]);
    }),
    { numRuns: 3_000 },
  );
});
