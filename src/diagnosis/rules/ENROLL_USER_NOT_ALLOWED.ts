import type { Rule } from './rule.ts';

/** Enrollment in Baton: user disabled or not in scope. */
export const ENROLL_USER_NOT_ALLOWED: Rule = {
  id: 'ENROLL_USER_NOT_ALLOWED',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { fact: 'kit.reason', is: 'USER_NOT_ALLOWED', newerThan: ['kit.enrolled'] },
      { code: 'ENROLL_USER_NOT_ALLOWED', context: 'baton' },
    ],
  },
  title: {
    ja: 'Baton への登録: 無効または対象外のユーザー。',
    en: 'Enrollment in Baton: user disabled or not in scope.',
  },
  remedy: {
    ja: 'ユーザーは無効、または対象外です。[ユーザー] で状態を確認してください。',
    en: 'The user is disabled or not in scope. Check the state under [Users].',
  },
  needs: ['kit-log'],
  references: ['MS-MDE2 2.2.10'],
};
