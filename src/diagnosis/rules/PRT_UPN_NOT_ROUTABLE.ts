import type { Rule } from './rule.ts';

/** The UPN suffix of the user is not a verified domain of the tenant. */
export const PRT_UPN_NOT_ROUTABLE: Rule = {
  id: 'PRT_UPN_NOT_ROUTABLE',
  step: 'token',
  only: 'intune',
  severity: 'error',
  severityWhen: [{ when: { judged: 'prt', is: true }, severity: 'warning' }],
  when: { code: 'PRT_UPN_NOT_ROUTABLE', from: 'ds.prt.AttemptStatus', fromScope: 'AzureAdPrt' },
  title: {
    ja: 'ユーザーの UPN サフィックスが、テナントの確認済みドメインではありません。',
    en: 'The UPN suffix of the user is not a verified domain of the tenant.',
  },
  remedy: {
    ja: 'テナントでドメインを確認するか、ユーザーの UPN を確認済みドメインに変更してください。',
    en: 'Verify the domain in the tenant, or give the user a UPN of a verified domain.',
  },
  references: ['Microsoft Entra: troubleshoot primary refresh token issues'],
};
