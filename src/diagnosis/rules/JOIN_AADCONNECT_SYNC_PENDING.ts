import type { Rule } from './rule.ts';

/** The join waits for Entra Connect to sync the device. */
export const JOIN_AADCONNECT_SYNC_PENDING: Rule = {
  id: 'JOIN_AADCONNECT_SYNC_PENDING',
  step: 'join',
  only: 'intune',
  severity: 'warning',
  when: {
    all: [
      {
        any: [
          { code: 'JOIN_AADCONNECT_SYNC_PENDING', context: 'join' },
          { fact: 'ds.ServerMessage', matches: 'device object|user ?certificate|certificate .*not found' },
        ],
      },
      { unless: { judged: 'join', is: ['entra', 'hybrid', 'joined'] } },
      { unless: { found: 'JOIN_DEVICE_DELETED_OR_DISABLED' } },
    ],
  },
  title: { ja: 'Entra Connect の同期を待っています。', en: 'The join waits for Entra Connect to sync the device.' },
  remedy: {
    ja: '同期の完了を待ち、同期対象の OU と、コンピューター オブジェクトの userCertificate を確認してから、サインインし直してください。',
    en: 'Let the sync finish, check the OU scope and that userCertificate of the computer object is filled, then sign out and in.',
  },
  demotes: ['JOIN_DOMAIN_ONLY'],
  explanations: ['hybrid-join-steps'],
  references: ['Microsoft Entra: troubleshoot devices with dsregcmd'],
};
