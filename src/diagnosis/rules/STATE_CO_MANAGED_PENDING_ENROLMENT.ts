import type { Rule } from './rule.ts';

/** The co-management policy is there; the enrollment in Intune is not, yet. */
export const STATE_CO_MANAGED_PENDING_ENROLMENT: Rule = {
  id: 'STATE_CO_MANAGED_PENDING_ENROLMENT',
  step: 'state',
  severity: 'info',
  when: { state: ['STATE_CO_MANAGED_PENDING_ENROLMENT'] },
  title: {
    ja: '共同管理ポリシーは届いていますが、まだ Intune に登録されていません。',
    en: 'The co-management policy is there; the enrollment in Intune is not, yet.',
  },
  remedy: {
    ja: '登録を待つか、登録の所見を確認してください。',
    en: 'Wait for the enrollment, or see the findings about it.',
  },
  explanations: ['enrollment-waits'],
  references: ['Configuration Manager support blog (Japan): co-management FAQ'],
};
