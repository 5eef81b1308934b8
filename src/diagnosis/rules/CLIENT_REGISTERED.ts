import type { Rule } from './rule.ts';

/** The ConfigMgr client is registered with its site. */
export const CLIENT_REGISTERED: Rule = {
  id: 'CLIENT_REGISTERED',
  step: 'client',
  severity: 'ok',
  when: {
    all: [
      {
        any: [
          {
            fact: 'log.client-registered',
            newerThan: ['log.client-not-registered', 'log.client-registration-rejected'],
          },
          { fact: 'cm.registered', is: true },
        ],
      },
      { judged: 'registered', is: true },
    ],
  },
  title: {
    ja: 'ConfigMgr クライアントはサイトに登録済みです。',
    en: 'The ConfigMgr client is registered with its site.',
  },
  settles: ['POLICY_CLIENT_NOT_REGISTERED'],
  references: ['Configuration Manager: Microsoft Entra authentication workflow'],
};
