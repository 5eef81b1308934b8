import type { Rule } from './rule.ts';

/** Enrollment in Baton: package paused. */
export const ENROLL_PACKAGE_PAUSED: Rule = {
  id: 'ENROLL_PACKAGE_PAUSED',
  step: 'enrollment',
  severity: 'info',
  when: {
    any: [
      { fact: 'kit.reason', is: 'PACKAGE_PAUSED', newerThan: ['kit.enrolled'] },
      {
        fact: 'log.mdm-fault.reason',
        matches:
          '^The package is paused for a check\\. PCs enroll when the script runs again after you continue\\.|^配布パッケージが確認待ちで停止しています。続行後、スクリプトが再度実行されると登録されます。',
      },
      { code: 'ENROLL_PACKAGE_PAUSED', context: 'baton' },
    ],
  },
  title: { ja: 'Baton への登録: 配布パッケージの停止。', en: 'Enrollment in Baton: package paused.' },
  remedy: {
    ja: '配布パッケージが確認待ちで停止しています。続行後、スクリプトが再度実行されると登録されます。',
    en: 'The package is paused for a check. PCs enroll when the script runs again after you continue.',
  },
  needs: ['kit-log'],
  references: ['field'],
};
