import type { Rule } from './rule.ts';

/** The service dmwappushservice is missing. */
export const MDM_WAPPUSH_SERVICE_MISSING: Rule = {
  id: 'MDM_WAPPUSH_SERVICE_MISSING',
  step: 'enrollment',
  only: 'intune',
  severity: 'error',
  severityWhen: [{ when: { judged: 'enrolled', is: true }, severity: 'warning' }],
  when: {
    any: [
      { all: [{ code: [0x80180023], context: 'mdm' }, { code: [0x800706d9] }] },
      { fact: 'svc.dmwappushservice', is: 'absent' },
      { fact: 'log.mdm-wappush-change-failed', matches: 'does not exist|0x80070424|存在しません' },
    ],
  },
  title: { ja: 'サービス dmwappushservice がありません。', en: 'The service dmwappushservice is missing.' },
  remedy: {
    ja: '同じバージョンの PC から HKLM\\SYSTEM\\CurrentControlSet\\Services\\dmwappushservice を復元し、再起動して登録し直してください。',
    en: 'Restore HKLM\\SYSTEM\\CurrentControlSet\\Services\\dmwappushservice from a device of the same version, restart, enroll again.',
  },
  suppresses: ['MDM_CLIENT_ERROR'],
  references: ['Intune support: troubleshoot co-management auto-enrolling'],
};
