import type { Rule } from './rule.ts';

/** This Windows is too old to enroll. */
export const MDM_OS_TOO_OLD: Rule = {
  id: 'MDM_OS_TOO_OLD',
  step: 'enrollment',
  only: 'intune',
  severity: 'error',
  when: { all: [{ judged: 'os', is: 'too-old' }, { unless: { judged: 'enrolled', is: true } }] },
  title: { ja: 'Windows が古く、登録に対応していません。', en: 'This Windows is too old to enroll.' },
  remedy: {
    ja: 'Windows を 1709 (ビルド 16299) 以降に更新してください。',
    en: 'Upgrade Windows to 1709 (build 16299) or later.',
  },
  explanations: ['who-is-eligible'],
  suppresses: ['MDM_CLIENT_ERROR'],
  references: ['Configuration Manager: how to monitor co-management'],
};
