import type { Rule } from './rule.ts';

/** No domain controller is in sight. */
export const JOIN_DC_UNREACHABLE: Rule = {
  id: 'JOIN_DC_UNREACHABLE',
  step: 'join',
  only: 'intune',
  severity: 'error',
  when: {
    all: [
      {
        any: [
          { fact: 'ds.ADConnectivityTest', is: 'FAIL' },
          { code: 'JOIN_DC_UNREACHABLE', context: 'join' },
          { code: 'JOIN_DC_UNREACHABLE', context: 'mdm' },
        ],
      },
      { unless: { judged: 'join', is: ['entra', 'hybrid', 'joined'] } },
    ],
  },
  title: { ja: 'ドメイン コントローラーに到達できません。', en: 'No domain controller is in sight.' },
  remedy: { ja: '社内ネットワークまたは VPN に接続してください。', en: 'Connect to the internal network or VPN.' },
  demotes: ['JOIN_DOMAIN_ONLY'],
  explanations: ['hybrid-join-steps'],
  references: ['Microsoft Entra: troubleshoot devices with dsregcmd'],
};
