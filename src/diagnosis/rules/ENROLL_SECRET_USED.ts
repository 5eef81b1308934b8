import type { Rule } from './rule.ts';

/** Enrollment in Baton: enrollment secret used up. */
export const ENROLL_SECRET_USED: Rule = {
  id: 'ENROLL_SECRET_USED',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { fact: 'kit.reason', is: 'SECRET_USED', newerThan: ['kit.enrolled'] },
      {
        fact: 'log.mdm-fault.reason',
        matches:
          '^The enrollment secret ended with the first session\\. To enroll again, distribute the package again\\.|^登録シークレットは初回セッションで無効になりました。再登録する場合は、配布パッケージを配り直してください。',
      },
      { code: 'ENROLL_SECRET_USED', context: 'baton' },
    ],
  },
  title: { ja: 'Baton への登録: 使用済みの登録シークレット。', en: 'Enrollment in Baton: enrollment secret used up.' },
  remedy: {
    ja: '登録シークレットは初回セッションで無効になりました。再登録する場合は、配布パッケージを配り直してください。',
    en: 'The enrollment secret ended with the first session. To enroll again, distribute the package again.',
  },
  needs: ['kit-log'],
  references: ['MS-MDE2 2.2.10'],
};
