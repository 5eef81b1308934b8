import type { Rule } from './rule.ts';

/** The enrollment server refused the token. */
export const MDM_AUTH_TOKEN: Rule = {
  id: 'MDM_AUTH_TOKEN',
  step: 'enrollment',
  only: 'intune',
  severity: 'error',
  when: {
    any: [
      { code: 'MDM_AUTH_TOKEN', context: 'mdm' },
      { fact: 'log.mdm-fault', matches: '(?:^|:)Authentication$' },
    ],
  },
  title: { ja: '登録サーバーがトークンを拒否しました。', en: 'The enrollment server refused the token.' },
  remedy: {
    ja: '参加状態、PRT、条件付きアクセスを確認してください。',
    en: 'Check the join, the PRT and conditional access.',
  },
  needs: ['dsregcmd'],
  references: ['win32: MDM registration error values', 'Configuration Manager: how to monitor co-management'],
};
