import type { Rule } from './rule.ts';

/** Enrollment in Baton: certificate cannot be renewed. */
export const ENROLL_NOT_ELIGIBLE_TO_RENEW: Rule = {
  id: 'ENROLL_NOT_ELIGIBLE_TO_RENEW',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { fact: 'kit.reason', is: 'NOT_ELIGIBLE_TO_RENEW', newerThan: ['kit.enrolled'] },
      {
        fact: 'log.mdm-fault.reason',
        matches:
          '^The certificate cannot be renewed\\. To enroll again, distribute the package again\\.|^証明書を更新できません。登録し直す場合は、配布パッケージを配り直してください。',
      },
      { code: 'ENROLL_NOT_ELIGIBLE_TO_RENEW', context: 'baton' },
    ],
  },
  title: { ja: 'Baton への登録: 証明書の更新不可。', en: 'Enrollment in Baton: certificate cannot be renewed.' },
  remedy: {
    ja: '証明書を更新できません。登録し直す場合は、配布パッケージを配り直してください。',
    en: 'The certificate cannot be renewed. To enroll again, distribute the package again.',
  },
  needs: ['kit-log'],
  references: ['MS-MDE2 2.2.10'],
};
