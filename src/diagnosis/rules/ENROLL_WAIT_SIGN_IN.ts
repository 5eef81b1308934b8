import type { Rule } from './rule.ts';

/** Enrollment in Baton: waiting for sign-in. */
export const ENROLL_WAIT_SIGN_IN: Rule = {
  id: 'ENROLL_WAIT_SIGN_IN',
  step: 'enrollment',
  severity: 'info',
  when: {
    any: [
      { fact: 'kit.reason', is: 'WAIT_SIGN_IN', newerThan: ['kit.enrolled'] },
      {
        fact: 'log.mdm-fault.reason',
        matches:
          '^Waiting: nobody is signed in\\. It enrolls when the script runs again after a sign-in\\.|^サインイン中のユーザーがいないため待機しています。サインイン後にスクリプトが再度実行されると登録されます。',
      },
      { code: 'ENROLL_WAIT_SIGN_IN', context: 'baton' },
    ],
  },
  title: { ja: 'Baton への登録: サインイン待ち。', en: 'Enrollment in Baton: waiting for sign-in.' },
  remedy: {
    ja: 'サインイン中のユーザーがいないため待機しています。サインイン後にスクリプトが再度実行されると登録されます。',
    en: 'Waiting: nobody is signed in. It enrolls when the script runs again after a sign-in.',
  },
  needs: ['kit-log'],
  references: ['field'],
};
