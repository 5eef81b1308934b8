import type { Rule } from './rule.ts';

/** Enrollment in Baton: maintenance. */
export const ENROLL_MAINTENANCE: Rule = {
  id: 'ENROLL_MAINTENANCE',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { fact: 'kit.reason', is: 'MAINTENANCE', newerThan: ['kit.enrolled'] },
      {
        fact: 'log.mdm-fault.reason',
        matches:
          '^The server is in maintenance\\. The PC retries\\.|^サーバーはメンテナンス中です。PC は自動で再試行します。',
      },
      { code: 'ENROLL_MAINTENANCE', context: 'baton' },
    ],
  },
  title: { ja: 'Baton への登録: メンテナンス中。', en: 'Enrollment in Baton: maintenance.' },
  remedy: {
    ja: 'サーバーはメンテナンス中です。PC は自動で再試行します。',
    en: 'The server is in maintenance. The PC retries.',
  },
  needs: ['kit-log'],
  references: ['MS-MDE2 2.2.10'],
};
