import type { Rule } from './rule.ts';

/** Enrollment in Baton: certificate request refused. */
export const ENROLL_CSR_REFUSED: Rule = {
  id: 'ENROLL_CSR_REFUSED',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { fact: 'kit.reason', is: 'CSR_REFUSED', newerThan: ['kit.enrolled'] },
      {
        fact: 'log.mdm-fault.reason',
        matches: '^The certificate request was refused \\(|^証明書の要求を受け付けられません \\(',
      },
      { code: 'ENROLL_CSR_REFUSED', context: 'baton' },
    ],
  },
  title: { ja: 'Baton への登録: 証明書の要求の不備。', en: 'Enrollment in Baton: certificate request refused.' },
  remedy: {
    ja: '証明書の要求を受け付けられません。PC の TPM と暗号プロバイダーを確認してください。',
    en: 'The certificate request was refused. Check the TPM and the crypto provider of the PC.',
  },
  needs: ['kit-log'],
  references: ['MS-MDE2 2.2.10'],
};
