import type { Rule } from './rule.ts';

/** Windows authentication is tried on a managed domain. */
export const MDM_IWA_MANAGED_DOMAIN: Rule = {
  id: 'MDM_IWA_MANAGED_DOMAIN',
  step: 'enrollment',
  only: 'intune',
  severity: 'error',
  when: { code: 'MDM_IWA_MANAGED_DOMAIN', context: 'mdm' },
  title: {
    ja: 'マネージド ドメインに対して統合 Windows 認証を試みています。',
    en: 'Windows authentication is tried on a managed domain.',
  },
  remedy: {
    ja: 'クラウド管理の Azure サービスを構成し、Active Directory と Entra ID の両方のユーザー探索を有効にしてください。',
    en: 'Configure Azure services (cloud management) and enable user discovery of both Active Directory and Entra ID.',
  },
  console: {
    ja: 'Configuration Manager: [管理] > [概要] > [クラウド サービス] > [Azure サービス]',
    en: 'Configuration Manager: [Administration] > [Overview] > [Cloud Services] > [Azure Services]',
  },
  references: ['Configuration Manager support: error 0xcaa9001f'],
};
