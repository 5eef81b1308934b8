import type { Rule } from './rule.ts';

/** "Intune" in Intune, and the PC is co-managed. */
export const LABEL_INTUNE_HIDES_CO_MANAGEMENT: Rule = {
  id: 'LABEL_INTUNE_HIDES_CO_MANAGEMENT',
  step: 'state',
  severity: 'info',

  when: {
    all: [
      { fact: 'srv.ManagedBy', matches: '^Intune$' },
      { state: ['STATE_CO_MANAGED', 'STATE_CO_MANAGED_INTUNE_AUTHORITY'] },
    ],
  },
  title: {
    ja: '共同管理の PC が、Intune の [管理者] 列では「Intune」です。',
    en: 'This PC is co-managed, and Intune shows it as "Intune".',
  },
  remedy: {
    ja: 'ConfigMgr クライアントの正常性が Intune に届くと表示が変わります。同期の後も変わらない場合は、クライアントの正常性の報告を確認してください。',
    en: 'The column changes once Intune hears of the ConfigMgr client. Where it stays after a sync, look at the health report of the client.',
  },
  explanations: ['false-intune'],
  references: [
    'Configuration Manager support blog (Japan): co-management FAQ',
    'Configuration Manager: how to monitor co-management',
  ],
};
