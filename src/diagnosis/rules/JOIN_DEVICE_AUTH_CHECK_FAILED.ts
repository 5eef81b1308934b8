import type { Rule } from './rule.ts';

/** The device could not be authenticated, or the check could not run. */
export const JOIN_DEVICE_AUTH_CHECK_FAILED: Rule = {
  id: 'JOIN_DEVICE_AUTH_CHECK_FAILED',
  step: 'join',
  only: 'intune',
  severity: 'warning',
  when: {
    all: [
      {
        any: [
          { fact: 'ds.DeviceAuthStatus', matches: '^FAILED' },
          { code: 'JOIN_DEVICE_AUTH_CHECK_FAILED', context: 'join' },
          {
            all: [
              { fact: 'aadsts', is: 50155, of: 'any' },
              { unless: { fact: 'ds.DeviceAuthStatus', matches: '^SUCCESS' } },
            ],
          },
        ],
      },
      { unless: { found: 'JOIN_DEVICE_DELETED_OR_DISABLED' } },
    ],
  },
  title: {
    ja: 'デバイスの認証を確認できません。',
    en: 'The device could not be authenticated, or the check could not run.',
  },
  remedy: {
    ja: '多くは SYSTEM の通信が原因です。続く場合は、クラウド側のデバイス オブジェクトの状態と証明書を比べてください。',
    en: 'Usually the network in system context. If it stays, compare the device object in Entra ID and its certificate.',
  },
  console: {
    ja: 'Microsoft Entra 管理センター: [デバイス] > [すべてのデバイス]',
    en: 'Microsoft Entra admin center: [Devices] > [All devices]',
  },
  needs: ['dsregcmd'],
  explanations: ['proxy-for-system'],
  references: ['Microsoft Entra: troubleshoot devices with dsregcmd'],
};
