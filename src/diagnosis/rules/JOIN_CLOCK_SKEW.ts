import type { Rule } from './rule.ts';

/** The clock of the PC is wrong. */
export const JOIN_CLOCK_SKEW: Rule = {
  id: 'JOIN_CLOCK_SKEW',
  step: 'join',
  severity: 'error',
  when: { judged: 'clock', atLeast: 5 },
  title: { ja: 'PC の時刻がずれています。', en: 'The clock of the PC is wrong.' },
  remedy: {
    ja: 'PC の時刻を合わせてください。トークンと証明書は時刻が合わないと使えません。',
    en: 'Correct the clock. Tokens and certificates do not work with a wrong one.',
  },
  references: [
    'Microsoft Entra: troubleshoot devices with dsregcmd',
    'Microsoft Entra: troubleshoot primary refresh token issues',
  ],
};
