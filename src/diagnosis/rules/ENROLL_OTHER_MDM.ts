import type { Rule } from './rule.ts';

/** Enrollment in Baton: enrolled in another MDM. */
export const ENROLL_OTHER_MDM: Rule = {
  id: 'ENROLL_OTHER_MDM',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { all: [{ intention: { target: 'baton' } }, { judged: 'mdm', is: ['intune', 'third'] }] },
      { fact: 'kit.reason', is: 'OTHER_MDM', newerThan: ['kit.enrolled'] },
      { fact: 'log.mdm-fault.reason', matches: '^Enrolled in another MDM \\(|^別の MDM \\(' },
      { code: 'ENROLL_OTHER_MDM', context: 'baton' },
    ],
  },
  title: { ja: 'Baton への登録: 別の MDM への登録。', en: 'Enrollment in Baton: enrolled in another MDM.' },
  remedy: {
    ja: '別の MDM{foreignMdm} に登録されています。Baton は変更しません。先にその製品を削除してください。',
    en: 'Enrolled in another MDM{foreignMdm}. Baton leaves it alone. Remove that product first.',
  },
  needs: ['kit-log'],
  explanations: ['remove-another-mdm'],
  references: ['MS-MDE2 2.2.10'],
};
