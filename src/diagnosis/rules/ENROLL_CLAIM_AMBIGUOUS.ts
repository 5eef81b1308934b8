import type { Rule } from './rule.ts';

/** Enrollment in Baton: several claims fit. */
export const ENROLL_CLAIM_AMBIGUOUS: Rule = {
  id: 'ENROLL_CLAIM_AMBIGUOUS',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { fact: 'kit.reason', is: 'CLAIM_AMBIGUOUS', newerThan: ['kit.enrolled'] },
      {
        fact: 'log.mdm-fault.reason',
        matches:
          '^Refused: two claims fit\\. Remove the duplicate computer name\\.|^条件に合う申請が 2 件あるため拒否しました。コンピューター名の重複を解消してください。',
      },
      { code: 'ENROLL_CLAIM_AMBIGUOUS', context: 'baton' },
    ],
  },
  title: { ja: 'Baton への登録: 条件に合う申請が複数。', en: 'Enrollment in Baton: several claims fit.' },
  remedy: {
    ja: '条件に合う申請が 2 件あるため拒否しました。コンピューター名の重複を解消してください。',
    en: 'Refused: two claims fit. Remove the duplicate computer name.',
  },
  needs: ['kit-log'],
  references: ['MS-MDE2 2.2.10'],
};
