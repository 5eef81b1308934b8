import type { Rule } from './rule.ts';

/** The sign-in can not reach Entra ID. */
export const PRT_MISSING_NETWORK: Rule = {
  id: 'PRT_MISSING_NETWORK',
  step: 'token',
  only: 'intune',
  severity: 'error',
  severityWhen: [{ when: { judged: 'prt', is: true }, severity: 'warning' }],
  when: {
    any: [
      { code: 'PRT_MISSING_NETWORK', from: 'ds.prt.AttemptStatus', fromScope: 'AzureAdPrt' },
      { code: 'PRT_MISSING_NETWORK', from: 'ds.prt.HTTPError', fromScope: 'AzureAdPrt' },
    ],
  },
  title: { ja: 'サインイン時に Entra ID へ到達できません。', en: 'The sign-in can not reach Entra ID.' },
  remedy: {
    ja: 'コンピューター アカウントで通るプロキシ、DNS、通信の改変 (TLS 検査) を確認してください。',
    en: 'Check the proxy for the computer account, DNS, and interception (TLS inspection).',
  },
  needs: ['reachability'],
  explanations: ['proxy-for-system', 'addresses'],
  references: ['Microsoft Entra: troubleshoot primary refresh token issues'],
};
