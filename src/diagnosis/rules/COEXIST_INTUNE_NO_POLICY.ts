import type { Rule } from './rule.ts';

/** Intune and ConfigMgr are both on the device without a co-management policy. */
export const COEXIST_INTUNE_NO_POLICY: Rule = {
  id: 'COEXIST_INTUNE_NO_POLICY',
  step: 'mdm',
  severity: 'error',
  when: {
    all: [
      { judged: 'mdm', is: 'intune' },
      { judged: 'client', is: 'works' },
      { judged: 'policy', is: false },
      {
        any: [
          { judged: 'coexistence', is: true },
          { fact: 'srv.ComgmtPolicyPresent', is: [0, false] },
        ],
      },
    ],
  },
  title: {
    ja: 'Intune と ConfigMgr が同居していますが、共同管理ポリシーがありません。',
    en: 'Intune and ConfigMgr are both on the device without a co-management policy.',
  },
  remedy: {
    ja: '共同管理ポリシーを配布するか、どちらかのクライアントを外してください。',
    en: 'Deploy the co-management policy, or remove one of the two clients.',
  },
  console: {
    ja: 'Configuration Manager: [管理] > [概要] > [クラウド サービス] > [クラウドの接続] > [プロパティ]',
    en: 'Configuration Manager: [Administration] > [Overview] > [Cloud Services] > [Cloud Attach] > [Properties]',
  },
  needs: ['baselines', 'client-registry'],
  explanations: ['unsupported-mix', 'what-coexistence-turns-off'],
  references: [
    'Configuration Manager support blog (Japan): coexistence',
    'Configuration Manager support blog (Japan): co-management FAQ',
  ],
};
