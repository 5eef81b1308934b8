import type { Rule } from './rule.ts';

/** The CMG connection point lacks a valid client certificate, or its revocation can not be checked. */
export const CMG_CLIENT_CERT_REQUIRED: Rule = {
  id: 'CMG_CLIENT_CERT_REQUIRED',
  step: 'policy',
  severity: 'error',
  staleAfterHours: 24,
  when: {
    fact: 'log.http-status.text',
    matches: 'CMGConnector_Clientcertificaterequired',
    of: 'any',
    newerThan: [
      'log.policy-applied',
      'log.policy-downloaded',
      'log.policy-event-downloaded',
      'log.policy-event-applied',
      'log.dts-completed',
    ],
  },
  title: {
    ja: 'CMG 接続ポイントに有効なクライアント証明書がない、または失効を確認できません。',
    en: 'The CMG connection point lacks a valid client certificate, or its revocation can not be checked.',
  },
  remedy: {
    ja: 'サーバー側で修正してください: CMG 接続ポイントのクライアント認証証明書と CRL。',
    en: 'Fix it on the server: the client authentication certificate of the CMG connection point, and the CRL.',
  },
  console: {
    ja: 'Configuration Manager: [管理] > [概要] > [クラウド サービス] > [クラウド管理ゲートウェイ] > [接続アナライザー]',
    en: 'Configuration Manager: [Administration] > [Overview] > [Cloud Services] > [Cloud Management Gateway] > [Connection analyzer]',
  },
  explanations: ['gateway-is-optional'],
  references: ['Configuration Manager support: CMG communication errors'],
};
