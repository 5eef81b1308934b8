import type { Rule } from './rule.ts';

/** Evidence is missing to decide the state of this PC. */
export const EVIDENCE_MISSING: Rule = {
  id: 'EVIDENCE_MISSING',
  step: 'input',
  severity: 'info',
  when: { state: ['STATE_UNKNOWN'] },
  title: {
    ja: 'この PC の状態を決めるための情報が不足しています。',
    en: 'Evidence is missing to decide the state of this PC.',
  },
  remedy: {
    ja: '不足している情報を採取してください (collect.ps1 がまとめて採取します)。',
    en: 'Collect what is missing (collect.ps1 collects it all).',
  },
  explanations: ['capture-twice'],
  references: ['field'],
};
