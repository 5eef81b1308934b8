import type { Rule } from './rule.ts';

/** The pilot policy has not reached this device. */
export const POLICY_PILOT_BASELINE_ABSENT: Rule = {
  id: 'POLICY_PILOT_BASELINE_ABSENT',
  step: 'policy',
  only: 'intune',
  severity: 'warning',
  severityWhen: [{ when: { intention: { pilot: true } }, severity: 'error' }],
  when: {
    all: [
      { judged: 'policy', is: true },
      { judged: 'pilotPolicy', is: false },
      { any: [{ intention: { pilot: true } }, { fact: 'log.comgmt-autoenroll', is: false }] },
    ],
  },
  title: {
    ja: 'この PC にパイロットのポリシーが届いていません。',
    en: 'The pilot policy has not reached this device.',
  },
  remedy: {
    ja: 'PC がパイロット コレクションに所属していません。参加条件と、コレクションの評価が済んでいるかを確認してください。',
    en: 'The device is not in the pilot collection. Check the membership rules and the evaluation of the collection.',
  },
  console: {
    ja: 'Configuration Manager: [資産とコンプライアンス] > [デバイス コレクション]',
    en: 'Configuration Manager: [Assets and Compliance] > [Device Collections]',
  },
  needs: ['baselines'],
  explanations: ['pilot-policy', 'one-pilot-collection-per-workload'],
  references: ['Configuration Manager support blog (Japan): co-management FAQ'],
};
