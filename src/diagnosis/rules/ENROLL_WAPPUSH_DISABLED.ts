import type { Rule } from './rule.ts';

/** Enrollment in Baton: dmwappushservice disabled. */
export const ENROLL_WAPPUSH_DISABLED: Rule = {
  id: 'ENROLL_WAPPUSH_DISABLED',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { all: [{ intention: { target: 'baton' } }, { fact: 'svc.dmwappushservice', is: 'disabled' }] },
      { fact: 'kit.reason', is: 'WAPPUSH_DISABLED', newerThan: ['kit.enrolled'] },
      {
        fact: 'log.mdm-fault.reason',
        matches:
          '^The service dmwappushservice is disabled\\. Enable it, then run the script again\\.|^サービス dmwappushservice が無効です。有効にしてから、スクリプトを再度実行してください。',
      },
      { code: 'ENROLL_WAPPUSH_DISABLED', context: 'baton' },
    ],
  },
  title: { ja: 'Baton への登録: dmwappushservice が無効。', en: 'Enrollment in Baton: dmwappushservice disabled.' },
  remedy: {
    ja: 'サービス dmwappushservice が無効です。有効にしてから、スクリプトを再度実行してください。',
    en: 'The service dmwappushservice is disabled. Enable it, then run the script again.',
  },
  needs: ['kit-log'],
  references: ['field'],
};
