import type { Rule } from './rule.ts';

/** Automatic enrollment in Intune is off for this device. */
export const POLICY_AUTOENROLL_OFF: Rule = {
  id: 'POLICY_AUTOENROLL_OFF',
  step: 'policy',
  only: 'intune',
  severity: 'warning',
  when: { all: [{ fact: 'log.comgmt-autoenroll', is: false }, { unless: { judged: 'enrolled', is: true } }] },
  title: {
    ja: 'この PC は Intune への自動登録の対象外です。',
    en: 'Automatic enrollment in Intune is off for this device.',
  },
  remedy: {
    ja: '自動登録のパイロット コレクションに追加するか、対象を [すべて] にしてください。',
    en: 'Add it to the pilot collection for automatic enrollment, or set automatic enrollment to All.',
  },
  console: {
    ja: 'Configuration Manager: [管理] > [概要] > [クラウド サービス] > [クラウドの接続] > [プロパティ]',
    en: 'Configuration Manager: [Administration] > [Overview] > [Cloud Services] > [Cloud Attach] > [Properties]',
  },
  needs: ['baselines'],
  explanations: ['pilot-policy'],
  references: ['Intune support: troubleshoot co-management workloads'],
};
