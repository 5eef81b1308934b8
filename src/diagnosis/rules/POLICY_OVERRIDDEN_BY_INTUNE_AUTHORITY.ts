import type { Rule } from './rule.ts';

/** Intune holds authority for all workloads, so the sliders have no effect. */
export const POLICY_OVERRIDDEN_BY_INTUNE_AUTHORITY: Rule = {
  id: 'POLICY_OVERRIDDEN_BY_INTUNE_AUTHORITY',
  step: 'policy',
  only: 'intune',
  severity: 'warning',
  when: {
    any: [
      { fact: 'log.comgmt-intune-override' },
      {
        all: [
          { judged: 'intuneAuthority', is: true },
          { judged: 'policy', is: true },
        ],
      },
    ],
  },
  title: {
    ja: 'すべてのワークロードの管理機関が Intune になっており、スライダーの設定は効きません。',
    en: 'Intune holds authority for all workloads, so the sliders have no effect.',
  },
  remedy: {
    ja: 'ConfigMgr 側で決めたい場合は、ConfigInfo を 2 に変更して CcmExec を再起動し、これから展開する PC には上書きを「いいえ」にした共同管理の設定プロファイルを割り当ててください。',
    en: 'If ConfigMgr should decide, set ConfigInfo to 2 and restart CcmExec; for new devices assign a co-management settings profile with the override off.',
  },
  console: {
    ja: 'Intune 管理センター: [デバイス] > [登録] > [Windows] > [共同管理の設定]',
    en: 'Intune admin center: [Devices] > [Enrollment] > [Windows] > [Co-management Settings]',
  },
  needs: ['client-registry'],
  explanations: ['intune-authority', 'capabilities'],
  references: [
    'Configuration Manager: Autopilot into co-management',
    'Configuration Manager support blog (Japan): Autopilot and Windows 11',
  ],
};
