import type { Rule } from './rule.ts';

/** Managed by MDM only. */
export const STATE_MDM_ONLY: Rule = {
  id: 'STATE_MDM_ONLY',
  step: 'state',
  severity: 'info',
  when: { state: ['STATE_MDM_ONLY'] },
  title: { ja: 'MDM だけで管理されています。', en: 'Managed by MDM only.' },
  references: ['Configuration Manager support blog (Japan): co-management FAQ'],
};
