import type { Rule } from './rule.ts';

/** The ConfigMgr client gets no Entra token in system context. */
export const CLIENT_TOKEN_FAILED: Rule = {
  id: 'CLIENT_TOKEN_FAILED',
  step: 'client',
  only: 'intune',
  severity: 'warning',
  staleAfterHours: 24,
  when: { fact: 'log.entra-token-failed', of: 'any', newerThan: ['log.entra-token-retrieved'] },
  title: {
    ja: 'ConfigMgr クライアントが SYSTEM として Entra のトークンを取得できません。',
    en: 'The ConfigMgr client gets no Entra token in system context.',
  },
  remedy: {
    ja: '参加状態の所見も確認し、SYSTEM から login.microsoftonline.com に到達できるようにしてください。',
    en: 'See the join findings too, and make sure that SYSTEM reaches login.microsoftonline.com.',
  },
  needs: ['dsregcmd'],
  explanations: ['proxy-for-system'],
  references: ['Configuration Manager: Microsoft Entra authentication workflow'],
};
