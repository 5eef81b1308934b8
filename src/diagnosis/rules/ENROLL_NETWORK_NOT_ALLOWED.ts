import type { Rule } from './rule.ts';

/** Enrollment in Baton: network not allowed. */
export const ENROLL_NETWORK_NOT_ALLOWED: Rule = {
  id: 'ENROLL_NETWORK_NOT_ALLOWED',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { fact: 'kit.reason', is: 'NETWORK_NOT_ALLOWED', newerThan: ['kit.enrolled'] },
      {
        fact: 'log.mdm-fault.reason',
        matches: '^The claim came from a network that is not allowed \\(|^許可されていないネットワーク \\(',
      },
      { code: 'ENROLL_NETWORK_NOT_ALLOWED', context: 'baton' },
    ],
  },
  title: { ja: 'Baton への登録: 許可されていないネットワーク。', en: 'Enrollment in Baton: network not allowed.' },
  remedy: {
    ja: '許可されていないネットワーク からの申請です。',
    en: 'The claim came from a network that is not allowed.',
  },
  needs: ['kit-log'],
  references: ['MS-MDE2 2.2.10'],
};
