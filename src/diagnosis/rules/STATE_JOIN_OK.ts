import type { Rule } from './rule.ts';

/** The join to Microsoft Entra is fine (whether it is hybrid was not seen). */
export const STATE_JOIN_OK: Rule = {
  id: 'STATE_JOIN_OK',
  step: 'join',
  severity: 'ok',
  when: {
    all: [
      { judged: 'join', is: 'joined' },
      { unless: { found: 'JOIN_DEVICE_DELETED_OR_DISABLED' } },
      { unless: { found: 'JOIN_TPM_ERROR' } },
      { unless: { found: 'JOIN_CLOCK_SKEW' } },
    ],
  },
  title: {
    ja: 'Microsoft Entra への参加は正常です (ハイブリッドかどうかは分かりません)。',
    en: 'The join to Microsoft Entra is fine (whether it is hybrid was not seen).',
  },
  explanations: ['who-is-eligible'],
  references: ['Microsoft Entra: troubleshoot devices with dsregcmd'],
};
