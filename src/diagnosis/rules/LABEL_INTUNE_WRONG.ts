import type { Rule } from './rule.ts';

/** "Intune" in Intune, and the PC is not enrolled there. */
export const LABEL_INTUNE_WRONG: Rule = {
  id: 'LABEL_INTUNE_WRONG',
  step: 'state',
  severity: 'warning',
  severityWhen: [{ when: { judged: 'evidenceBehindList', atLeast: 7 }, severity: 'info' }],
  when: {
    all: [
      { judged: 'mdm', is: ['none', 'baton', 'third'] },
      { fact: 'srv.ManagedBy', matches: '^Intune$' },
    ],
  },
  title: {
    ja: 'Intune の [管理者] 列は「Intune」ですが、PC は Intune に登録されていません。',
    en: 'Intune lists this PC as its own, and the PC is not enrolled there.',
  },
  remedy: {
    ja: 'Intune のデバイスのレコードは登録解除の後も残ります。前回のチェックインを確認し、使われていないレコードを Intune から削除してください。',
    en: 'Intune keeps the record of a device after the enrollment has ended. Look at its last check-in, and delete the record that nobody uses from Intune.',
  },
  console: {
    ja: 'Microsoft Intune 管理センター > [デバイス] > [すべてのデバイス]',
    en: 'Microsoft Intune admin center > [Devices] > [All devices]',
  },
  explanations: ['false-intune'],
  references: [
    'Configuration Manager support blog (Japan): co-management FAQ',
    'Configuration Manager: how to monitor co-management',
  ],
};
