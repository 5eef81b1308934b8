import type { Rule } from './rule.ts';

/** The site lists a client that the PC no longer has. */
export const LABEL_CLIENT_GONE: Rule = {
  id: 'LABEL_CLIENT_GONE',
  step: 'state',
  severity: 'warning',
  severityWhen: [{ when: { judged: 'evidenceBehindList', atLeast: 7 }, severity: 'info' }],
  when: {
    all: [
      {
        any: [
          { fact: 'srv.Client', is: true },
          { fact: 'srv.ClientActive', is: true },
        ],
      },
      { judged: 'client', is: ['no', 'remnant'] },
    ],
  },
  title: {
    ja: 'ConfigMgr の一覧ではクライアントがありますが、PC では動いていません。',
    en: 'The site lists a client, and none works on the PC.',
  },
  remedy: {
    ja: '使い続けるならクライアントを修復するか入れ直してください。やめるなら残りを削除し、サイトのデバイスのレコードを削除してください。',
    en: 'To go on with it, repair or reinstall the client. To end it, remove what is left and delete the record of the device in the site.',
  },
  console: {
    ja: '[資産とコンプライアンス] > [デバイス]',
    en: '[Assets and Compliance] > [Devices]',
  },
  explanations: ['client-in-list'],
  references: [
    'Configuration Manager support blog (Japan): co-management FAQ',
    'Configuration Manager: how to monitor co-management',
  ],
};
