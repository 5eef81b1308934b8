import type { Rule } from './rule.ts';

/** ConfigMgr and Intune are both here without the co-management policy (unsupported). */
export const STATE_BOTH_CLIENTS_NO_POLICY: Rule = {
  id: 'STATE_BOTH_CLIENTS_NO_POLICY',
  step: 'state',
  severity: 'error',
  when: { state: ['STATE_BOTH_CLIENTS_NO_POLICY'] },
  title: {
    ja: 'ConfigMgr と Intune が共同管理ポリシーなしで同居しています (サポート対象外)。',
    en: 'ConfigMgr and Intune are both here without the co-management policy (unsupported).',
  },
  remedy: {
    ja: '共同管理を構成するか、どちらかを削除してください。',
    en: 'Configure co-management, or remove one of the two.',
  },
  explanations: ['unsupported-mix', 'false-co-managed'],
  references: ['Configuration Manager support blog (Japan): co-management FAQ'],
};
