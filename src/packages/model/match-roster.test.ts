import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchRoster, type RosterFacts, type RosterRow } from './match-roster.ts';

const row = (change: Partial<RosterRow> = {}): RosterRow => ({
  id: 1,
  kind: 'pc',
  capacity: 1,
  deviceId: null,
  userId: null,
  userName: null,
  userUpn: null,
  userRefused: false,
  name: 'TKY-PC-0412',
  nameKey: 'TKY-PC-0412',
  serial: null,
  uuid: null,
  configmgrId: null,
  epmId: null,
  holders: [],
  ...change,
});
const userRow = (change: Partial<RosterRow> = {}) =>
  row({ kind: 'user', name: null, nameKey: null, userId: 'u1', userUpn: 'a@example.test', ...change });
const facts = (change: Partial<RosterFacts> = {}): RosterFacts => ({
  identity: { kind: 'user', name: 'a@example.test' },
  name: 'TKY-PC-0412',
  nameKey: 'TKY-PC-0412',
  serial: 'ABC123',
  uuid: null,
  configmgrId: null,
  epmId: null,
  ...change,
});
const reason = (outcome: ReturnType<typeof matchRoster>) => ('reason' in outcome ? outcome.reason : 'fits');

test('every fact that a PC row has equals the claim; the name counts only where the row has no other', () => {
  expect(matchRoster([row({ serial: 'ABC123', nameKey: 'OLD-NAME' })], facts(), null, 'stated')).toMatchObject({
    known: 'listed',
  });
  expect(reason(matchRoster([row({ serial: 'XYZ' })], facts(), null, 'stated'))).toBe('NOT_LISTED');
  expect(reason(matchRoster([row({ serial: 'ABC123', uuid: 'other' })], facts(), null, 'stated'))).toBe('NOT_LISTED');
  expect(matchRoster([row()], facts(), null, 'stated')).toMatchObject({ known: 'stated' });
  expect(reason(matchRoster([row({ nameKey: 'OTHER' })], facts(), null, 'stated'))).toBe('NOT_LISTED');
});

test('of rows that a cloned client id has in common, a PC takes the one with its name', () => {
  const rows = ['TKY-PC-0411', 'TKY-PC-0412', 'TKY-PC-0413'].map((nameKey, id) =>
    row({ id, nameKey, configmgrId: 'G' }),
  );
  const fit = matchRoster(rows, facts({ configmgrId: 'G' }), null, 'listed');
  expect('row' in fit && fit.row.nameKey).toBe('TKY-PC-0412');
});

test('a package that demands "listed" takes no row that has only a name, and no user row', () => {
  expect(reason(matchRoster([row()], facts(), null, 'listed'))).toBe('NOT_LISTED');
  expect(reason(matchRoster([userRow()], facts(), null, 'listed'))).toBe('NOT_LISTED');
});

test('a taken row refuses other hardware and welcomes the same PC', () => {
  const taken = row({ serial: 'ABC123', holders: ['d1'] });
  expect(reason(matchRoster([taken], facts(), null, 'stated'))).toBe('ROW_TAKEN');
  expect(reason(matchRoster([taken], facts(), 'd2', 'stated'))).toBe('ROW_TAKEN');
  expect(matchRoster([taken], facts(), 'd1', 'stated')).toMatchObject({ isHeldBySamePc: true });
});

test('a user row takes as many PCs as the user may have', () => {
  expect(reason(matchRoster([userRow({ capacity: 2, holders: ['d1'] })], facts(), 'd2', 'stated'))).toBe('fits');
  expect(reason(matchRoster([userRow({ capacity: 1, holders: ['d1'] })], facts(), 'd2', 'stated'))).toBe(
    'USER_PC_LIMIT',
  );
});

test('a disabled user, or one who left the group, is refused at the claim', () => {
  expect(reason(matchRoster([userRow({ userRefused: true })], facts(), null, 'stated'))).toBe('USER_NOT_ALLOWED');
});

test('a stranger is not on the roster', () => {
  expect(reason(matchRoster([], facts(), null, 'stated'))).toBe('NOT_ON_ROSTER');
});

test('no row is ever given to more PCs than it takes, whatever the candidates', () => {
  const device = fc.constantFrom('d1', 'd2', 'd3');
  const candidate = fc.record({
    id: fc.integer({ min: 1, max: 9 }),
    kind: fc.constantFrom<'pc' | 'user'>('pc', 'user'),
    capacity: fc.integer({ min: 1, max: 2 }),
    serial: fc.option(fc.constantFrom('ABC123', 'XYZ'), { nil: null }),
    holders: fc.uniqueArray(device, { maxLength: 3 }),
    userRefused: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(candidate, { maxLength: 6 }),
      fc.option(device, { nil: null }),
      fc.constantFrom<'stated' | 'listed'>('stated', 'listed'),
      (rows, samePc, required) => {
        const outcome = matchRoster(
          rows.map((change) => row(change)),
          facts(),
          samePc,
          required,
        );
        if ('reason' in outcome) return;
        const after = new Set([...outcome.row.holders, samePc ?? 'new']);
        expect(after.size <= outcome.row.capacity || outcome.isHeldBySamePc).toBe(true);
        if (required === 'listed') expect(outcome.known).toBe('listed');
        if (outcome.row.kind === 'pc' && outcome.row.serial !== null) expect(outcome.row.serial).toBe('ABC123');
      },
    ),
  );
});
