import type { Rule } from './rule.ts';

/** Enrollment in Baton: no claim. */
export const ENROLL_CLAIM_NONE: Rule = {
  id: 'ENROLL_CLAIM_NONE',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { fact: 'kit.reason', is: 'CLAIM_NONE', newerThan: ['kit.enrolled'] },
      {
        fact: 'log.mdm-fault.reason',
        matches:
          '^This PC has no valid claim\\. The shared provisioning package alone cannot enroll it\\. Check that setup\\.ps1 ran\\.|^この PC の有効な申請がありません。共有プロビジョニング パッケージだけでは登録できません。setup\\.ps1 が実行されたか確認してください。',
      },
      { code: 'ENROLL_CLAIM_NONE', context: 'baton' },
    ],
  },
  title: { ja: 'Baton への登録: 申請なし。', en: 'Enrollment in Baton: no claim.' },
  remedy: {
    ja: 'この PC の有効な申請がありません。共有プロビジョニング パッケージだけでは登録できません。setup.ps1 が実行されたか確認してください。',
    en: 'This PC has no valid claim. The shared provisioning package alone cannot enroll it. Check that setup.ps1 ran.',
  },
  needs: ['kit-log'],
  references: ['MS-MDE2 2.2.10'],
};
