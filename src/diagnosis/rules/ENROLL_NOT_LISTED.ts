import type { Rule } from './rule.ts';

/** Enrollment in Baton: does not match the list. */
export const ENROLL_NOT_LISTED: Rule = {
  id: 'ENROLL_NOT_LISTED',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { fact: 'kit.reason', is: 'NOT_LISTED', newerThan: ['kit.enrolled'] },
      {
        fact: 'log.mdm-fault.reason',
        matches: '^This PC does not match the imported list \\(|^この PC は取り込んだ一覧と一致しません \\(',
      },
      { code: 'ENROLL_NOT_LISTED', context: 'baton' },
    ],
  },
  title: { ja: 'Baton への登録: 一覧との不一致。', en: 'Enrollment in Baton: does not match the list.' },
  remedy: {
    ja: 'この PC は取り込んだ一覧と一致しません。一覧を更新するか、配布パッケージの [PC の確認] を変更してください。',
    en: 'This PC does not match the imported list. Update the list, or change [How well known] of the package.',
  },
  needs: ['kit-log'],
  references: ['field'],
};
