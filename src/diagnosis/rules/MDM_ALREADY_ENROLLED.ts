import type { Rule } from './rule.ts';

/** Another enrollment holds the device. */
export const MDM_ALREADY_ENROLLED: Rule = {
  id: 'MDM_ALREADY_ENROLLED',
  step: 'enrollment',
  only: 'intune',
  severity: 'warning',
  when: { code: 'MDM_ALREADY_ENROLLED', context: 'mdm' },
  title: { ja: '別の登録がこの PC に残っています。', en: 'Another enrollment holds the device.' },
  remedy: {
    ja: '製品ごと削除して登録を解除するか、共存として扱ってください。',
    en: 'Remove it together with its product, or treat the device as coexisting.',
  },
  console: {
    ja: 'PC: [設定] > [アカウント] > [職場または学校にアクセスする]',
    en: 'On the PC: [Settings] > [Accounts] > [Access work or school]',
  },
  needs: ['enrollments'],
  explanations: ['remove-another-mdm', 'what-a-real-enrollment-is'],
  references: ['win32: MDM registration error values'],
};
