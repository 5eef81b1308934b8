import type { Rule } from './rule.ts';

/** The enrollment status page or setup timed out. */
export const MDM_TIMEOUT: Rule = {
  id: 'MDM_TIMEOUT',
  step: 'enrollment',
  only: 'intune',
  severity: 'warning',
  when: { code: 'MDM_TIMEOUT', context: 'mdm' },
  title: {
    ja: '登録状態ページまたはセットアップがタイムアウトしました。',
    en: 'The enrollment status page or setup timed out.',
  },
  remedy: {
    ja: 'InstallationState (1 未インストール、2 不要、3 完了、4 エラー) と ccmsetup.log を確認してください。',
    en: 'Read InstallationState (1 not installed, 2 not required, 3 complete, 4 error) and ccmsetup.log.',
  },
  explanations: ['autopilot-into-co-management'],
  references: ['Configuration Manager: Autopilot into co-management'],
};
