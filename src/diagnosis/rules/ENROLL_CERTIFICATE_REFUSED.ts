import type { Rule } from './rule.ts';

/** Enrollment in Baton: client certificate refused. */
export const ENROLL_CERTIFICATE_REFUSED: Rule = {
  id: 'ENROLL_CERTIFICATE_REFUSED',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { fact: 'kit.reason', is: 'CERTIFICATE_REFUSED', newerThan: ['kit.enrolled'] },
      {
        fact: 'log.mdm-fault.reason',
        matches: '^The client certificate is not valid \\(|^クライアント証明書が有効ではありません \\(',
      },
      { code: 'ENROLL_CERTIFICATE_REFUSED', context: 'baton' },
    ],
  },
  title: { ja: 'Baton への登録: クライアント証明書の拒否。', en: 'Enrollment in Baton: client certificate refused.' },
  remedy: {
    ja: 'クライアント証明書が有効ではありません。PC の登録状態を確認してください。',
    en: 'The client certificate is not valid. Check the enrollment of the PC.',
  },
  needs: ['kit-log'],
  references: ['field'],
};
