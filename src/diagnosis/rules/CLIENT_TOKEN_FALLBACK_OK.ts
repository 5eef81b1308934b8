import type { Rule } from './rule.ts';

/** The device token failed, but a token was retrieved after it. */
export const CLIENT_TOKEN_FALLBACK_OK: Rule = {
  id: 'CLIENT_TOKEN_FALLBACK_OK',
  step: 'client',
  severity: 'ok',
  when: {
    all: [
      { fact: 'log.entra-token-failed', of: 'any' },
      { fact: 'log.entra-token-retrieved', newerThan: ['log.entra-token-failed'] },
      { unless: { found: 'CLIENT_TOKEN_FAILED' } },
    ],
  },
  title: {
    ja: 'デバイスのトークンは失敗しましたが、その後トークンを取得できています。',
    en: 'The device token failed, but a token was retrieved after it.',
  },
  references: ['Configuration Manager: Microsoft Entra authentication workflow'],
};
