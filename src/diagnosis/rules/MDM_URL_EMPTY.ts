import type { Rule } from './rule.ts';

/** The tenant shows no MDM to this user, or the value is stale. */
export const MDM_URL_EMPTY: Rule = {
  id: 'MDM_URL_EMPTY',
  step: 'enrollment',
  severity: 'info',
  severityWhen: [{ when: { found: 'MDM_SCOPE_OR_UPN' }, severity: 'warning' }],
  when: { judged: 'tenantMdm', is: 'empty' },
  title: {
    ja: 'このユーザーに MDM の URL が提示されていません (古い値の場合もあります)。',
    en: 'The tenant shows no MDM to this user, or the value is stale.',
  },
  remedy: {
    ja: 'MDM ユーザー スコープを確認してください。登録されていないという意味ではありません。',
    en: 'Check the MDM user scope. It does not mean that the PC is not enrolled.',
  },
  console: {
    ja: 'Microsoft Entra 管理センター: [モビリティ (MDM および WIP)] > [Microsoft Intune] > [MDM ユーザー スコープ]',
    en: 'Microsoft Entra admin center: [Mobility (MDM and WIP)] > [Microsoft Intune] > [MDM user scope]',
  },
  explanations: ['mdm-url-is-not-enrollment'],
  references: ['Microsoft Entra: troubleshoot devices with dsregcmd', 'field'],
};
