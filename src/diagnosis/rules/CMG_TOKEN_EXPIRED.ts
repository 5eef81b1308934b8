import type { Rule } from './rule.ts';

/** The token for the gateway is too old. */
export const CMG_TOKEN_EXPIRED: Rule = {
  id: 'CMG_TOKEN_EXPIRED',
  step: 'policy',
  severity: 'error',
  staleAfterHours: 24,
  when: {
    fact: 'log.http-status.text',
    matches: 'CMGService_Invalid_Token',
    of: 'any',
    newerThan: [
      'log.policy-applied',
      'log.policy-downloaded',
      'log.policy-event-downloaded',
      'log.policy-event-applied',
      'log.dts-completed',
    ],
  },
  title: { ja: 'ゲートウェイに使うトークンの期限が切れています。', en: 'The token for the gateway is too old.' },
  remedy: {
    ja: '一度社内ネットワーク (または VPN) に接続するか、新しい一括登録トークンで再インストールしてください。',
    en: 'Connect once to the internal network (or VPN), or reinstall with a new bulk registration token.',
  },
  explanations: ['gateway-is-optional'],
  references: ['Configuration Manager support: CMG communication errors'],
};
