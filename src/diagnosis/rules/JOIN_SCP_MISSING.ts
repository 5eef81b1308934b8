import type { Rule } from './rule.ts';

/** The service connection point is missing, so the domain does not name the tenant. */
export const JOIN_SCP_MISSING: Rule = {
  id: 'JOIN_SCP_MISSING',
  step: 'join',
  only: 'intune',
  severity: 'error',
  when: {
    all: [
      {
        any: [
          { code: 'JOIN_SCP_MISSING', context: 'join' },
          { fact: 'ds.ADConfigurationTest', is: 'FAIL' },
        ],
      },
      { unless: { judged: 'join', is: ['entra', 'hybrid', 'joined'] } },
    ],
  },
  title: {
    ja: 'サービス接続ポイント (SCP) がないため、参加先のテナントが分かりません。',
    en: 'The service connection point is missing, so the domain does not name the tenant.',
  },
  remedy: {
    ja: 'Entra Connect で SCP を構成するか、CDJ\\AAD のレジストリ (TenantId、TenantName) を設定してください。',
    en: 'Configure the SCP with Entra Connect, or the CDJ\\AAD registry values (TenantId, TenantName).',
  },
  demotes: ['JOIN_DOMAIN_ONLY'],
  explanations: ['hybrid-join-steps'],
  references: [
    'Microsoft Entra: troubleshoot devices with dsregcmd',
    'Microsoft Entra support blog (Japan): hybrid join, first response',
  ],
};
