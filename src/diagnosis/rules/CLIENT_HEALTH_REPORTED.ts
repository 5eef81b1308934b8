import type { Rule } from './rule.ts';

/** The health of the client is reported to Intune. */
export const CLIENT_HEALTH_REPORTED: Rule = {
  id: 'CLIENT_HEALTH_REPORTED',
  step: 'client',
  severity: 'ok',
  when: {
    all: [
      { any: [{ fact: 'log.health-sync' }, { fact: 'cm.ClientHealthLastSyncTime' }] },
      { unless: { judged: 'healthOverdue', atLeast: 0 } },
    ],
  },
  title: {
    ja: 'クライアントの正常性は Intune に報告されています。',
    en: 'The health of the client is reported to Intune.',
  },
  references: ['Intune support: troubleshoot co-management bootstrap'],
};
