import type { Rule } from './rule.ts';

/** ConfigMgr reports coexistence, but no living MDM enrollment is on the device. */
export const COEXIST_WITHOUT_MDM: Rule = {
  id: 'COEXIST_WITHOUT_MDM',
  step: 'mdm',
  severity: 'warning',
  when: { all: [{ judged: 'coexistence', is: true }, { fact: 'enr.list' }, { judged: 'mdm', is: 'none' }] },
  title: {
    ja: 'ConfigMgr は共存状態を報告していますが、有効な MDM の登録は見つかりません。',
    en: 'ConfigMgr reports coexistence, but no living MDM enrollment is on the device.',
  },
  remedy: {
    ja: '表示されたキーは残存情報または標準のものです。了承を得て残存情報を削除し、SMS Agent Host を再起動してください。',
    en: 'The keys shown are residue or stock. Remove the residue with consent, then restart the SMS Agent Host.',
  },
  explanations: ['what-a-real-enrollment-is'],
  references: ['Configuration Manager support blog (Japan): coexistence', 'field'],
};
