import { TOKEN_AND_SCOPE } from './groups.ts';
import type { Rule } from './rule.ts';

/** The domain joined device is only registered with Entra; the hybrid join is not finished. */
export const JOIN_REGISTERED_PLUS_DOMAIN: Rule = {
  id: 'JOIN_REGISTERED_PLUS_DOMAIN',
  step: 'join',
  only: 'intune',
  severity: 'error',
  when: { judged: 'join', is: 'domain-and-registered' },
  title: {
    ja: 'ドメイン参加の PC が Entra 登録済み (Registered) で、ハイブリッド参加が完了していません。',
    en: 'The domain joined device is only registered with Entra; the hybrid join is not finished.',
  },
  remedy: {
    ja: '一度 Registered の状態を解除し、その後ハイブリッド参加を完了させてください。',
    en: 'Remove the registration, then let the hybrid join finish.',
  },
  console: {
    ja: 'PC: [設定] > [アカウント] > [職場または学校にアクセスする]',
    en: 'On the PC: [Settings] > [Accounts] > [Access work or school]',
  },
  suppresses: TOKEN_AND_SCOPE,
  demotes: ['JOIN_DOMAIN_ONLY'],
  explanations: ['registered-is-not-enough', 'hybrid-join-steps'],
  references: [
    'Configuration Manager support blog (Japan): co-management FAQ',
    'Microsoft Entra: troubleshoot devices with dsregcmd',
  ],
};
