import type { Rule } from './rule.ts';

/** The default MDM of the tenant is another product than Intune. */
export const MDM_URL_OTHER_VENDOR: Rule = {
  id: 'MDM_URL_OTHER_VENDOR',
  step: 'enrollment',
  only: 'intune',
  severity: 'warning',
  when: { judged: 'tenantMdm', is: 'other' },
  title: {
    ja: 'テナントの既定の MDM が Intune 以外の製品です。',
    en: 'The default MDM of the tenant is another product than Intune.',
  },
  remedy: {
    ja: '意図したものか確認してください。このユーザーの自動登録はその製品に向かいます。',
    en: 'Check that it is meant so. Automatic enrollment of this user goes to that product.',
  },
  console: {
    ja: 'Microsoft Entra 管理センター: [モビリティ (MDM および WIP)] > [Microsoft Intune] > [MDM ユーザー スコープ]',
    en: 'Microsoft Entra admin center: [Mobility (MDM and WIP)] > [Microsoft Intune] > [MDM user scope]',
  },
  explanations: ['only-intune', 'mdm-url-is-not-enrollment'],
  references: ['Microsoft Entra: troubleshoot devices with dsregcmd'],
};
