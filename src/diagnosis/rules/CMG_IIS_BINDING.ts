import type { Rule } from './rule.ts';

/** The 443 binding of the management point has the wrong certificate. */
export const CMG_IIS_BINDING: Rule = {
  id: 'CMG_IIS_BINDING',
  step: 'policy',
  severity: 'error',
  staleAfterHours: 24,
  when: {
    fact: 'log.http-status.text',
    matches: 'CMGConnector_Forbidden',
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
    ja: '管理ポイントの 443 のバインドの証明書が正しくありません。',
    en: 'The 443 binding of the management point has the wrong certificate.',
  },
  remedy: {
    ja: '管理ポイントの IIS で、443 のバインドに正しいサーバー証明書を割り当ててください。',
    en: 'In IIS of the management point, give the 443 binding the right server certificate.',
  },
  explanations: ['gateway-is-optional'],
  references: ['Configuration Manager support: CMG communication errors'],
};
