import type { Rule } from './rule.ts';

/** The device is enrolled, but the sync of the user is blocked. */
export const MDM_SYNC_TOKEN_FAILED: Rule = {
  id: 'MDM_SYNC_TOKEN_FAILED',
  step: 'enrollment',
  only: 'intune',
  severity: 'warning',
  when: { all: [{ fact: 'log.mdm-sync-token-failed' }, { unless: { judged: 'enrolled', is: false } }] },
  title: {
    ja: '登録は済んでいますが、ユーザーの同期が止められています。',
    en: 'The device is enrolled, but the sync of the user is blocked.',
  },
  remedy: {
    ja: '多くは、すべてのクラウド アプリに多要素認証を求める条件付きアクセスです。対象から Intune の同期を除外してください。',
    en: 'Often it is a conditional access policy that asks for multifactor authentication for all cloud apps. Exclude the Intune sync.',
  },
  references: ['Intune support: troubleshoot co-management auto-enrolling'],
};
