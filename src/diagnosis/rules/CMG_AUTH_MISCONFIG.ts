import type { Rule } from './rule.ts';

/** The client has neither an Entra token nor a certificate for the gateway. */
export const CMG_AUTH_MISCONFIG: Rule = {
  id: 'CMG_AUTH_MISCONFIG',
  step: 'policy',
  severity: 'error',
  staleAfterHours: 24,
  when: {
    any: [
      {
        all: [
          {
            fact: 'log.http-status',
            is: 401,
            scopeMatches: 'CCM_Proxy',
            of: 'any',
            newerThan: [
              'log.policy-applied',
              'log.policy-downloaded',
              'log.policy-event-downloaded',
              'log.policy-event-applied',
              'log.dts-completed',
            ],
          },
          { unless: { found: 'CMG_TOKEN_EXPIRED' } },
        ],
      },
      { code: 'CMG_AUTH_MISCONFIG', context: 'client' },
      { fact: 'log.ccm-token-none' },
    ],
  },
  title: {
    ja: 'ゲートウェイに使える Entra のトークンも証明書もありません。',
    en: 'The client has neither an Entra token nor a certificate for the gateway.',
  },
  remedy: {
    ja: 'テナントの構成 (クラウド管理の Azure サービス) とクライアントのインストール引数を確認してください。',
    en: 'Check the onboarding of the tenant (Azure services, cloud management) and the install parameters of the client.',
  },
  console: {
    ja: 'Configuration Manager: [管理] > [概要] > [クラウド サービス] > [Azure サービス]',
    en: 'Configuration Manager: [Administration] > [Overview] > [Cloud Services] > [Azure Services]',
  },
  explanations: ['gateway-is-optional'],
  references: ['Configuration Manager support: CMG communication errors', 'field'],
};
