import type { Rule } from './rule.ts';

/** The ConfigMgr client is not registered with its site. */
export const POLICY_CLIENT_NOT_REGISTERED: Rule = {
  id: 'POLICY_CLIENT_NOT_REGISTERED',
  step: 'client',
  severity: 'error',
  when: { all: [{ judged: 'registered', is: false }, { unless: { judged: 'client', is: 'no' } }] },
  title: {
    ja: 'ConfigMgr クライアントがサイトに登録されていません。',
    en: 'The ConfigMgr client is not registered with its site.',
  },
  remedy: {
    ja: 'サイトの割り当て、証明書または Entra のトークンを確認し、SMS Agent Host を再起動してください。',
    en: 'Check site assignment, certificate or Entra token, then restart the SMS Agent Host.',
  },
  needs: ['registration-log', 'client-service'],
  references: [
    'Configuration Manager: Microsoft Entra authentication workflow',
    'Intune support: troubleshoot co-management bootstrap',
  ],
};
