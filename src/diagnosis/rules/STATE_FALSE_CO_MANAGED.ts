import type { Rule } from './rule.ts';

/** "Co-managed" in Intune is wrong about this PC. */
export const STATE_FALSE_CO_MANAGED: Rule = {
  id: 'STATE_FALSE_CO_MANAGED',
  step: 'state',
  severity: 'warning',
  when: {
    all: [
      { fact: 'srv.ManagedBy', matches: '^(?:co-?managed|共同管理|configurationManagerClientMdm)$' },
      { not: { state: ['STATE_CO_MANAGED', 'STATE_CO_MANAGED_INTUNE_AUTHORITY'] } },
    ],
  },
  title: {
    ja: 'Intune の [管理者] 列の「共同管理」は実態と異なります。',
    en: '"Co-managed" in Intune is wrong about this PC.',
  },
  remedy: {
    ja: 'この PC では共同管理が成立していません。状態の判定と根拠を確認してください。',
    en: 'The PC is not co-managed. See its state and the evidence for it.',
  },
  explanations: ['false-co-managed'],
  references: [
    'Configuration Manager support blog (Japan): co-management FAQ',
    'Configuration Manager: how to monitor co-management',
  ],
};
