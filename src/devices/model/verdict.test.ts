import fc from 'fast-check';
import { expect, test } from 'vitest';
import { REASONS, type ReasonId } from './reasons.ts';
import { STAGES } from './stages.ts';
import { type VerdictFacts, verdictOf } from './verdict.ts';

const now = new Date('2026-11-25T03:18:00Z');
const base: VerdictFacts = {
  state: 'enrolling',
  stateSince: new Date('2026-11-25T02:42:00Z'),
  stage: 'certificate-issued',
  stageAt: new Date('2026-11-25T02:42:31Z'),
  reason: null,
  known: 'stated',
  lastContactAt: null,
  nextContactBy: new Date('2026-11-25T03:28:00Z'),
  certificateExpiresAt: new Date('2027-11-25T00:00:00Z'),
};

test('one sentence says what is, since when, and what happens next', () => {
  expect(verdictOf(base, now)).toEqual({
    id: 'no-session',
    severity: 'warning',
    text: {
      ja: '証明書は発行されましたが、初回セッションがまだありません (35 分経過)。次の接続は遅くとも 2026/11/25 12:28 です。',
      en: 'The certificate was issued, but there has been no session (35 min). Next contact by 25 Nov 2026, 03:28 UTC at the latest.',
    },
  });
});

test('a PC that was never heard says to look in the old platform; a failed one says its reason', () => {
  expect(verdictOf({ ...base, state: 'notseen', stage: null }, now).text.en).toBe(
    'Nothing has ever been received from this PC. Check in the old platform whether the script ran.',
  );
  const failed = verdictOf(
    { ...base, state: 'failed', reason: { id: 'OTHER_MDM', params: { name: 'Contoso MDM' } } },
    now,
  );
  expect(failed).toMatchObject({ severity: 'error', text: { ja: expect.stringContaining('(Contoso MDM)') } });
});

test('waiting for a sign-in is no fault; probation allows inventory and un-enroll only', () => {
  expect(verdictOf({ ...base, state: 'waiting', reason: { id: 'WAIT_SIGN_IN', params: {} } }, now).severity).toBe(
    'info',
  );
  expect(verdictOf({ ...base, state: 'probation' }, now).text.ja).toContain(
    '照合待ちです。確認が済むまで、実行できるのはインベントリの取得と登録解除だけです。',
  );
});

test('a contact that is overdue is said as such, since when and what to do: never as healthy', () => {
  const enrolled = { ...base, state: 'enrolled' as const };
  const by = new Date('2026-11-25T12:23:00Z');
  const at = (milliseconds: number) =>
    verdictOf({ ...enrolled, nextContactBy: by }, new Date(by.getTime() + milliseconds));
  expect(at(-1)).toMatchObject({ id: 'enrolled', severity: 'ok' });
  expect(at(0)).toMatchObject({ id: 'enrolled', severity: 'ok' });
  expect(at(59_999)).toMatchObject({ id: 'enrolled', severity: 'ok' });
  expect(at(60_000)).toMatchObject({ id: 'overdue', severity: 'warning' });
  expect(at(600_000)).toEqual({
    id: 'overdue',
    severity: 'warning',
    text: {
      ja: '登録済みですが、遅くとも 2026/11/25 21:23 の予定だった接続がまだありません (10 分超過)。PC の電源と、管理用アドレスへの接続を確認してください。',
      en: 'Enrolled. The contact due by 25 Nov 2026, 12:23 UTC has not come (10 min overdue). Check that the PC is on and reaches the management address.',
    },
  });
  expect(verdictOf({ ...enrolled, nextContactBy: null }, now).severity).toBe('ok');
  for (const state of ['enrolling', 'probation', 'leaving'] as const) {
    const late = verdictOf({ ...base, state, nextContactBy: by }, new Date(by.getTime() + 60_000));
    expect(late.severity).toBe('warning');
    expect(late.text.en).toContain('has not come (1 min overdue)');
    expect(late.text.ja).toContain('(1 分超過)');
  }
});

test('a certificate that has expired does not expire in the future', () => {
  const ends = new Date('2026-11-25T03:00:00Z');
  const at = (moment: Date) => verdictOf({ ...base, state: 'enrolled', certificateExpiresAt: ends }, moment).id;
  expect(at(new Date(ends.getTime() - 1))).toBe('certificate-ends');
  expect(at(ends)).toBe('certificate-ended');
});

test('no verdict holds a key name, undefined, null or a raw time, in either language', () => {
  const date = fc.option(fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }), {
    nil: null,
  });
  const facts = fc.record({
    state: fc.constantFrom<VerdictFacts['state']>(
      'notseen',
      'enrolling',
      'waiting',
      'enrolled',
      'probation',
      'failed',
      'silent',
      'leaving',
      'left',
    ),
    stateSince: fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }),
    stage: fc.constantFrom(null, ...STAGES),
    stageAt: date,
    reason: fc.option(
      fc.constantFrom(...(Object.keys(REASONS) as ReasonId[])).map((id) => ({ id, params: {} })),
      { nil: null },
    ),
    known: fc.constantFrom(null, 'stated' as const, 'listed' as const, 'weak' as const, 'unbound' as const),
    lastContactAt: date,
    nextContactBy: date,
    certificateExpiresAt: date,
  });
  fc.assert(
    fc.property(facts, (of) => {
      const { text } = verdictOf(of, now);
      for (const sentence of [text.ja, text.en]) {
        expect(sentence.length).toBeGreaterThan(10);
        expect(sentence).not.toMatch(/undefined|null|NaN|\{\w+\}|T\d\d:\d\d/);
      }
      expect(text.en).not.toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);
    }),
  );
});
