import type { Rule } from './rule.ts';

/** Enrollment in Baton: limit of PCs per user. */
export const ENROLL_USER_PC_LIMIT: Rule = {
  id: 'ENROLL_USER_PC_LIMIT',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { fact: 'kit.reason', is: 'USER_PC_LIMIT', newerThan: ['kit.enrolled'] },
      { code: 'ENROLL_USER_PC_LIMIT', context: 'baton' },
    ],
  },
  title: { ja: 'Baton への登録: ユーザーの台数の上限。', en: 'Enrollment in Baton: limit of PCs per user.' },
  remedy: {
    ja: 'ユーザーは登録できる台数の上限に達しています。古い PC の登録を解除するか、上限を変更してください。',
    en: 'The user has reached the limit of PCs. Un-enroll an old PC or change the limit.',
  },
  needs: ['kit-log'],
  references: ['MS-MDE2 2.2.10'],
};
