import type { Rule } from './rule.ts';

/** Captured as a local user, who has no primary refresh token. */
export const PRT_NON_ENTRA_USER: Rule = {
  id: 'PRT_NON_ENTRA_USER',
  step: 'token',
  severity: 'info',
  when: {
    all: [
      { judged: 'prt', is: false },
      { judged: 'account', is: 'local' },
      { unless: { judged: 'join', is: ['domain', 'domain-and-registered', 'registered', 'none', 'enterprise'] } },
    ],
  },
  title: {
    ja: 'ローカル ユーザーで採取されたため、PRT はありません。',
    en: 'Captured as a local user, who has no primary refresh token.',
  },
  remedy: { ja: 'Entra またはドメインのユーザーで採取してください。', en: 'Capture as the Entra or domain user.' },
  explanations: ['capture-twice', 'what-the-prt-is-for'],
  references: ['Microsoft Entra: troubleshoot primary refresh token issues'],
};
