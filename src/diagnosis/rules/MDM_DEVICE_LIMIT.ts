import type { Rule } from './rule.ts';

/** The user has reached the limit of devices. */
export const MDM_DEVICE_LIMIT: Rule = {
  id: 'MDM_DEVICE_LIMIT',
  step: 'enrollment',
  only: 'intune',
  severity: 'error',
  when: {
    any: [
      { code: 'MDM_DEVICE_LIMIT', context: 'mdm' },
      { fact: 'log.mdm-fault', matches: '(?:^|:)DeviceCapReached$' },
    ],
  },
  title: { ja: 'ユーザーが登録できる台数の上限に達しています。', en: 'The user has reached the limit of devices.' },
  remedy: { ja: '古いデバイスを削除するか、上限を変更してください。', en: 'Delete old devices, or raise the limit.' },
  console: {
    ja: 'Intune 管理センター: [デバイス] > [登録] > [デバイスの上限数の制限]',
    en: 'Intune admin center: [Devices] > [Enrollment] > [Device limit restriction]',
  },
  references: ['win32: MDM registration error values'],
};
