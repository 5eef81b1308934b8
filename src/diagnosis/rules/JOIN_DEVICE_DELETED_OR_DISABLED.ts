import type { Rule } from './rule.ts';

/** The device object in Entra ID is gone or disabled. */
export const JOIN_DEVICE_DELETED_OR_DISABLED: Rule = {
  id: 'JOIN_DEVICE_DELETED_OR_DISABLED',
  step: 'join',
  only: 'intune',
  severity: 'error',
  when: {
    any: [
      { fact: 'ds.DeviceAuthStatus', matches: 'deleted|disabled' },
      { fact: 'ds.prt.ServerErrorDescription', scope: 'AzureAdPrt', matches: 'AADSTS50155' },
    ],
  },
  title: {
    ja: 'クラウド側のデバイス オブジェクトが削除または無効化されています。',
    en: 'The device object in Entra ID is gone or disabled.',
  },
  remedy: {
    ja: '有効化するか、SYSTEM で dsregcmd /leave を実行した後に参加し直してください。共同管理の登録はその後に行われます。',
    en: 'Enable it, or run dsregcmd /leave as SYSTEM and join again; the co-management enrollment follows.',
  },
  console: {
    ja: 'Microsoft Entra 管理センター: [デバイス] > [すべてのデバイス]',
    en: 'Microsoft Entra admin center: [Devices] > [All devices]',
  },
  demotes: ['JOIN_DOMAIN_ONLY'],
  references: [
    'Microsoft Entra: troubleshoot devices with dsregcmd',
    'Microsoft Entra support blog (Japan): pending devices',
  ],
};
