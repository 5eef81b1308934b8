import type { Rule } from './rule.ts';

/** Captured as SYSTEM; the state of the user is unknown. */
export const PRT_CONTEXT_SYSTEM: Rule = {
  id: 'PRT_CONTEXT_SYSTEM',
  step: 'token',
  severity: 'info',
  when: {
    all: [
      { judged: 'prt', is: false },
      { judged: 'account', is: 'system' },
      { unless: { judged: 'join', is: ['domain', 'domain-and-registered', 'registered', 'none', 'enterprise'] } },
    ],
  },
  title: {
    ja: 'SYSTEM で採取されたため、ユーザーの状態は分かりません。',
    en: 'Captured as SYSTEM; the state of the user is unknown.',
  },
  remedy: {
    ja: 'ユーザーの普通のコマンド プロンプトでも採取してください。',
    en: 'Capture in the ordinary command prompt of the user as well.',
  },
  explanations: ['capture-twice'],
  references: ['Microsoft Entra: troubleshoot primary refresh token issues'],
};
