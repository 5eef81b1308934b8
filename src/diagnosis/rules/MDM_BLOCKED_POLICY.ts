import type { Rule } from './rule.ts';

/** MDM enrollment is blocked by policy or flag. */
export const MDM_BLOCKED_POLICY: Rule = {
  id: 'MDM_BLOCKED_POLICY',
  step: 'enrollment',
  only: 'intune',
  severity: 'error',
  severityWhen: [{ when: { judged: 'enrolled', is: true }, severity: 'info' }],
  when: {
    any: [
      { code: 'MDM_BLOCKED_POLICY', context: 'mdm' },
      { fact: 'cm.ExternallyManaged', is: 1 },
      { fact: 'gpo.DisableRegistration', is: 1 },
    ],
  },
  title: {
    ja: 'ポリシーまたはフラグで MDM への登録が禁止されています。',
    en: 'MDM enrollment is blocked by policy or flag.',
  },
  remedy: {
    ja: 'グループ ポリシー「MDM 登録を無効にする」を未構成にし、Enrollments の ExternallyManaged が 1 であれば、それを設定した製品を確認してください。',
    en: 'Set the group policy "Disable MDM enrollment" to not configured; where ExternallyManaged under Enrollments is 1, find the product that set it.',
  },
  references: ['win32: MDM registration error values', 'field'],
};
