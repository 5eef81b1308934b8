import type { Rule } from './rule.ts';

/** The PC does not trust the certificate of the gateway (or management point). */
export const CMG_TLS_TRUST: Rule = {
  id: 'CMG_TLS_TRUST',
  step: 'policy',
  severity: 'error',
  staleAfterHours: 24,
  when: {
    any: [
      {
        fact: 'log.http-error',
        is: 12175,
        of: 'each-scope',
        newerThan: [
          'log.policy-applied',
          'log.policy-downloaded',
          'log.policy-event-downloaded',
          'log.policy-event-applied',
          'log.dts-completed',
        ],
      },
      {
        fact: 'log.http-tls',
        of: 'any',
        newerThan: [
          'log.policy-applied',
          'log.policy-downloaded',
          'log.policy-event-downloaded',
          'log.policy-event-applied',
          'log.dts-completed',
        ],
      },
    ],
  },
  title: {
    ja: 'ゲートウェイ (または管理ポイント) の証明書を PC が信頼していません。',
    en: 'The PC does not trust the certificate of the gateway (or management point).',
  },
  remedy: {
    ja: '根拠に示したフラグに応じて、ルート証明書の配布 (INVALID_CA)、CRL の公開または確認の無効化 (CERT_REV_FAILED)、名前の修正 (CERT_CN_INVALID)、時刻または証明書の更新 (CERT_DATE_INVALID) を行ってください。',
    en: 'As the flag in the evidence says: add the root (INVALID_CA), publish the CRL or turn off the check (CERT_REV_FAILED), fix the name (CERT_CN_INVALID), fix the clock or renew the certificate (CERT_DATE_INVALID).',
  },
  explanations: ['gateway-is-optional'],
  references: ['Configuration Manager support: CMG communication errors'],
};
