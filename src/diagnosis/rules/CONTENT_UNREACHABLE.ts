import type { Rule } from './rule.ts';

/** Content can not be fetched: the distribution point is unreachable. */
export const CONTENT_UNREACHABLE: Rule = {
  id: 'CONTENT_UNREACHABLE',
  step: 'policy',
  severity: 'warning',
  staleAfterHours: 24,
  when: {
    any: [
      { judged: 'failedTransfer', is: 'distribution-point' },
      { fact: 'log.http-error', is: [12002, 12007, 12029, 12030], scopeMatches: 'SMS_DP_', of: 'each-scope' },
    ],
  },
  title: {
    ja: '配布ポイントに接続できず、コンテンツを取得できません。',
    en: 'Content can not be fetched: the distribution point is unreachable.',
  },
  remedy: {
    ja: '配布ポイントへの経路と境界グループを確認してください。ポリシーの受信とは別の問題です。',
    en: 'Check the route to the distribution point and the boundary group. Receiving policy is another matter.',
  },
  references: ['field'],
};
