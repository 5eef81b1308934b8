import type { Rule } from './rule.ts';

/** Enrollment in Baton: request not readable. */
export const ENROLL_MESSAGE_FORMAT: Rule = {
  id: 'ENROLL_MESSAGE_FORMAT',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { fact: 'kit.reason', is: 'MESSAGE_FORMAT', newerThan: ['kit.enrolled'] },
      { fact: 'log.mdm-fault.reason', matches: '^The request could not be read \\(|^要求を読み取れません \\(' },
      { code: 'ENROLL_MESSAGE_FORMAT', context: 'baton' },
    ],
  },
  title: { ja: 'Baton への登録: 要求の形式の不備。', en: 'Enrollment in Baton: request not readable.' },
  remedy: {
    ja: '要求を読み取れません。途中のプロキシが内容を変更していないか確認してください。',
    en: 'The request could not be read. Check that no proxy on the way changes it.',
  },
  needs: ['kit-log'],
  references: ['MS-MDE2 2.2.10'],
};
