import type { Rule } from './rule.ts';

/** MDM is not configured for this user. */
export const MDM_SCOPE_OR_UPN: Rule = {
  id: 'MDM_SCOPE_OR_UPN',
  step: 'enrollment',
  only: 'intune',
  severity: 'error',
  when: { code: 'MDM_SCOPE_OR_UPN', context: 'mdm' },
  title: { ja: 'このユーザーに MDM が構成されていません。', en: 'MDM is not configured for this user.' },
  remedy: {
    ja: 'MDM ユーザー スコープを設定し、UPN サフィックス (.local などは不可) を確認し、反映を待ってください。',
    en: 'Set the MDM user scope, verify the UPN suffix (.local and the like do not work), and wait for Entra to apply it.',
  },
  console: {
    ja: 'Microsoft Entra 管理センター: [モビリティ (MDM および WIP)] > [Microsoft Intune] > [MDM ユーザー スコープ]',
    en: 'Microsoft Entra admin center: [Mobility (MDM and WIP)] > [Microsoft Intune] > [MDM user scope]',
  },
  needs: ['dsregcmd-tenant'],
  explanations: ['mdm-url-is-not-enrollment'],
  references: [
    'Intune support: troubleshoot co-management auto-enrolling',
    'Configuration Manager: how to monitor co-management',
  ],
};
