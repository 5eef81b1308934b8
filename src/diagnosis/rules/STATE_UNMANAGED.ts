import type { Rule } from './rule.ts';

/** Not managed by anything. */
export const STATE_UNMANAGED: Rule = {
  id: 'STATE_UNMANAGED',
  step: 'state',
  severity: 'info',
  when: { state: ['STATE_UNMANAGED'] },
  title: { ja: 'どの管理基盤にも管理されていません。', en: 'Not managed by anything.' },
  references: ['Configuration Manager support blog (Japan): co-management FAQ'],
};
