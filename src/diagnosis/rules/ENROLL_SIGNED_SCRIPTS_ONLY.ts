import type { Rule } from './rule.ts';

/** Enrollment in Baton: only signed scripts allowed. */
export const ENROLL_SIGNED_SCRIPTS_ONLY: Rule = {
  id: 'ENROLL_SIGNED_SCRIPTS_ONLY',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { fact: 'kit.reason', is: 'SIGNED_SCRIPTS_ONLY', newerThan: ['kit.enrolled'] },
      {
        fact: 'log.mdm-fault.reason',
        matches:
          '^This PC allows only signed scripts\\. Sign the scripts, or allow them by policy\\.|^この PC では署名済みのスクリプトだけが許可されています。スクリプトに署名するか、ポリシーで許可してください。',
      },
      { code: 'ENROLL_SIGNED_SCRIPTS_ONLY', context: 'baton' },
    ],
  },
  title: {
    ja: 'Baton への登録: 署名済みスクリプトのみ許可。',
    en: 'Enrollment in Baton: only signed scripts allowed.',
  },
  remedy: {
    ja: 'この PC では署名済みのスクリプトだけが許可されています。スクリプトに署名するか、ポリシーで許可してください。',
    en: 'This PC allows only signed scripts. Sign the scripts, or allow them by policy.',
  },
  needs: ['kit-log'],
  explanations: ['why-setup-never-started'],
  references: ['field'],
};
