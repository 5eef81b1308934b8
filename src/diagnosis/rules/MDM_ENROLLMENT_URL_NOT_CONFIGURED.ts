import type { Rule } from './rule.ts';

/** There is no enrollment URL. */
export const MDM_ENROLLMENT_URL_NOT_CONFIGURED: Rule = {
  id: 'MDM_ENROLLMENT_URL_NOT_CONFIGURED',
  step: 'enrollment',
  only: 'intune',
  severity: 'error',
  when: {
    any: [
      {
        fact: 'log.comgmt-url-not-configured',
        newerThan: [
          'log.comgmt-enroll-succeeded',
          'log.comgmt-already-enrolled',
          'log.comgmt-being-enrolled',
          'log.mdm-auto-enroll-succeeded',
          'evt.75',
        ],
      },
      {
        fact: 'log.comgmt-url-check-failed',
        newerThan: [
          'log.comgmt-enroll-succeeded',
          'log.comgmt-already-enrolled',
          'log.comgmt-being-enrolled',
          'log.mdm-auto-enroll-succeeded',
          'evt.75',
        ],
      },
      { code: 'MDM_ENROLLMENT_URL_NOT_CONFIGURED', context: 'mdm' },
    ],
  },
  title: { ja: '登録 URL が得られません。', en: 'There is no enrollment URL.' },
  remedy: {
    ja: 'テナントまたはユーザーで自動登録が構成されていない、または参加情報がありません。MDM ユーザー スコープと参加状態を確認してください。',
    en: 'Automatic enrollment is not set up for the tenant or user, or join information is missing. Check the MDM user scope and the join.',
  },
  console: {
    ja: 'Microsoft Entra 管理センター: [モビリティ (MDM および WIP)] > [Microsoft Intune] > [MDM ユーザー スコープ]',
    en: 'Microsoft Entra admin center: [Mobility (MDM and WIP)] > [Microsoft Intune] > [MDM user scope]',
  },
  needs: ['dsregcmd-tenant'],
  explanations: ['mdm-url-is-not-enrollment'],
  references: ['Configuration Manager: how to monitor co-management'],
};
