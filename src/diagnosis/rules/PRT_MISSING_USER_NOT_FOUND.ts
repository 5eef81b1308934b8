import type { Rule } from './rule.ts';

/** The user is not in the tenant (not synced). */
export const PRT_MISSING_USER_NOT_FOUND: Rule = {
  id: 'PRT_MISSING_USER_NOT_FOUND',
  step: 'token',
  only: 'intune',
  severity: 'error',
  severityWhen: [{ when: { judged: 'prt', is: true }, severity: 'warning' }],
  when: { fact: 'ds.prt.ServerErrorDescription', scope: 'AzureAdPrt', matches: 'AADSTS50034' },
  title: { ja: 'ユーザーがテナントに存在しません (未同期)。', en: 'The user is not in the tenant (not synced).' },
  remedy: {
    ja: 'ユーザーの OU が Entra Connect の同期範囲にあるか確認してください。',
    en: 'Check that the OU of the user is in scope of Entra Connect.',
  },
  references: ['Microsoft Entra: troubleshoot primary refresh token issues'],
};
