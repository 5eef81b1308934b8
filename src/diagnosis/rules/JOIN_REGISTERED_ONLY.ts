import { TOKEN_AND_SCOPE } from './groups.ts';
import type { Rule } from './rule.ts';

/** The device is only registered with Microsoft Entra, not joined. */
export const JOIN_REGISTERED_ONLY: Rule = {
  id: 'JOIN_REGISTERED_ONLY',
  step: 'join',
  only: 'intune',
  severity: 'error',
  when: { judged: 'join', is: 'registered' },
  title: {
    ja: 'Microsoft Entra 登録済み (Registered) の状態で、参加していません。',
    en: 'The device is only registered with Microsoft Entra, not joined.',
  },
  remedy: {
    ja: '職場アカウントの接続を解除し、Entra 参加またはハイブリッド参加にしてください。',
    en: 'Disconnect the work account, then join Entra ID (or the domain with hybrid join).',
  },
  console: {
    ja: 'PC: [設定] > [アカウント] > [職場または学校にアクセスする]',
    en: 'On the PC: [Settings] > [Accounts] > [Access work or school]',
  },
  suppresses: TOKEN_AND_SCOPE,
  explanations: ['registered-is-not-enough', 'who-is-eligible'],
  references: [
    'Configuration Manager support blog (Japan): co-management FAQ',
    'Microsoft Entra: troubleshoot devices with dsregcmd',
  ],
};
