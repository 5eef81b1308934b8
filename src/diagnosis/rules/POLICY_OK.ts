import type { Rule } from './rule.ts';

/** Policy arrives. */
export const POLICY_OK: Rule = {
  id: 'POLICY_OK',
  step: 'policy',
  severity: 'ok',
  when: {
    any: [
      { fact: 'log.policy-applied' },
      { fact: 'log.policy-downloaded' },
      { fact: 'log.policy-event-downloaded' },
      { fact: 'log.policy-event-applied' },
      { fact: 'log.comgmt-allow', is: true },
      { fact: 'log.comgmt-assignment' },
      { fact: 'cm.baseline', scopeMatches: '^CoMgmtSettingsProd', of: 'any', isNot: [false] },
    ],
  },
  title: { ja: 'ポリシーは届いています。', en: 'Policy arrives.' },
  explanations: ['how-to-see-the-policy'],
  references: ['Intune support: troubleshoot co-management workloads', 'field'],
};
