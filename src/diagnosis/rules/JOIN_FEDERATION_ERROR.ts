import type { Rule } from './rule.ts';

/** Federation (AD FS) or the realm lookup is at fault. */
export const JOIN_FEDERATION_ERROR: Rule = {
  id: 'JOIN_FEDERATION_ERROR',
  step: 'join',
  only: 'intune',
  severity: 'error',
  when: {
    any: [
      { code: 'JOIN_FEDERATION_ERROR', from: 'ds.prt.AttemptStatus', fromScope: 'AzureAdPrt' },
      {
        all: [
          {
            any: [
              { code: 'JOIN_FEDERATION_ERROR', context: 'join' },
              {
                all: [{ fact: 'ds.phase', is: 'auth' }, { unless: { code: 'JOIN_PROXY_OR_NETWORK', context: 'join' } }],
              },
            ],
          },
          { unless: { judged: 'join', is: ['entra', 'hybrid', 'joined'] } },
        ],
      },
    ],
  },
  title: {
    ja: 'フェデレーション (AD FS) またはレルムの異常です。',
    en: 'Federation (AD FS) or the realm lookup is at fault.',
  },
  remedy: {
    ja: 'AD FS のエンドポイント (WS-Trust、MEX) と確認済みドメインを直すか、同期による参加 (sync-join) に任せてください。',
    en: 'Fix the endpoints of AD FS (WS-Trust, MEX) and the verified domain, or let sync-join handle it.',
  },
  demotes: ['JOIN_DOMAIN_ONLY', 'JOIN_NOT_JOINED'],
  references: [
    'Microsoft Entra: troubleshoot devices with dsregcmd',
    'Microsoft Entra: troubleshoot primary refresh token issues',
  ],
};
