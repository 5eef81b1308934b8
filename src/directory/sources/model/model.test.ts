import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanUser, type SourceUser } from './entries.ts';
import { type LinkedFields, type MergedFields, mergeUser } from './merge-user.ts';
import { mustAsk, type SyncPlan } from './plan.ts';

const text = fc.constantFrom('', 'a', 'b', 'c');
const link: fc.Arbitrary<LinkedFields> = fc.record({
  sourceId: fc.constantFrom('s1', 's2', 's3'),
  owns: fc.subarray(['displayName', 'reading', 'department', 'email', 'accountName'] as const),
  isMissing: fc.boolean(),
  upn: fc.constantFrom('x@y', 'z@y'),
  displayName: text,
  reading: text,
  department: text,
  email: text,
  accountName: text,
  disabled: fc.boolean(),
}) as fc.Arbitrary<LinkedFields>;
const user: fc.Arbitrary<MergedFields> = fc.record({
  upn: fc.constant('u@y'),
  displayName: text,
  reading: text,
  department: text,
  email: text,
  accountName: text,
  disabled: fc.boolean(),
  operatorDisabled: fc.boolean(),
  source: fc.constant('manual'),
});

test('one source owns a field: the first that has the person, gives it and has a value; what nobody gives stays', () => {
  fc.assert(
    fc.property(user, fc.array(link, { maxLength: 4 }), (now, links) => {
      const merged = mergeUser(now, links);
      const present = links.filter((one) => !one.isMissing);
      for (const field of ['reading', 'department', 'email'] as const) {
        const givers = present.filter((one) => one.owns.includes(field));
        const expected = givers.length === 0 ? now[field] : (givers.find((one) => one[field] !== '')?.[field] ?? '');
        expect(merged[field]).toBe(expected);
      }
      // done again it changes nothing
      expect(mergeUser(merged, links)).toEqual(merged);
    }),
  );
});

test('whom no source has any more is disabled; whom an operator disabled stays so', () => {
  fc.assert(
    fc.property(user, fc.array(link, { minLength: 1, maxLength: 4 }), (now, links) => {
      const merged = mergeUser(now, links);
      if (links.every((one) => one.isMissing) || now.operatorDisabled) expect(merged.disabled).toBe(true);
      expect(merged.operatorDisabled).toBe(now.operatorDisabled);
    }),
  );
});

test('more than a tenth gone or disabled at once asks; a tenth does not, and nothing at all never does', () => {
  const plan = (change: Partial<SyncPlan>): SyncPlan => ({
    before: 100,
    added: 0,
    changed: 0,
    unchanged: 0,
    missing: 0,
    disabled: 0,
    skipped: 0,
    groupsBefore: 0,
    groupsAdded: 0,
    groupsChanged: 0,
    groupsMissing: 0,
    membersBefore: 100,
    membersAdded: 0,
    membersRemoved: 0,
    ...change,
  });
  expect(mustAsk(plan({ missing: 10 }))).toBeNull();
  expect(mustAsk(plan({ missing: 11 }))).toBe('USERS_LEAVE');
  expect(mustAsk(plan({ missing: 5, disabled: 6 }))).toBe('USERS_LEAVE');
  expect(mustAsk(plan({ before: 0, added: 1_000 }))).toBeNull();
  expect(mustAsk(plan({ membersRemoved: 11 }))).toBe('MEMBERS_LEAVE');
  expect(mustAsk(plan({ membersBefore: 10, membersRemoved: 10 }))).toBeNull();
});

test('a hostile person of a source becomes fields of one line, bounded, or is left out', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (upn, other) => {
      const person: SourceUser = {
        externalId: 'x',
        ref: 'x',
        upn,
        displayName: other,
        reading: other,
        department: other.repeat(20),
        email: other,
        accountName: other,
        disabled: false,
        expiresAt: null,
      };
      const clean = cleanUser(person);
      if (typeof clean === 'string') return;
      expect(clean.upn).toMatch(/^[^@\s]+@[^@\s]+$/);
      for (const field of [clean.displayName, clean.department, clean.reading]) {
        expect(field.length).toBeLessThanOrEqual(256);
        expect(field).not.toMatch(/[\u0000-\u001f\u202a-\u202e]/);
      }
    }),
  );
});
