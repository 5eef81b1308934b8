import type { Rule } from './rule.ts';

/** Enrollment in Baton: PIN revoked. */
export const ENROLL_PIN_REVOKED: Rule = {
  id: 'ENROLL_PIN_REVOKED',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { fact: 'kit.reason', is: 'PIN_REVOKED', newerThan: ['kit.enrolled'] },
      { fact: 'log.mdm-fault.reason', matches: '^The PIN was revoked at' },
      { code: 'ENROLL_PIN_REVOKED', context: 'baton' },
    ],
  },
  title: { ja: 'Baton への登録: PIN の失効。', en: 'Enrollment in Baton: PIN revoked.' },
  remedy: {
    ja: 'PIN は失効しています。新しい配布パッケージを使用してください。',
    en: 'The PIN was revoked. Use a new package.',
  },
  needs: ['kit-log'],
  references: ['MS-MDE2 2.2.10'],
};
