import type { Rule } from './rule.ts';

/** The device is joined to the on-premises registration service (AD FS). */
export const JOIN_ENTERPRISE_DRS: Rule = {
  id: 'JOIN_ENTERPRISE_DRS',
  step: 'join',
  only: 'intune',
  severity: 'error',
  when: { judged: 'join', is: 'enterprise' },
  title: {
    ja: 'オンプレミスのデバイス登録サービス (AD FS) に参加しています。',
    en: 'The device is joined to the on-premises registration service (AD FS).',
  },
  remedy: {
    ja: '共同管理の対象外です。参加を解除し、Entra のハイブリッド参加にしてください。',
    en: 'It can not be co-managed. Leave that registration, then use the hybrid join of Entra.',
  },
  explanations: ['who-is-eligible'],
  references: ['Microsoft Entra: troubleshoot devices with dsregcmd'],
};
