import type { Rule } from './rule.ts';

/** The co-management policy has not arrived. */
export const POLICY_COMGMT_BASELINE_ABSENT: Rule = {
  id: 'POLICY_COMGMT_BASELINE_ABSENT',
  step: 'policy',
  only: 'intune',
  severity: 'error',
  when: {
    all: [
      { judged: 'registered', is: true },
      { judged: 'policy', is: false },
      {
        any: [
          { absent: 'cm.baseline', scopeMatches: '^CoMgmtSettings', seen: 'baselines' },
          { fact: 'cm.CoManagementFlags', is: 0 },
        ],
      },
      { unless: { fact: 'log.comgmt-capabilities' } },
      { unless: { intention: { target: 'baton' } } },
      { unless: { judged: 'os', is: 'server' } },
    ],
  },
  title: { ja: '共同管理構成ポリシーが届いていません。', en: 'The co-management policy has not arrived.' },
  remedy: {
    ja: '多くは管理ポイントへ接続できていないためです。接続できている場合は、共同管理がサイトで構成されているか確認してください。',
    en: 'Most often the management point is not reachable. Where it is, check that co-management is configured on the site.',
  },
  console: {
    ja: 'Configuration Manager: [管理] > [概要] > [クラウド サービス] > [クラウドの接続] > [プロパティ]',
    en: 'Configuration Manager: [Administration] > [Overview] > [Cloud Services] > [Cloud Attach] > [Properties]',
  },
  needs: ['co-management-log', 'client-logs'],
  explanations: ['how-to-see-the-policy', 'no-line-between-servers'],
  references: [
    'Configuration Manager support blog (Japan): co-management FAQ',
    'Configuration Manager: how to monitor co-management',
  ],
};
