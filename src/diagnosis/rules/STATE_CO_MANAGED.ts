import type { Rule } from './rule.ts';

/** Co-managed by ConfigMgr and Intune. */
export const STATE_CO_MANAGED: Rule = {
  id: 'STATE_CO_MANAGED',
  step: 'state',
  severity: 'ok',
  when: { state: ['STATE_CO_MANAGED'] },
  title: { ja: 'ConfigMgr と Intune の共同管理です。', en: 'Co-managed by ConfigMgr and Intune.' },
  explanations: ['capabilities'],
  references: ['Configuration Manager support blog (Japan): co-management FAQ'],
};
