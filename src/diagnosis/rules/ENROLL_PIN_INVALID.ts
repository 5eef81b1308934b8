import type { Rule } from './rule.ts';

/** Enrollment in Baton: wrong PIN. */
export const ENROLL_PIN_INVALID: Rule = {
  id: 'ENROLL_PIN_INVALID',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { fact: 'kit.reason', is: 'PIN_INVALID', newerThan: ['kit.enrolled'] },
      {
        fact: 'log.mdm-fault.reason',
        matches:
          '^The PIN does not match\\. Check that no older package is left on the PC\\.|^PIN が一致しません。古い配布パッケージのファイルが PC に残っていないか確認してください。',
      },
      { code: 'ENROLL_PIN_INVALID', context: 'baton' },
    ],
  },
  title: { ja: 'Baton への登録: PIN の不一致。', en: 'Enrollment in Baton: wrong PIN.' },
  remedy: {
    ja: 'PIN が一致しません。古い配布パッケージのファイルが PC に残っていないか確認してください。',
    en: 'The PIN does not match. Check that no older package is left on the PC.',
  },
  needs: ['kit-log'],
  references: ['MS-MDE2 2.2.10'],
};
