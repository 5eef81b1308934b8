import type { Rule } from './rule.ts';

/** Enrollment in Baton: two PCs with one name. */
export const ENROLL_ROW_TAKEN: Rule = {
  id: 'ENROLL_ROW_TAKEN',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { fact: 'kit.reason', is: 'ROW_TAKEN', newerThan: ['kit.enrolled'] },
      { fact: 'log.mdm-fault.reason', matches: '^Two PCs say they are "' },
      { code: 'ENROLL_ROW_TAKEN', context: 'baton' },
    ],
  },
  title: { ja: 'Baton への登録: 同じ名前を名乗る PC。', en: 'Enrollment in Baton: two PCs with one name.' },
  remedy: {
    ja: '同じ名前を名乗る PC が 2 台あります。どちらが正しいか確認してください。',
    en: 'Two PCs say they have the same name. Find out which is the right one.',
  },
  needs: ['kit-log'],
  references: ['MS-MDE2 2.2.10'],
};
