import type { Rule } from './rule.ts';

/** The enrollment server had a problem. */
export const MDM_SERVER_ERROR: Rule = {
  id: 'MDM_SERVER_ERROR',
  step: 'enrollment',
  only: 'intune',
  severity: 'warning',
  when: { code: 'MDM_SERVER_ERROR', context: 'mdm' },
  title: { ja: '登録サーバー側の問題です。', en: 'The enrollment server had a problem.' },
  remedy: {
    ja: '再試行してください。続く場合はサービスの正常性を確認してください。',
    en: 'Try again. If it stays, look at the service health.',
  },
  references: ['win32: MDM registration error values'],
};
