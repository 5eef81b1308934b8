import type { Rule } from './rule.ts';

/** Wrong password, or the password is not synced yet. */
export const PRT_MISSING_CREDENTIAL: Rule = {
  id: 'PRT_MISSING_CREDENTIAL',
  step: 'token',
  only: 'intune',
  severity: 'warning',
  when: { fact: 'ds.prt.ServerErrorDescription', scope: 'AzureAdPrt', matches: 'AADSTS50126' },
  title: {
    ja: 'パスワードの誤り、またはパスワードがまだ同期されていません。',
    en: 'Wrong password, or the password is not synced yet.',
  },
  remedy: {
    ja: 'パスワードを確認し、変更した直後であれば同期を待ってサインインし直してください。',
    en: 'Check the password; if it was just changed, wait for the sync and sign in again.',
  },
  explanations: ['what-the-prt-is-for'],
  references: ['Microsoft Entra: troubleshoot primary refresh token issues'],
};
