import { TOKEN_AND_SCOPE } from './groups.ts';
import type { Rule } from './rule.ts';

/** The device belongs to no directory. */
export const JOIN_NOT_JOINED: Rule = {
  id: 'JOIN_NOT_JOINED',
  step: 'join',
  only: 'intune',
  severity: 'error',
  when: { judged: 'join', is: 'none' },
  title: { ja: 'どのディレクトリにも参加していません。', en: 'The device belongs to no directory.' },
  remedy: {
    ja: 'Entra 参加、またはドメイン参加とハイブリッド参加にしてください (Baton への登録だけであれば参加は不要です)。',
    en: 'Join Entra ID, or the domain with hybrid join (for an enrollment in Baton alone, no join is needed).',
  },
  console: {
    ja: 'PC: [設定] > [アカウント] > [職場または学校にアクセスする]',
    en: 'On the PC: [Settings] > [Accounts] > [Access work or school]',
  },
  suppresses: TOKEN_AND_SCOPE,
  explanations: ['who-is-eligible'],
  references: ['Microsoft Entra: troubleshoot devices with dsregcmd'],
};
