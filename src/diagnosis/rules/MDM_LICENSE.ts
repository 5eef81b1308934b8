import type { Rule } from './rule.ts';

/** The user has no valid license. */
export const MDM_LICENSE: Rule = {
  id: 'MDM_LICENSE',
  step: 'enrollment',
  only: 'intune',
  severity: 'error',
  when: {
    any: [
      { code: 'MDM_LICENSE', context: 'mdm' },
      { fact: 'log.mdm-fault', matches: '(?:^|:)UserLicense$' },
    ],
  },
  title: { ja: 'ユーザーに有効なライセンスがありません。', en: 'The user has no valid license.' },
  remedy: { ja: 'Intune のライセンスを割り当ててください。', en: 'Assign an Intune license.' },
  console: {
    ja: 'Microsoft 365 管理センター: [ユーザー] > [アクティブなユーザー] > [ライセンスとアプリ]',
    en: 'Microsoft 365 admin center: [Users] > [Active users] > [Licenses and apps]',
  },
  references: ['win32: MDM registration error values', 'Configuration Manager: how to monitor co-management'],
};
