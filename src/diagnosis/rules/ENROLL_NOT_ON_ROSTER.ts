import type { Rule } from './rule.ts';

/** Enrollment in Baton: not on the roster. */
export const ENROLL_NOT_ON_ROSTER: Rule = {
  id: 'ENROLL_NOT_ON_ROSTER',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { fact: 'kit.reason', is: 'NOT_ON_ROSTER', newerThan: ['kit.enrolled'] },
      {
        fact: 'log.mdm-fault.reason',
        matches: '^This PC or user is not on the roster \\(|^この PC またはユーザーは登録対象一覧にありません \\(',
      },
      { code: 'ENROLL_NOT_ON_ROSTER', context: 'baton' },
    ],
  },
  title: { ja: 'Baton への登録: 登録対象外。', en: 'Enrollment in Baton: not on the roster.' },
  remedy: {
    ja: 'この PC またはユーザーは登録対象一覧にありません。配布パッケージの対象を確認してください。',
    en: "This PC or user is not on the roster. Check the package's target.",
  },
  needs: ['kit-log'],
  references: ['MS-MDE2 2.2.10'],
};
