import type { Rule } from './rule.ts';

/** Enrollment in Baton: no credential. */
export const ENROLL_INVALID_SECURITY: Rule = {
  id: 'ENROLL_INVALID_SECURITY',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { fact: 'kit.reason', is: 'INVALID_SECURITY', newerThan: ['kit.enrolled'] },
      {
        fact: 'log.mdm-fault.reason',
        matches:
          '^The request holds no credential, or none that can be read\\. Enroll with a package\\.|^要求に資格情報がないか、読み取れません。配布パッケージで登録してください。',
      },
      { code: 'ENROLL_INVALID_SECURITY', context: 'baton' },
    ],
  },
  title: { ja: 'Baton への登録: 資格情報なし。', en: 'Enrollment in Baton: no credential.' },
  remedy: {
    ja: '要求に資格情報がないか、読み取れません。配布パッケージで登録してください。',
    en: 'The request holds no credential, or none that can be read. Enroll with a package.',
  },
  needs: ['kit-log'],
  references: ['MS-MDE2 2.2.10'],
};
