import type { Rule } from './rule.ts';

/** The enrollment failed on the side of the PC. */
export const MDM_CLIENT_ERROR: Rule = {
  id: 'MDM_CLIENT_ERROR',
  step: 'enrollment',
  only: 'intune',
  severity: 'warning',
  when: { code: 'MDM_CLIENT_ERROR', context: 'mdm' },
  title: { ja: '登録が PC 側で失敗しました。', en: 'The enrollment failed on the side of the PC.' },
  remedy: {
    ja: '根拠のコードの説明を確認し、再起動して再試行してください。',
    en: 'Read the explanation of the code in the evidence, restart, try again.',
  },
  references: ['win32: MDM registration error values'],
};
