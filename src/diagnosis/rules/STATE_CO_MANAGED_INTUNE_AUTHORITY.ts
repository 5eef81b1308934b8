import type { Rule } from './rule.ts';

/** Co-managed, with Intune as the authority for every workload. */
export const STATE_CO_MANAGED_INTUNE_AUTHORITY: Rule = {
  id: 'STATE_CO_MANAGED_INTUNE_AUTHORITY',
  step: 'state',
  severity: 'ok',
  when: { state: ['STATE_CO_MANAGED_INTUNE_AUTHORITY'] },
  title: {
    ja: '共同管理で、すべてのワークロードの管理機関が Intune です。',
    en: 'Co-managed, with Intune as the authority for every workload.',
  },
  explanations: ['intune-authority'],
  references: ['Configuration Manager support blog (Japan): co-management FAQ'],
};
