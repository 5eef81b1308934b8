import type { Rule } from './rule.ts';

/** Enrollment in Baton: other old platform. */
export const ENROLL_PLATFORM_MISMATCH: Rule = {
  id: 'ENROLL_PLATFORM_MISMATCH',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { fact: 'kit.reason', is: 'PLATFORM_MISMATCH', newerThan: ['kit.enrolled'] },
      {
        fact: 'log.mdm-fault.reason',
        matches:
          '^The old platform found is not the one this package was made for \\(|^旧管理基盤が配布パッケージの対象と異なります \\(',
      },
      { code: 'ENROLL_PLATFORM_MISMATCH', context: 'baton' },
    ],
  },
  title: { ja: 'Baton への登録: 旧管理基盤の不一致。', en: 'Enrollment in Baton: other old platform.' },
  remedy: {
    ja: '旧管理基盤が配布パッケージの対象と異なります。',
    en: 'The old platform found is not the one this package was made for.',
  },
  needs: ['kit-log'],
  references: ['field'],
};
