import type { Rule } from './rule.ts';

/** Enrollment in Baton: claim revoked. */
export const ENROLL_CLAIM_REVOKED: Rule = {
  id: 'ENROLL_CLAIM_REVOKED',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { fact: 'kit.reason', is: 'CLAIM_REVOKED', newerThan: ['kit.enrolled'] },
      { fact: 'log.mdm-fault.reason', matches: '^The claim was revoked at' },
      { code: 'ENROLL_CLAIM_REVOKED', context: 'baton' },
    ],
  },
  title: { ja: 'Baton への登録: 申請の失効。', en: 'Enrollment in Baton: claim revoked.' },
  remedy: {
    ja: '申請は失効しています。登録する場合は、新しい配布パッケージを使用してください。',
    en: 'The claim was revoked. To enroll this PC, use a new package.',
  },
  needs: ['kit-log'],
  references: ['MS-MDE2 2.2.10'],
};
