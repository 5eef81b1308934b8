import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  bindToClaim,
  type EnrollingPc,
  type LivingClaim,
  matchSharedClaim,
  refuseByClaimState,
} from './decide-enrollment.ts';

const hex64 = fc.string({ minLength: 64, maxLength: 64, unit: fc.constantFrom(...'0123456789ABCDEF') });
const NOW = new Date('2026-11-25T03:00:00Z');
const at = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);

const claim = (change: Partial<LivingClaim> = {}): LivingClaim => ({
  id: 'c1',
  state: 'reserved',
  nameKey: 'TKY-PC-0412',
  macs: ['02155D004117'],
  hwDevId: null,
  expiresAt: at(8),
  renewUntil: at(72),
  firstSessionAt: null,
  endedAt: null,
  endedBy: null,
  revoked: null,
  ...change,
});
const pc = (change: Partial<EnrollingPc> = {}): EnrollingPc => ({
  hwDevId: 'A'.repeat(64),
  deviceName: 'TKY-PC-0412',
  macs: ['02155D004117'],
  ...change,
});

test.each([
  ['reserved and living', {}, null],
  ['used before its first session: Windows retries by itself', { state: 'used' as const }, null],
  [
    'after the first authenticated session the credential is dead',
    { state: 'used' as const, firstSessionAt: at(-1) },
    'SECRET_USED',
  ],
  ['un-enrolled', { state: 'released' as const }, 'SECRET_USED'],
  ['past its life', { expiresAt: at(-1) }, 'CLAIM_EXPIRED'],
  ['at the moment of its expiry', { expiresAt: NOW }, 'CLAIM_EXPIRED'],
  ['replaced by a newer claim of the same PC', { state: 'replaced' as const }, 'CLAIM_REPLACED'],
  ['PIN or package revoked', { revoked: { at: at(-1), by: 'hanako' } }, 'CLAIM_REVOKED'],
  ['claim revoked', { state: 'revoked' as const }, 'CLAIM_REVOKED'],
])('a claim that is %s', (_, change, reason) => {
  expect(refuseByClaimState(claim(change), NOW)?.reason ?? null).toBe(reason);
});

test('revoking wins over everything else that ended a claim', () => {
  const states = fc.constantFrom<LivingClaim['state']>(
    'reserved',
    'used',
    'released',
    'expired',
    'replaced',
    'revoked',
  );
  fc.assert(
    fc.property(states, fc.boolean(), (state, hadSession) => {
      const refused = refuseByClaimState(
        claim({ state, firstSessionAt: hadSession ? at(-1) : null, revoked: { at: at(-1), by: 'x' } }),
        NOW,
      );
      return refused?.reason === 'CLAIM_REVOKED';
    }),
  );
});

test('names compare as NetBIOS: first 15 characters, no case', () => {
  expect(
    bindToClaim(claim({ nameKey: 'VERY-LONG-NAME-' }), pc({ deviceName: 'very-long-name-of-a-pc' }), false),
  ).toEqual({ bound: 'mac' });
});

test('the first accepted request pins the HWDevID: another one is refused, whatever else fits', () => {
  fc.assert(
    fc.property(hex64, fc.option(hex64), fc.boolean(), (pinned, other, needsMac) => {
      const sent = other ?? pinned;
      const outcome = bindToClaim(claim({ hwDevId: pinned }), pc({ hwDevId: sent }), needsMac);
      return pinned === sent ? 'bound' in outcome : 'reason' in outcome && outcome.reason === 'CLAIM_OTHER_PC';
    }),
  );
});

test("a claim's own secret accepts a request without a usable MAC and says so; the shared package refuses it", () => {
  expect(bindToClaim(claim(), pc({ macs: [] }), false)).toEqual({ bound: 'secret' });
  expect(bindToClaim(claim({ macs: [] }), pc(), false)).toEqual({ bound: 'secret' });
  expect(bindToClaim(claim({ macs: [] }), pc(), true)).toMatchObject({ reason: 'MAC_MISSING' });
});

test('other MACs on both sides are another PC', () => {
  expect(bindToClaim(claim(), pc({ macs: ['02155D00FFFF'] }), false)).toMatchObject({ reason: 'CLAIM_OTHER_PC' });
});

test('the shared package alone opens nothing: no claim, no enrollment', () => {
  expect(matchSharedClaim([], pc(), 'strict')).toMatchObject({ reason: 'CLAIM_NONE' });
  expect(matchSharedClaim([], pc({ macs: [] }), 'strict')).toMatchObject({ reason: 'MAC_MISSING' });
});

test('two claims of different hardware that fit are refused, never guessed', () => {
  expect(matchSharedClaim([claim({ id: 'a' }), claim({ id: 'b' })], pc(), 'strict')).toMatchObject({
    reason: 'CLAIM_AMBIGUOUS',
  });
});

test('the claim whose MAC fits is redeemed, also where another PC has the same name', () => {
  const other = claim({ id: 'other', macs: ['02155D00FFFF'] });
  expect(matchSharedClaim([other, claim({ id: 'mine' })], pc(), 'strict')).toMatchObject({
    claim: { id: 'mine' },
    bound: 'mac',
  });
});
