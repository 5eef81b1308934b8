import type { Rule } from './rule.ts';

/** The site has the policy and no enrollment: not co-managed. */
export const LABEL_POLICY_ONLY: Rule = {
  id: 'LABEL_POLICY_ONLY',
  step: 'state',
  severity: 'info',

  when: {
    all: [
      { fact: 'srv.ComgmtPolicyPresent', is: true },
      { fact: 'srv.MDMEnrolled', is: false },
      { unless: { state: ['STATE_CO_MANAGED', 'STATE_CO_MANAGED_INTUNE_AUTHORITY'] } },
    ],
  },
  title: {
    ja: '共同管理ポリシーは適用されていますが、MDM には登録されていません。共同管理ではありません。',
    en: 'The co-management policy is applied, but the PC is not enrolled in MDM: it is not co-managed.',
  },
  remedy: {
    ja: '構成基準の展開の件数には、この PC も適用済みとして入ります。登録が進まない理由を、MDM と参加状態の所見で確認してください。',
    en: 'The deployment of the baseline counts this PC as applied. See the findings about MDM and join for what keeps it from enrolling.',
  },
  console: {
    ja: '[監視] > [クラウドの接続] (共同管理のダッシュボード)',
    en: '[Monitoring] > [Cloud Attach] (dashboard of co-management)',
  },
  explanations: ['site-co-managed'],
  references: [
    'Configuration Manager support blog (Japan): co-management FAQ',
    'Configuration Manager: how to monitor co-management',
  ],
};
