import type { Rule } from './rule.ts';

/** The Microsoft Entra hybrid join is fine. */
export const STATE_JOIN_OK_HYBRID: Rule = {
  id: 'STATE_JOIN_OK_HYBRID',
  step: 'join',
  severity: 'ok',
  when: {
    all: [
      { judged: 'join', is: 'hybrid' },
      { unless: { found: 'JOIN_DEVICE_DELETED_OR_DISABLED' } },
      { unless: { found: 'JOIN_TPM_ERROR' } },
      { unless: { found: 'JOIN_CLOCK_SKEW' } },
    ],
  },
  title: { ja: 'Microsoft Entra ハイブリッド参加は正常です。', en: 'The Microsoft Entra hybrid join is fine.' },
  explanations: ['who-is-eligible'],
  references: ['Microsoft Entra: troubleshoot devices with dsregcmd'],
};
