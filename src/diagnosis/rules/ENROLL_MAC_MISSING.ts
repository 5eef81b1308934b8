import type { Rule } from './rule.ts';

/** Enrollment in Baton: no usable MAC address. */
export const ENROLL_MAC_MISSING: Rule = {
  id: 'ENROLL_MAC_MISSING',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { fact: 'kit.reason', is: 'MAC_MISSING', newerThan: ['kit.enrolled'] },
      {
        fact: 'log.mdm-fault.reason',
        matches:
          '^No usable MAC address, so the shared provisioning package cannot enroll this PC\\. Enroll it with ICD\\.exe on the PC\\.|^照合に使用できる MAC アドレスがないため、共有プロビジョニング パッケージでは登録できません。PC 上の ICD\\.exe による登録を使用してください。',
      },
      { code: 'ENROLL_MAC_MISSING', context: 'baton' },
    ],
  },
  title: { ja: 'Baton への登録: 照合できる MAC アドレスなし。', en: 'Enrollment in Baton: no usable MAC address.' },
  remedy: {
    ja: '照合に使用できる MAC アドレスがないため、共有プロビジョニング パッケージでは登録できません。PC 上の ICD.exe による登録を使用してください。',
    en: 'No usable MAC address, so the shared provisioning package cannot enroll this PC. Enroll it with ICD.exe on the PC.',
  },
  needs: ['kit-log'],
  references: ['MS-MDE2 2.2.10'],
};
