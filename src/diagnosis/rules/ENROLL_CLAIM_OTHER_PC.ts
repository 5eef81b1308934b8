import type { Rule } from './rule.ts';

/** Enrollment in Baton: not the PC of the claim. */
export const ENROLL_CLAIM_OTHER_PC: Rule = {
  id: 'ENROLL_CLAIM_OTHER_PC',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { fact: 'kit.reason', is: 'CLAIM_OTHER_PC', newerThan: ['kit.enrolled'] },
      {
        fact: 'log.mdm-fault.reason',
        matches:
          '^Does not match the PC that made the claim \\(name, MAC\\)\\. Check for a cloned image\\.|^申請した PC と一致しません \\(コンピューター名、MAC アドレス\\)。複製イメージでないか確認してください。',
      },
      { code: 'ENROLL_CLAIM_OTHER_PC', context: 'baton' },
    ],
  },
  title: { ja: 'Baton への登録: 申請した PC と不一致。', en: 'Enrollment in Baton: not the PC of the claim.' },
  remedy: {
    ja: '申請した PC と一致しません (コンピューター名、MAC アドレス)。複製イメージでないか確認してください。',
    en: 'Does not match the PC that made the claim (name, MAC). Check for a cloned image.',
  },
  needs: ['kit-log'],
  references: ['MS-MDE2 2.2.10'],
};
