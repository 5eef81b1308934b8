import type { Rule } from './rule.ts';

/** A domain group policy holds the update server, so ConfigMgr can not. */
export const POLICY_WSUS_BY_DOMAIN_GPO: Rule = {
  id: 'POLICY_WSUS_BY_DOMAIN_GPO',
  step: 'policy',
  severity: 'error',
  when: {
    any: [
      { fact: 'log.wsus-by-domain-policy' },
      { code: [0x87d00692], context: 'client' },
      { code: [0x800703ee], scopeMatches: '^WUAHandler$' },
    ],
  },
  title: {
    ja: 'ドメインのグループ ポリシーが更新サーバーを指定しているため、ConfigMgr の設定が反映されません。',
    en: 'A domain group policy holds the update server, so ConfigMgr can not.',
  },
  remedy: {
    ja: '該当するポリシーを未構成に戻すか、更新をそのポリシーに任せてください。0x800703ee は registry.pol の破損です: ファイルを退避して gpupdate を実行してください。',
    en: 'Set that policy back to not configured, or leave updates to it. 0x800703ee is a damaged registry.pol: move the file away and run gpupdate.',
  },
  explanations: ['updates-and-domain-policy'],
  references: ['Configuration Manager support blog (Japan), updates'],
};
