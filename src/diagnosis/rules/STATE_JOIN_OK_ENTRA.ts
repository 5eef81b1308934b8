import type { Rule } from './rule.ts';

/** The Microsoft Entra join is fine. */
export const STATE_JOIN_OK_ENTRA: Rule = {
  id: 'STATE_JOIN_OK_ENTRA',
  step: 'join',
  severity: 'ok',
  when: {
    all: [
      { judged: 'join', is: 'entra' },
      { unless: { found: 'JOIN_DEVICE_DELETED_OR_DISABLED' } },
      { unless: { found: 'JOIN_TPM_ERROR' } },
      { unless: { found: 'JOIN_CLOCK_SKEW' } },
    ],
  },
  title: { ja: 'Microsoft Entra 参加は正常です。', en: 'The Microsoft Entra join is fine.' },
  explanations: ['who-is-eligible'],
  references: ['Microsoft Entra: troubleshoot devices with dsregcmd'],
};
