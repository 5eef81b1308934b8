import type { Rule } from './rule.ts';

/** Domain joined, but the hybrid join is not finished. */
export const JOIN_DOMAIN_ONLY: Rule = {
  id: 'JOIN_DOMAIN_ONLY',
  step: 'join',
  only: 'intune',
  severity: 'error',
  when: { judged: 'join', is: ['domain', 'domain-and-registered'] },
  title: {
    ja: 'ドメイン参加のみで、ハイブリッド参加が完了していません。',
    en: 'Domain joined, but the hybrid join is not finished.',
  },
  remedy: {
    ja: '個別の所見を確認してください。ない場合は、管理者として実行した dsregcmd /status を採取してください。',
    en: 'See the more specific finding. Where there is none, capture dsregcmd /status in an elevated prompt.',
  },
  needs: ['dsregcmd-diagnostics'],
  explanations: ['hybrid-join-steps'],
  references: ['Microsoft Entra: troubleshoot devices with dsregcmd'],
};
