import { INTUNE_FAILURES } from './groups.ts';
import type { Rule } from './rule.ts';

/** Another MDM{foreignMdm} manages this device, so it is not co-managed. */
export const COEXIST_THIRD_PARTY_MDM: Rule = {
  id: 'COEXIST_THIRD_PARTY_MDM',
  step: 'mdm',
  severity: 'warning',
  severityWhen: [
    { when: { intention: { target: 'intune' } }, severity: 'error' },
    { when: { all: [{ intention: { target: 'baton' } }, { judged: 'mdm', is: 'baton' }] }, severity: 'info' },
  ],
  when: {
    any: [
      { judged: 'foreignMdm' },
      {
        all: [
          { unless: { fact: 'enr.list' } },
          { judged: 'coexistence', is: true },
          {
            fact: 'log.coexist-vendor',
            newerThan: ['log.comgmt-enroll-succeeded', 'log.mdm-auto-enroll-succeeded', 'log.coexist-not'],
          },
        ],
      },
    ],
  },
  title: {
    ja: '他の MDM{foreignMdm} がこの PC を管理しているため、共同管理になりません。',
    en: 'Another MDM{foreignMdm} manages this device, so it is not co-managed.',
  },
  remedy: {
    ja: 'ConfigMgr クライアントがある場合は共存状態です。共同管理にするには、その製品を製品自身のアンインストーラーで削除し、登録が残っていれば解除してください。移行中であれば共存のまま進めて構いません。',
    en: 'Where the ConfigMgr client is there, it runs in coexistence. To reach co-management, remove that product with its own uninstaller, then its enrollment if one is left. During a migration, coexistence may be accepted.',
  },
  console: {
    ja: 'PC: [設定] > [アカウント] > [職場または学校にアクセスする]',
    en: 'On the PC: [Settings] > [Accounts] > [Access work or school]',
  },
  suppresses: INTUNE_FAILURES,
  needs: ['enrollments'],
  explanations: ['only-intune', 'remove-another-mdm', 'what-coexistence-turns-off'],
  references: [
    'Configuration Manager: coexistence with third-party MDM',
    'Configuration Manager support blog (Japan): coexistence',
    'Configuration Manager support blog (Japan): co-management FAQ',
  ],
};
