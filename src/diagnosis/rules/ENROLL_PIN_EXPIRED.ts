import type { Rule } from './rule.ts';

/** Enrollment in Baton: PIN expired. */
export const ENROLL_PIN_EXPIRED: Rule = {
  id: 'ENROLL_PIN_EXPIRED',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { fact: 'kit.reason', is: 'PIN_EXPIRED', newerThan: ['kit.enrolled'] },
      { fact: 'log.mdm-fault.reason', matches: '^The PIN expired at|^PIN の有効期限が' },
      { code: 'ENROLL_PIN_EXPIRED', context: 'baton' },
    ],
  },
  title: { ja: 'Baton への登録: PIN の有効期限切れ。', en: 'Enrollment in Baton: PIN expired.' },
  remedy: {
    ja: 'PIN の有効期限が切れました。[期限を延長] で、配り直さずに再開できます。',
    en: 'The PIN expired. [Extend] lets it continue without distributing again.',
  },
  needs: ['kit-log'],
  references: ['MS-MDE2 2.2.10'],
};
