import type { Rule } from './rule.ts';

/** Enrollment in Baton: Windows not supported. */
export const ENROLL_OS_NOT_SUPPORTED: Rule = {
  id: 'ENROLL_OS_NOT_SUPPORTED',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { fact: 'kit.reason', is: 'OS_NOT_SUPPORTED', newerThan: ['kit.enrolled'] },
      {
        fact: 'log.mdm-fault.reason',
        matches:
          '^This Windows edition or version is not supported \\(|^この Windows のエディションまたはバージョンは対象外です \\(',
      },
      { code: 'ENROLL_OS_NOT_SUPPORTED', context: 'baton' },
    ],
  },
  title: { ja: 'Baton への登録: 対象外の Windows。', en: 'Enrollment in Baton: Windows not supported.' },
  remedy: {
    ja: 'この Windows のエディションまたはバージョンは対象外です。',
    en: 'This Windows edition or version is not supported.',
  },
  needs: ['kit-log'],
  references: ['MS-MDE2 2.2.10'],
};
