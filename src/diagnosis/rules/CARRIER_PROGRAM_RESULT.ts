import type { Rule } from './rule.ts';

/** A package program ran. */
export const CARRIER_PROGRAM_RESULT: Rule = {
  id: 'CARRIER_PROGRAM_RESULT',
  step: 'carrier',
  severity: 'ok',
  severityWhen: [{ when: { fact: 'log.program-completed', of: 'each-scope', isNot: [0, 3010] }, severity: 'error' }],
  when: { fact: 'log.program-completed', of: 'each-scope', isNot: [null] },
  title: { ja: 'パッケージのプログラムが実行されました。', en: 'A package program ran.' },
  remedy: {
    ja: 'パッケージでは 0 と 3010、スクリプトの実行では 0 だけが成功です。それ以外の終了コードはプログラムのログで確認してください。',
    en: 'For packages only 0 and 3010 count as success, for Run Scripts only 0. For any other exit code read the log of the program.',
  },
  explanations: ['why-setup-never-started'],
  references: ['field'],
};
