import type { Rule } from './rule.ts';

/** The silent enrollment stops at multifactor authentication. */
export const MDM_MFA_REQUIRED: Rule = {
  id: 'MDM_MFA_REQUIRED',
  step: 'enrollment',
  only: 'intune',
  severity: 'error',
  when: {
    any: [
      { code: [0x8018002a], context: 'mdm' },
      {
        all: [
          // both are everyday lines of the token log: they count where an enrollment failed, or met them itself
          {
            any: [
              { code: [0xcaa2000c], context: 'mdm' },
              {
                all: [
                  { any: [{ code: [0xcaa2000c] }, { fact: 'aadsts', is: 50076, of: 'any' }] },
                  { any: [{ fact: 'log.mdm-auto-enroll-failed' }, { fact: 'log.comgmt-enroll-failed' }] },
                ],
              },
            ],
          },
          { unless: { judged: 'enrolled', is: true } },
          { unless: { found: 'MDM_SYNC_TOKEN_FAILED' } },
        ],
      },
    ],
  },
  title: {
    ja: '自動登録が多要素認証で止まっています。',
    en: 'The silent enrollment stops at multifactor authentication.',
  },
  remedy: {
    ja: '多要素認証の「強制」を「有効」に見直すか、信頼できる場所、または Intune の登録の除外を設定してください。',
    en: 'Use enabled instead of enforced multifactor authentication, trusted locations, or exclude the Intune enrollment.',
  },
  console: {
    ja: 'Microsoft Entra 管理センター: [保護] > [条件付きアクセス]',
    en: 'Microsoft Entra admin center: [Protection] > [Conditional Access]',
  },
  references: ['Intune support: troubleshoot co-management auto-enrolling'],
};
