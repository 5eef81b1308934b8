import type { Rule } from './rule.ts';

/** The user has no primary refresh token; the capture does not say why. */
export const PRT_MISSING_UNKNOWN: Rule = {
  id: 'PRT_MISSING_UNKNOWN',
  step: 'token',
  only: 'intune',
  severity: 'warning',
  when: {
    all: [
      { judged: 'join', is: ['entra', 'hybrid', 'joined'] },
      { judged: 'prt', is: false },
      { unless: { judged: 'account', is: ['local', 'system'] } },
      {
        unless: {
          any: [
            { found: 'PRT_MISSING_NETWORK' },
            { found: 'PRT_MISSING_CREDENTIAL' },
            { found: 'PRT_MISSING_USER_NOT_FOUND' },
            { found: 'PRT_UPN_NOT_ROUTABLE' },
            { found: 'JOIN_DEVICE_DELETED_OR_DISABLED' },
            { code: 'JOIN_FEDERATION_ERROR', from: 'ds.prt.AttemptStatus', fromScope: 'AzureAdPrt' },
          ],
        },
      },
    ],
  },
  title: {
    ja: 'ユーザーの PRT がありません。理由は採取された情報からは分かりません。',
    en: 'The user has no primary refresh token; the capture does not say why.',
  },
  remedy: {
    ja: 'プロキシが必要なら WinHTTP に設定し、ロックして解除した後に再度採取してください。',
    en: 'If the network needs a proxy, set WinHTTP; lock and unlock, then capture again.',
  },
  needs: ['dsregcmd-diagnostics'],
  explanations: ['what-the-prt-is-for', 'proxy-for-system', 'capture-twice'],
  references: [
    'Microsoft Entra: troubleshoot primary refresh token issues',
    'Microsoft Entra support blog (Japan): hybrid join, first response',
  ],
};
