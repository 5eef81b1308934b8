import type { Rule } from './rule.ts';

/** The last health report of the client is old. */
export const MDM_HEALTH_STALE: Rule = {
  id: 'MDM_HEALTH_STALE',
  step: 'client',
  severity: 'warning',
  when: { judged: 'healthOverdue', atLeast: 0 },
  title: { ja: 'クライアントの正常性の報告が古くなっています。', en: 'The last health report of the client is old.' },
  remedy: {
    ja: 'CcmEval と CcmNotificationAgent のログを確認し、SMS Agent Host を再起動してください。Intune では ConfigMgr クライアントが異常と表示されます。',
    en: 'Look at the logs of CcmEval and CcmNotificationAgent and restart the SMS Agent Host. Intune will show the ConfigMgr client as unhealthy.',
  },
  needs: ['client-logs'],
  references: ['Intune support: troubleshoot co-management bootstrap'],
};
