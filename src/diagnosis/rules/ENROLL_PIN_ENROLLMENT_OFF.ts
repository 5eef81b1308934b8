import type { Rule } from './rule.ts';

/** Enrollment in Baton: PIN-based enrollment off. */
export const ENROLL_PIN_ENROLLMENT_OFF: Rule = {
  id: 'ENROLL_PIN_ENROLLMENT_OFF',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { fact: 'kit.reason', is: 'PIN_ENROLLMENT_OFF', newerThan: ['kit.enrolled'] },
      {
        fact: 'log.mdm-fault.reason',
        matches:
          '^PIN-based enrollment is off\\. Turn it on under \\[Settings\\]\\.|^PIN に基づく登録がオフです。\\[設定\\] でオンにしてください。',
      },
      { code: 'ENROLL_PIN_ENROLLMENT_OFF', context: 'baton' },
    ],
  },
  title: { ja: 'Baton への登録: PIN に基づく登録がオフ。', en: 'Enrollment in Baton: PIN-based enrollment off.' },
  remedy: {
    ja: 'PIN に基づく登録がオフです。[設定] でオンにしてください。',
    en: 'PIN-based enrollment is off. Turn it on under [Settings].',
  },
  needs: ['kit-log'],
  references: ['MS-MDE2 2.2.10'],
};
