import type { Rule } from './rule.ts';

/** The device registration service had a fault. */
export const JOIN_SERVER_ERROR: Rule = {
  id: 'JOIN_SERVER_ERROR',
  step: 'join',
  only: 'intune',
  severity: 'warning',
  when: {
    all: [
      { code: 'JOIN_SERVER_ERROR', context: 'join' },
      { unless: { judged: 'join', is: ['entra', 'hybrid', 'joined'] } },
    ],
  },
  title: { ja: 'デバイス登録サービス側の一時的な障害です。', en: 'The device registration service had a fault.' },
  remedy: {
    ja: '再試行してください。続く場合はサービスの正常性を確認してください。',
    en: 'Try again. If it stays, look at the service health.',
  },
  demotes: ['JOIN_DOMAIN_ONLY'],
  references: ['other published rule sets'],
};
