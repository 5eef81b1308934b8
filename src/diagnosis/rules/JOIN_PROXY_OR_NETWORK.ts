import type { Rule } from './rule.ts';

/** Windows can not reach Entra ID in system context. */
export const JOIN_PROXY_OR_NETWORK: Rule = {
  id: 'JOIN_PROXY_OR_NETWORK',
  step: 'join',
  only: 'intune',
  severity: 'error',
  when: {
    all: [
      {
        any: [
          { fact: 'ds.DRSDiscoveryTest', is: 'FAIL' },
          { fact: 'ds.DRSConnectivityTest', is: 'FAIL' },
          { code: 'JOIN_PROXY_OR_NETWORK', context: 'join' },
          { fact: 'net.enterpriseregistration.windows.net', is: false },
        ],
      },
      { unless: { judged: 'join', is: ['entra', 'hybrid', 'joined'] } },
    ],
  },
  title: { ja: 'SYSTEM の通信で Entra ID に到達できません。', en: 'Windows can not reach Entra ID in system context.' },
  remedy: {
    ja: 'WinHTTP プロキシを設定し、プロキシが認証なしで宛先へ到達できるようにしてください。ネットワークがよく変わる場合は WPAD を検討してください。',
    en: 'Set the WinHTTP proxy (or WPAD where networks change), and make sure that the proxy lets the addresses through without authentication.',
  },
  demotes: ['JOIN_DOMAIN_ONLY'],
  needs: ['reachability'],
  explanations: ['proxy-for-system', 'addresses', 'hybrid-join-steps'],
  references: [
    'Microsoft Entra: troubleshoot devices with dsregcmd',
    'Microsoft Entra support blog (Japan): hybrid join, first response',
  ],
};
