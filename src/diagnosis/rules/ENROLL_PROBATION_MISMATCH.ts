import type { Rule } from './rule.ts';

/** Enrollment in Baton: inventory does not match. */
export const ENROLL_PROBATION_MISMATCH: Rule = {
  id: 'ENROLL_PROBATION_MISMATCH',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { fact: 'kit.reason', is: 'PROBATION_MISMATCH', newerThan: ['kit.enrolled'] },
      {
        fact: 'log.mdm-fault.reason',
        matches: '^The inventory does not match the claim \\(|^インベントリが申請と一致しません \\(',
      },
      { code: 'ENROLL_PROBATION_MISMATCH', context: 'baton' },
    ],
  },
  title: { ja: 'Baton への登録: インベントリの不一致。', en: 'Enrollment in Baton: inventory does not match.' },
  remedy: {
    ja: 'インベントリが申請と一致しません。別の PC でないか確認し、違う場合は登録を解除してください。',
    en: 'The inventory does not match the claim. Check which PC it is; un-enroll if it is another.',
  },
  needs: ['kit-log'],
  references: ['field'],
};
