import type { Rule } from './rule.ts';

/** Baton refused the enrollment. */
export const ENROLL_REFUSED: Rule = {
  id: 'ENROLL_REFUSED',
  step: 'enrollment',
  severity: 'error',
  when: {
    all: [
      { code: 'ENROLL_REFUSED', context: 'baton' },
      { unless: { fact: 'kit.reason', newerThan: ['kit.enrolled'] } },
      { unless: { fact: 'log.mdm-fault.reason' } },
    ],
  },
  title: { ja: 'Baton が登録を拒否しました。', en: 'Baton refused the enrollment.' },
  remedy: {
    ja: 'このコードには複数の理由があります。[登録の試行] でこの PC の理由を確認してください。',
    en: 'This code has several reasons. See the reason of this PC under [Attempts].',
  },
  console: { ja: 'Baton: [診断] > [登録の試行]', en: 'Baton: [Diagnosis] > [Attempts]' },
  needs: ['kit-log'],
  references: ['MS-MDE2 2.2.10'],
};
