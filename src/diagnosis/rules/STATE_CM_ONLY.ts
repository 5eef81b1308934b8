import type { Rule } from './rule.ts';

/** Managed by ConfigMgr only. */
export const STATE_CM_ONLY: Rule = {
  id: 'STATE_CM_ONLY',
  step: 'state',
  severity: 'info',
  when: { state: ['STATE_CM_ONLY'] },
  title: { ja: 'ConfigMgr だけで管理されています。', en: 'Managed by ConfigMgr only.' },
  references: ['Configuration Manager support blog (Japan): co-management FAQ'],
};
