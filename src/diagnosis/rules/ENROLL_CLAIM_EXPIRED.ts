import type { Rule } from './rule.ts';

/** Enrollment in Baton: claim expired. */
export const ENROLL_CLAIM_EXPIRED: Rule = {
  id: 'ENROLL_CLAIM_EXPIRED',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { fact: 'kit.reason', is: 'CLAIM_EXPIRED', newerThan: ['kit.enrolled'] },
      { fact: 'log.mdm-fault.reason', matches: '^The claim expired at|^申請の有効期限が' },
      { code: 'ENROLL_CLAIM_EXPIRED', context: 'baton' },
    ],
  },
  title: { ja: 'Baton への登録: 申請の有効期限切れ。', en: 'Enrollment in Baton: claim expired.' },
  remedy: {
    ja: '申請の有効期限が切れました。更新期限までにスクリプトが再度実行されると更新されます。それ以降は配布パッケージを配り直してください。',
    en: 'The claim expired. It is renewed when the script runs again within its renewal time; after that, distribute the package again.',
  },
  needs: ['kit-log'],
  references: ['MS-MDE2 2.2.10'],
};
