import type { Rule } from './rule.ts';

/** The enrollment waits for its random time. */
export const MDM_ENROLLMENT_SCHEDULED: Rule = {
  id: 'MDM_ENROLLMENT_SCHEDULED',
  step: 'enrollment',
  severity: 'info',
  when: {
    all: [
      {
        any: [
          {
            fact: 'log.comgmt-timer-queued',
            newerThan: [
              'log.comgmt-enroll-succeeded',
              'log.comgmt-already-enrolled',
              'log.comgmt-being-enrolled',
              'log.mdm-auto-enroll-succeeded',
              'evt.75',
              'log.comgmt-timer-fired',
              'log.comgmt-enroll-failed',
            ],
          },
          {
            fact: 'log.comgmt-timer-set',
            newerThan: [
              'log.comgmt-enroll-succeeded',
              'log.comgmt-already-enrolled',
              'log.comgmt-being-enrolled',
              'log.mdm-auto-enroll-succeeded',
              'evt.75',
              'log.comgmt-timer-fired',
              'log.comgmt-enroll-failed',
            ],
          },
          { code: 'MDM_ENROLLMENT_SCHEDULED', context: 'mdm' },
        ],
      },
      { unless: { judged: 'enrolled', is: true } },
    ],
  },
  title: { ja: '登録は、無作為に割り当てられた時刻を待っています。', en: 'The enrollment waits for its random time.' },
  remedy: {
    ja: '1806 以降の正常な動作です。急ぐ場合は、GPO の自動登録で即時に始まります。',
    en: 'Normal from 1806 on. In a hurry, automatic enrollment by group policy starts it at once.',
  },
  explanations: ['enrollment-waits'],
  references: ['Intune support: troubleshoot co-management bootstrap'],
};
