import type { Rule } from './rule.ts';

/** Enrollment in Baton: Constrained Language Mode. */
export const ENROLL_CONSTRAINED_LANGUAGE: Rule = {
  id: 'ENROLL_CONSTRAINED_LANGUAGE',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { fact: 'kit.reason', is: 'CONSTRAINED_LANGUAGE', newerThan: ['kit.enrolled'] },
      {
        fact: 'log.mdm-fault.reason',
        matches:
          '^PowerShell runs in Constrained Language Mode\\. Allow the scripts in the AppLocker or App Control policy\\.|^PowerShell が制限付き言語モードのため実行できません。AppLocker または App Control のポリシーで許可してください。',
      },
      { code: 'ENROLL_CONSTRAINED_LANGUAGE', context: 'baton' },
    ],
  },
  title: { ja: 'Baton への登録: 制限付き言語モード。', en: 'Enrollment in Baton: Constrained Language Mode.' },
  remedy: {
    ja: 'PowerShell が制限付き言語モードのため実行できません。AppLocker または App Control のポリシーで許可してください。',
    en: 'PowerShell runs in Constrained Language Mode. Allow the scripts in the AppLocker or App Control policy.',
  },
  needs: ['kit-log'],
  explanations: ['why-setup-never-started'],
  references: ['field'],
};
