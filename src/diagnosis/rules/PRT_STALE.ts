import type { Rule } from './rule.ts';

/** The primary refresh token was not refreshed for more than 4 hours. */
export const PRT_STALE: Rule = {
  id: 'PRT_STALE',
  step: 'token',
  only: 'intune',
  severity: 'warning',
  when: {
    all: [
      { judged: 'prt', is: true },
      { judged: 'prtAge', atLeast: 4 },
    ],
  },
  title: {
    ja: 'PRT が 4 時間以上更新されていません。',
    en: 'The primary refresh token was not refreshed for more than 4 hours.',
  },
  remedy: {
    ja: 'ロックと解除を行い、SYSTEM の通信を確認してください。',
    en: 'Lock and unlock; look at the network in system context.',
  },
  explanations: ['what-the-prt-is-for', 'proxy-for-system'],
  references: ['Microsoft Entra: troubleshoot primary refresh token issues'],
};
