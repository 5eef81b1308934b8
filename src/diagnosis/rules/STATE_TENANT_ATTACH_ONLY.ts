import type { Rule } from './rule.ts';

/** Only uploaded by tenant attach. */
export const STATE_TENANT_ATTACH_ONLY: Rule = {
  id: 'STATE_TENANT_ATTACH_ONLY',
  step: 'state',
  severity: 'info',
  when: { state: ['STATE_TENANT_ATTACH_ONLY'] },
  title: { ja: 'テナントのアタッチによるアップロードのみです。', en: 'Only uploaded by tenant attach.' },
  remedy: {
    ja: '共同管理にするには、共同管理ポリシーと自動登録の対象に加えてください。',
    en: 'To co-manage it, bring it into scope of the co-management policy and automatic enrollment.',
  },
  explanations: ['false-configmgr', 'tenant-attach-or-co-management'],
  references: ['Configuration Manager support blog (Japan): co-management FAQ'],
};
