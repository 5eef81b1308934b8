import type { Rule } from './rule.ts';

/** Enrollment in Baton: replaced by a newer claim. */
export const ENROLL_CLAIM_REPLACED: Rule = {
  id: 'ENROLL_CLAIM_REPLACED',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { fact: 'kit.reason', is: 'CLAIM_REPLACED', newerThan: ['kit.enrolled'] },
      { fact: 'log.mdm-fault.reason', matches: '^A newer claim of the same PC \\(|^同じ PC の新しい申請 \\(' },
      { code: 'ENROLL_CLAIM_REPLACED', context: 'baton' },
    ],
  },
  title: { ja: 'Baton への登録: 新しい申請への置き換え。', en: 'Enrollment in Baton: replaced by a newer claim.' },
  remedy: {
    ja: '同じ PC の新しい申請に置き換えられました。新しい申請の状態を確認してください。',
    en: 'A newer claim of the same PC replaced this one. Check the state of the newer claim.',
  },
  needs: ['kit-log'],
  references: ['MS-MDE2 2.2.10'],
};
