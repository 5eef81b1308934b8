import type { Rule } from './rule.ts';

/** Coexistence: the ConfigMgr client and an MDM other than Intune. */
export const STATE_COEXISTENCE: Rule = {
  id: 'STATE_COEXISTENCE',
  step: 'state',
  severity: 'info',
  when: { state: ['STATE_COEXISTENCE'] },
  title: {
    ja: '共存状態です (ConfigMgr クライアントと Intune 以外の MDM)。',
    en: 'Coexistence: the ConfigMgr client and an MDM other than Intune.',
  },
  explanations: ['what-coexistence-turns-off', 'only-intune'],
  references: ['Configuration Manager support blog (Japan): co-management FAQ'],
};
