import type { Rule } from './rule.ts';

/** "ConfigMgr" in Intune, and the PC says otherwise. */
export const LABEL_CONFIGMGR_WRONG: Rule = {
  id: 'LABEL_CONFIGMGR_WRONG',
  step: 'state',
  severity: 'warning',
  severityWhen: [{ when: { judged: 'evidenceBehindList', atLeast: 7 }, severity: 'info' }],
  when: {
    all: [
      {
        any: [
          { judged: 'mdm', is: 'intune' },
          { judged: 'client', is: ['no', 'remnant'] },
        ],
      },
      { fact: 'srv.ManagedBy', matches: '^ConfigMgr$' },
    ],
  },
  title: {
    ja: 'Intune の [管理者] 列の「ConfigMgr」は実態と異なります。',
    en: '"ConfigMgr" in Intune is wrong about this PC.',
  },
  remedy: {
    ja: 'PC が Intune に登録済みなら、次の同期の後に一覧を書き出し直してください。ConfigMgr クライアントがなくなっているなら、サイトのデバイスのレコードを削除するか、クライアントを入れ直してください。',
    en: 'Where the PC is enrolled in Intune, export the list again after its next sync. Where the ConfigMgr client is gone, delete the record of the device in the site, or install the client again.',
  },
  explanations: ['false-configmgr'],
  references: [
    'Configuration Manager support blog (Japan): co-management FAQ',
    'Configuration Manager: how to monitor co-management',
  ],
};
