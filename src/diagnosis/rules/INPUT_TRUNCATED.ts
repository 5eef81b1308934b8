import type { Rule } from './rule.ts';

/** The capture is cut. */
export const INPUT_TRUNCATED: Rule = {
  id: 'INPUT_TRUNCATED',
  step: 'input',
  severity: 'info',
  when: {
    any: [
      { fact: 'input.cut-end', of: 'any' },
      { fact: 'input.cut-start', of: 'any' },
    ],
  },
  title: { ja: '出力が途中で切れています。', en: 'The capture is cut.' },
  remedy: { ja: '全体を採取してください。', en: 'Ask for the whole output.' },
  explanations: ['capture-twice'],
  references: ['field'],
};
