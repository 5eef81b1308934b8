import type { Rule } from './rule.ts';

/** ConfigMgr reports coexistence. */
export const COEXIST_DETECTED: Rule = {
  id: 'COEXIST_DETECTED',
  step: 'mdm',
  severity: 'warning',
  when: {
    all: [
      { judged: 'coexistence', is: true },
      { unless: { fact: 'enr.list' } },
      { unless: { found: 'COEXIST_THIRD_PARTY_MDM' } },
      { unless: { found: 'COEXIST_INTUNE_NO_POLICY' } },
    ],
  },
  title: { ja: 'ConfigMgr が共存状態を報告しています。', en: 'ConfigMgr reports coexistence.' },
  remedy: {
    ja: 'どの MDM が入っているか分かりません。登録一覧 (collect.ps1 または Enrollments のレジストリ) を採取して確認してください。',
    en: 'Which MDM is present is not known. Collect the enrollment list (collect.ps1, or the Enrollments registry) to see.',
  },
  needs: ['enrollments'],
  explanations: ['what-coexistence-turns-off', 'unsupported-mix'],
  references: ['Configuration Manager support blog (Japan): coexistence'],
};
