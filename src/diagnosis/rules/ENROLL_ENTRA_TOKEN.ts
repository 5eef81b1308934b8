import type { Rule } from './rule.ts';

/** Enrollment in Baton: Entra token. */
export const ENROLL_ENTRA_TOKEN: Rule = {
  id: 'ENROLL_ENTRA_TOKEN',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { fact: 'kit.reason', is: 'ENTRA_TOKEN', newerThan: ['kit.enrolled'] },
      {
        fact: 'log.mdm-fault.reason',
        matches:
          '^An Entra token was offered\\. This server enrolls by package; use one\\.|^Entra のトークンが提示されました。このサーバーでは配布パッケージで登録してください。',
      },
      { code: 'ENROLL_ENTRA_TOKEN', context: 'baton' },
    ],
  },
  title: { ja: 'Baton への登録: Entra のトークン。', en: 'Enrollment in Baton: Entra token.' },
  remedy: {
    ja: 'Entra のトークンが提示されました。このサーバーでは配布パッケージで登録してください。',
    en: 'An Entra token was offered. This server enrolls by package; use one.',
  },
  needs: ['kit-log'],
  references: ['MS-MDE2 2.2.10'],
};
