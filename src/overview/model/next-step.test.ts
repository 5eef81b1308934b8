import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attentionOf } from './attention.ts';
import { nextStep, type Situation } from './next-step.ts';

const calm: Situation = {
  isInMaintenance: false,
  paused: [],
  troubles: [],
  endingPins: [],
  longProbation: 0,
  silent: 0,
  silentDays: 7,
  setup: { users: true, pinEnrollment: true, packages: true, heard: true },
  planned: 1240,
  enrolled: 1187,
};
const trouble = { packageId: 'p1', packageName: '東京本社', reason: 'PIN_EXPIRED', pcs: 31 } as const;

/** From the most to the least urgent; each later one holds in all earlier situations too. */
const ladder: readonly (readonly [string, Partial<Situation>])[] = [
  ['maintenance', { isInMaintenance: true }],
  ['paused', { paused: [{ packageId: 'p1', packageName: '東京本社' }] }],
  ['failures', { troubles: [trouble, { ...trouble, reason: 'OTHER_MDM', pcs: 11 }] }],
  ['ending-pin', { endingPins: [{ packageId: 'p1', packageName: '東京本社', isOver: false, outstanding: 360 }] }],
  ['probation', { longProbation: 23 }],
  ['silent', { silent: 9 }],
  ['setup-distribute', { setup: { users: true, pinEnrollment: true, packages: true, heard: false } }],
  ['calm', {}],
];

test('the sentence follows a fixed order, and a worse thing always comes before a lesser one', () => {
  ladder.forEach(([id], index) => {
    const all = Object.assign({}, calm, ...ladder.slice(index).map(([, part]) => part)) as Situation;
    expect(nextStep(all).id).toBe(id);
  });
});

test('failures name the most frequent cause and lead to exactly these PCs; an expired PIN can be extended there', () => {
  const step = nextStep({ ...calm, ...ladder[2]?.[1] });
  expect(step.text.ja).toBe('42 台が登録に失敗しています。最も多い原因は「PIN の有効期限切れ」(31 台) です。');
  expect(step.text.en).toBe('42 PCs failed to enroll. Most frequent cause: PIN expired (31).');
  expect(step.action?.link).toBe('/packages/p1/pcs?reason=PIN_EXPIRED');
  expect(step.extend).toBe('p1');
});

test('the set-up goes users, PIN switch, package, distribute', () => {
  const ids = [
    { users: false, pinEnrollment: false, packages: false, heard: false },
    { users: true, pinEnrollment: false, packages: false, heard: false },
    { users: true, pinEnrollment: true, packages: false, heard: false },
    { users: true, pinEnrollment: true, packages: true, heard: false },
  ].map((setup) => nextStep({ ...calm, setup }).id);
  expect(ids).toEqual(['setup-users', 'setup-pin', 'setup-package', 'setup-distribute']);
  const first = nextStep({ ...calm, setup: { users: false, pinEnrollment: false, packages: false, heard: false } });
  expect(first.text).toEqual({ ja: '次に、ユーザーを取り込むか、追加します。', en: 'Next, import or add users.' });
});

test('calm counts planned PCs where their number is known, and says so where it is not', () => {
  expect(nextStep(calm).text.ja).toBe('対応が必要な PC はありません。予定 1,240 台のうち 1,187 台が登録済みです。');
  expect(nextStep({ ...calm, planned: null }).text.ja).toContain('予定台数は未定です');
});

test('the list shows the three largest causes, then the number of the others, and loses no PC', () => {
  const troubles = fc.array(
    fc.record({
      packageId: fc.uuid(),
      packageName: fc.string(),
      reason: fc.constantFrom('OTHER_MDM' as const, 'PIN_EXPIRED' as const),
      pcs: fc.integer({ min: 1, max: 500 }),
    }),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(troubles, (list) => {
      const lines = attentionOf({ ...calm, troubles: list });
      expect(lines.length).toBeLessThanOrEqual(4);
      expect(lines.reduce((sum, line) => sum + line.count, 0)).toBe(list.reduce((sum, t) => sum + t.pcs, 0));
    }),
  );
});
