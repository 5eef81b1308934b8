import type { Rule } from './rule.ts';

/** Co-managed (EPM and Baton). */
export const STATE_EPM_AND_BATON: Rule = {
  id: 'STATE_EPM_AND_BATON',
  step: 'state',
  severity: 'ok',
  when: { state: ['STATE_EPM_AND_BATON'] },
  title: { ja: '共同管理 (EPM と Baton) です。', en: 'Co-managed (EPM and Baton).' },
  explanations: ['both-with-epm'],
  references: ['field'],
};
