import type { Rule } from './rule.ts';

/** The management point answers with a server error. */
export const POLICY_MP_HTTP_ERROR: Rule = {
  id: 'POLICY_MP_HTTP_ERROR',
  step: 'policy',
  severity: 'error',
  staleAfterHours: 24,
  when: {
    fact: 'log.http-status',
    atLeast: 500,
    below: 600,
    of: 'each-scope',
    newerThan: [
      'log.policy-applied',
      'log.policy-downloaded',
      'log.policy-event-downloaded',
      'log.policy-event-applied',
      'log.dts-completed',
    ],
  },
  title: {
    ja: '管理ポイントがサーバー エラーを返しています。',
    en: 'The management point answers with a server error.',
  },
  remedy: {
    ja: 'サイト システムの IIS と管理ポイントの状態 (mpcontrol.log) を確認してください。',
    en: 'Check IIS and the management point component (mpcontrol.log) on the site system.',
  },
  console: {
    ja: 'Configuration Manager: [監視] > [概要] > [システムのステータス] > [コンポーネントのステータス]',
    en: 'Configuration Manager: [Monitoring] > [Overview] > [System Status] > [Component Status]',
  },
  references: ['field'],
};
