import type { Rule } from './rule.ts';

/** The PC allows only signed scripts, or runs them in a restricted language mode. */
export const CARRIER_SCRIPT_BLOCKED: Rule = {
  id: 'CARRIER_SCRIPT_BLOCKED',
  step: 'carrier',
  severity: 'error',
  when: {
    any: [
      { fact: 'log.script-not-signed' },
      { code: [0x87d00327] },
      { fact: 'kit.reason', is: ['SIGNED_SCRIPTS_ONLY', 'CONSTRAINED_LANGUAGE'] },
    ],
  },
  title: {
    ja: '署名済みスクリプトのみ許可されている、または制限付き言語モードです。',
    en: 'The PC allows only signed scripts, or runs them in a restricted language mode.',
  },
  remedy: {
    ja: 'キットに署名するか、ポリシーで許可してください。コマンド ラインの Bypass では回避できません。',
    en: 'Sign the kit, or allow it by policy; Bypass on the command line does not help.',
  },
  explanations: ['why-setup-never-started'],
  references: ['field'],
};
