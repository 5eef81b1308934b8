import type { Rule } from './rule.ts';

/** Managed by Ivanti EPM only. */
export const STATE_EPM_ONLY: Rule = {
  id: 'STATE_EPM_ONLY',
  step: 'state',
  severity: 'info',
  when: { state: ['STATE_EPM_ONLY'] },
  title: { ja: 'Ivanti EPM だけで管理されています。', en: 'Managed by Ivanti EPM only.' },
  references: ['field'],
};
