import type { Rule } from './rule.ts';

/** Enrollment in Baton: server error. */
export const ENROLL_SERVER_ERROR: Rule = {
  id: 'ENROLL_SERVER_ERROR',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { fact: 'kit.reason', is: 'SERVER_ERROR', newerThan: ['kit.enrolled'] },
      {
        fact: 'log.mdm-fault.reason',
        matches:
          '^The server could not process it\\. The PC retries\\. See the log for request ID|^サーバーで処理できませんでした。PC は自動で再試行します。要求 ID',
      },
      { code: 'ENROLL_SERVER_ERROR', context: 'baton' },
    ],
  },
  title: { ja: 'Baton への登録: サーバーの異常。', en: 'Enrollment in Baton: server error.' },
  remedy: {
    ja: 'サーバーで処理できませんでした。PC は自動で再試行します。要求 ID でサーバーのログを確認してください。',
    en: 'The server could not process it. The PC retries. Look for the request ID in the log of the server.',
  },
  needs: ['kit-log'],
  references: ['MS-MDE2 2.2.10'],
};
