import type { Rule } from './rule.ts';

/** This operating system can not be co-managed. */
export const POLICY_NOT_APPLICABLE_OS: Rule = {
  id: 'POLICY_NOT_APPLICABLE_OS',
  step: 'policy',
  only: 'intune',
  severity: 'warning',
  when: { judged: 'os', is: ['server', 'too-old'] },
  title: { ja: 'この OS は共同管理の対象になりません。', en: 'This operating system can not be co-managed.' },
  remedy: {
    ja: 'Windows 10 1709 以降または Windows 11 の PC を対象にしてください。サーバーはテナントのアタッチで表示できます。',
    en: 'Use PCs with Windows 10 1709 or later or Windows 11. Servers can be shown by tenant attach.',
  },
  explanations: ['who-is-eligible', 'tenant-attach-or-co-management'],
  references: ['Configuration Manager: how to monitor co-management'],
};
