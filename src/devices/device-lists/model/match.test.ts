import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keysOf } from './entry.ts';
import { decideMatch, type Hit, WAYS, type Way } from './match.ts';

const hit = (way: Way, pc: string, more: Partial<Hit> = {}): Hit => ({
  way,
  pc,
  serial: null,
  uuid: null,
  domain: null,
  ...more,
});
const keys = keysOf({ name: 'PC-1', serial: 'SN1' });

describe('device key order: serial number, UUID, ConfigMgr client id, Entra device id, resource id, name', () => {
  test.each(WAYS)('%s alone is enough', (way) => {
    expect(decideMatch(keys, [hit(way, 'd:1')])).toEqual({ outcome: 'matched', way, pc: 'd:1' });
  });

  test('the surest way is named; a name that leads elsewhere does not count beside it', () => {
    expect(decideMatch(keys, [hit('name', 'd:2'), hit('entra', 'd:1'), hit('serial', 'd:1')])).toEqual({
      outcome: 'matched',
      way: 'serial',
      pc: 'd:1',
    });
  });

  test('property: keys of hardware and client that do not lead to one PC are never matched', () => {
    const pcs = fc.constantFrom('d:1', 'd:2', 'd:3');
    const hits = fc.array(
      fc.record({ way: fc.constantFrom(...WAYS), pc: pcs }).map(({ way, pc }) => hit(way, pc)),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(hits, (list) => {
        const match = decideMatch(keys, list);
        if (match.outcome !== 'matched') return;
        const sure = list.filter(({ way }) => way !== 'name');
        for (const way of new Set(sure.map((each) => each.way)))
          expect(sure.some((each) => each.way === way && each.pc === match.pc)).toBe(true);
      }),
    );
  });

  test('property: the order in which PCs are found decides nothing', () => {
    const hits = fc.array(
      fc
        .record({ way: fc.constantFrom(...WAYS), pc: fc.constantFrom('d:1', 'd:2', 'n:x:PC-1') })
        .map(({ way, pc }) => hit(way, pc)),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(hits, (list) => {
        const there = decideMatch(keys, list);
        const back = decideMatch(keys, list.toReversed());
        const plain = (match: typeof there) =>
          'candidates' in match ? { ...match, candidates: match.candidates.toSorted() } : match;
        expect(plain(back)).toEqual(plain(there));
      }),
    );
  });
});

test('a name is no match where a serial number or UUID says otherwise, and is one where nobody knows', () => {
  expect(decideMatch(keys, [hit('name', 'd:1', { serial: 'SN2' })])).toEqual({ outcome: 'other' });
  expect(decideMatch(keys, [hit('name', 'd:1', { serial: null })])).toMatchObject({ outcome: 'matched', way: 'name' });
  expect(decideMatch(keysOf({ name: 'PC-1' }), [hit('name', 'd:1', { serial: 'SN2' })])).toMatchObject({
    outcome: 'matched',
  });
  expect(decideMatch(keys, [])).toEqual({ outcome: 'unknown' });
});

test.each([
  ['CORP', 'corp.example.test', true],
  ['corp.example.test', 'CORP.EXAMPLE.TEST', true],
  ['corp.a.test', 'corp.b.test', false],
  ['other', 'corp.example.test', false],
])('domain %s of a list and %s of the registry: one domain is %s', (said, known, isOne) => {
  const match = decideMatch(keysOf({ name: 'PC-1', domain: said }), [
    hit('name', 'd:1', { domain: known }),
    hit('name', 'd:2', { domain: 'elsewhere.test' }),
  ]);
  expect(match.outcome).toBe(isOne ? 'matched' : 'ambiguous');
});
