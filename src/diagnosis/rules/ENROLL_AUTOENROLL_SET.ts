import type { Rule } from './rule.ts';

/** Enrollment in Baton: automatic Intune enrollment set. */
export const ENROLL_AUTOENROLL_SET: Rule = {
  id: 'ENROLL_AUTOENROLL_SET',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { all: [{ intention: { target: 'baton' } }, { fact: 'gpo.AutoEnrollMDM', is: 1 }] },
      { fact: 'kit.reason', is: 'AUTOENROLL_SET', newerThan: ['kit.enrolled'] },
      {
        fact: 'log.mdm-fault.reason',
        matches:
          '^Group policy sets automatic enrollment in Intune \\(AutoEnrollMDM\\)\\. Take this PC out of that policy\\.|^グループ ポリシーで Intune への自動登録が設定されています \\(AutoEnrollMDM\\)。この PC をポリシーの対象から外してください。',
      },
      { code: 'ENROLL_AUTOENROLL_SET', context: 'baton' },
    ],
  },
  title: {
    ja: 'Baton への登録: Intune への自動登録の設定。',
    en: 'Enrollment in Baton: automatic Intune enrollment set.',
  },
  remedy: {
    ja: 'グループ ポリシーで Intune への自動登録が設定されています (AutoEnrollMDM)。この PC をポリシーの対象から外してください。',
    en: 'Group policy sets automatic enrollment in Intune (AutoEnrollMDM). Take this PC out of that policy.',
  },
  needs: ['kit-log'],
  references: ['field'],
};
