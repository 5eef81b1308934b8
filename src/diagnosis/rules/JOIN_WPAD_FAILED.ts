import type { Rule } from './rule.ts';

/** Automatic proxy discovery (WPAD) found nothing. */
export const JOIN_WPAD_FAILED: Rule = {
  id: 'JOIN_WPAD_FAILED',
  step: 'join',
  severity: 'info',
  severityWhen: [{ when: { found: 'JOIN_PROXY_OR_NETWORK' }, severity: 'warning' }],
  when: { fact: 'ds.proxy.AutoDetectPACStatus', matches: 'fail' },
  title: {
    ja: 'WPAD によるプロキシの自動検出に失敗しています。',
    en: 'Automatic proxy discovery (WPAD) found nothing.',
  },
  remedy: {
    ja: '直接通信できる場合は問題ありません。プロキシが必要な場合は WinHTTP に設定してください。',
    en: 'Harmless where a direct connection works. Where a proxy is needed, set it for WinHTTP.',
  },
  explanations: ['proxy-for-system'],
  references: ['Microsoft Entra: troubleshoot devices with dsregcmd'],
};
