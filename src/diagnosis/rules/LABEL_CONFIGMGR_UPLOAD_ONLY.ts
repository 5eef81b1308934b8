import type { Rule } from './rule.ts';

/** "ConfigMgr" in Intune: uploaded by tenant attach, and no more. */
export const LABEL_CONFIGMGR_UPLOAD_ONLY: Rule = {
  id: 'LABEL_CONFIGMGR_UPLOAD_ONLY',
  step: 'state',
  severity: 'info',
  when: {
    all: [{ state: ['STATE_TENANT_ATTACH_ONLY'] }, { fact: 'srv.ManagedBy', matches: '^ConfigMgr$' }],
  },
  title: {
    ja: 'Intune の [管理者] 列の「ConfigMgr」は、アップロードされただけという意味です。Intune には登録されていません。',
    en: '"ConfigMgr" in Intune means uploaded only: the PC is not enrolled there.',
  },
  remedy: {
    ja: 'Intune で管理する PC として数えないでください。共同管理にするには、共同管理ポリシーと自動登録の対象に加えてください。',
    en: 'Do not count it as managed by Intune. To co-manage it, bring it into scope of the co-management policy and of automatic enrollment.',
  },
  console: {
    ja: '[管理] > [概要] > [クラウド サービス] > [クラウドの接続] > [プロパティ]',
    en: '[Administration] > [Overview] > [Cloud Services] > [Cloud Attach] > [Properties]',
  },
  explanations: ['false-configmgr', 'tenant-attach-or-co-management'],
  references: ['Configuration Manager support blog (Japan): co-management FAQ'],
};
