import type { Rule } from './rule.ts';

/** The WMI class of the MDM settings is not there yet. */
export const MDM_WAITING_OR_WMI: Rule = {
  id: 'MDM_WAITING_OR_WMI',
  step: 'enrollment',
  only: 'intune',
  severity: 'info',
  severityWhen: [{ when: { fact: 'log.comgmt-configsetting-missing', forHours: 24 }, severity: 'warning' }],
  when: {
    all: [
      {
        fact: 'log.comgmt-configsetting-missing',
        newerThan: [
          'log.comgmt-enroll-succeeded',
          'log.comgmt-already-enrolled',
          'log.comgmt-being-enrolled',
          'log.mdm-auto-enroll-succeeded',
          'evt.75',
        ],
      },
      { unless: { judged: 'enrolled', is: true } },
    ],
  },
  title: { ja: 'MDM の設定の WMI クラスがまだありません。', en: 'The WMI class of the MDM settings is not there yet.' },
  remedy: {
    ja: '初回のサインイン前は正常です。1 日以上続く場合は、MDM の WMI プロバイダーを確認してください。',
    en: 'Before the first sign-in this is normal. If it stays for more than a day, check the MDM WMI provider.',
  },
  references: ['field'],
};
