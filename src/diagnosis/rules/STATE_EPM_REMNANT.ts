import type { Rule } from './rule.ts';

/** The EPM agent is broken, or not fully removed. */
export const STATE_EPM_REMNANT: Rule = {
  id: 'STATE_EPM_REMNANT',
  step: 'state',
  severity: 'warning',
  when: { state: ['STATE_EPM_REMNANT'] },
  title: {
    ja: 'EPM エージェントが壊れているか、削除が完了していません。',
    en: 'The EPM agent is broken, or not fully removed.',
  },
  remedy: { ja: '修復するか、削除を完了してください。', en: 'Finish the removal of the EPM agent, or repair it.' },
  references: ['field'],
};
