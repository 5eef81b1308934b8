import type { Rule } from './rule.ts';

/** An enrollment restriction refused the device. */
export const MDM_RESTRICTION: Rule = {
  id: 'MDM_RESTRICTION',
  step: 'enrollment',
  only: 'intune',
  severity: 'error',
  when: {
    any: [
      { code: 'MDM_RESTRICTION', context: 'mdm' },
      { fact: 'log.mdm-fault', matches: '(?:^|:)(?:DeviceNotSupported|NotSupported|Authorization)$' },
    ],
  },
  title: { ja: '登録の制限により拒否されました。', en: 'An enrollment restriction refused the device.' },
  remedy: {
    ja: 'プラットフォームの制限、Windows の登録の無効化、Autopilot 専用の制約、またはエディションが原因です。サーバーの文言を確認してください。',
    en: 'Platform restriction, Windows enrollment turned off, an Autopilot-only rule, or the edition. Read the text of the server.',
  },
  console: {
    ja: 'Intune 管理センター: [デバイス] > [登録] > [デバイス プラットフォームの制限]',
    en: 'Intune admin center: [Devices] > [Enrollment] > [Device platform restriction]',
  },
  references: ['win32: MDM registration error values', 'Configuration Manager: how to monitor co-management'],
};
