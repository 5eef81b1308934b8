import type { Rule } from './rule.ts';

/** Residue of an older enrollment (MmpcEnrollmentFlag) may be the cause. */
export const MDM_MMPC_FLAG: Rule = {
  id: 'MDM_MMPC_FLAG',
  step: 'enrollment',
  only: 'intune',
  severity: 'warning',
  when: {
    any: [
      {
        all: [
          { fact: 'cm.MmpcEnrollmentFlag', is: 2 },
          { judged: 'linkedChannel', is: false },
        ],
      },
      {
        all: [
          { code: [0x80190190], context: 'mdm' },
          { unless: { fact: 'cm.MmpcEnrollmentFlag', is: 0 } },
          { unless: { judged: 'linkedChannel', is: true } },
        ],
      },
    ],
  },
  title: {
    ja: '以前の登録の残り (MmpcEnrollmentFlag) が原因の可能性があります。',
    en: 'Residue of an older enrollment (MmpcEnrollmentFlag) may be the cause.',
  },
  remedy: {
    ja: 'HKLM\\SOFTWARE\\Microsoft\\Enrollments の MmpcEnrollmentFlag を確認し、2 であれば 0 にするか削除して再試行してください (コミュニティの知見)。',
    en: 'Look at MmpcEnrollmentFlag under HKLM\\SOFTWARE\\Microsoft\\Enrollments; if it is 2, set it to 0 or delete it, then retry (community remedy).',
  },
  suppresses: ['MDM_SERVER_ERROR'],
  needs: ['enrollments'],
  explanations: ['what-a-real-enrollment-is'],
  references: ['field'],
};
