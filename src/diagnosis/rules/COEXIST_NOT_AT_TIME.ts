import type { Rule } from './rule.ts';

/** At that time the device was not in coexistence: the channel for packages and updates was open. */
export const COEXIST_NOT_AT_TIME: Rule = {
  id: 'COEXIST_NOT_AT_TIME',
  step: 'mdm',
  severity: 'ok',
  when: { judged: 'coexistence', is: false },
  title: {
    ja: 'その時点では共存状態ではありませんでした。',
    en: 'At that time the device was not in coexistence: the channel for packages and updates was open.',
  },
  references: ['field'],
};
