import type { Rule } from './rule.ts';

/** The ConfigMgr client is broken, unregistered, or not fully removed. */
export const STATE_CM_REMNANT: Rule = {
  id: 'STATE_CM_REMNANT',
  step: 'state',
  severity: 'warning',
  when: { state: ['STATE_CM_REMNANT'] },
  title: {
    ja: 'ConfigMgr クライアントが壊れているか、登録されていないか、削除が完了していません。',
    en: 'The ConfigMgr client is broken, unregistered, or not fully removed.',
  },
  remedy: {
    ja: 'ConfigMgr クライアントの削除を完了するか、修復してください。',
    en: 'Finish the removal of the ConfigMgr client, or repair it.',
  },
  explanations: ['false-co-managed'],
  references: ['Configuration Manager support blog (Japan): co-management FAQ'],
};
