import type { Rule } from './rule.ts';

/** The user has a proxy, the system does not. */
export const JOIN_PROXY_NOT_IN_WINHTTP: Rule = {
  id: 'JOIN_PROXY_NOT_IN_WINHTTP',
  step: 'join',
  severity: 'warning',
  when: {
    all: [
      {
        any: [
          { fact: 'ds.winhttp.AccessType', matches: '^DIRECT' },
          { fact: 'proxy.winhttp', is: '' },
        ],
      },
      {
        any: [
          { fact: 'ds.proxy.ProxyServerList', scope: 'user', matches: '.' },
          { fact: 'ds.proxy.AutoConfigurationURL', scope: 'user', matches: '.' },
          { fact: 'proxy.user', matches: '.' },
          { fact: 'proxy.pac', matches: '.' },
        ],
      },
      {
        any: [
          { found: 'JOIN_PROXY_OR_NETWORK' },
          { found: 'PRT_MISSING_NETWORK' },
          { found: 'MDM_NETWORK' },
          { found: 'POLICY_MP_UNREACHABLE' },
        ],
      },
    ],
  },
  title: {
    ja: 'ユーザーにはプロキシがありますが、WinHTTP には設定されていません。',
    en: 'The user has a proxy, the system does not.',
  },
  remedy: {
    ja: 'netsh winhttp import proxy source=ie、または netsh winhttp set proxy で WinHTTP に設定してください。',
    en: 'Set it for WinHTTP: netsh winhttp import proxy source=ie, or netsh winhttp set proxy.',
  },
  explanations: ['proxy-for-system'],
  references: ['Microsoft Entra support blog (Japan): hybrid join, first response'],
};
