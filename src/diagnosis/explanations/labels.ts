import type { Explanation } from './explanation.ts';

/** What consoles claim about a PC, and what is behind the claim. */
export const LABELS: readonly Explanation[] = [
  {
    id: 'false-co-managed',
    title: {
      ja: 'Intune の [管理者] 列が「共同管理」でも、共同管理とは限りません',
      en: '"Co-managed" in Intune is not proof of co-management',
    },
    body: {
      ja: 'Intune の [管理者] 列は、MDM に登録された PC に ConfigMgr クライアントがあると分かった時点で「共同管理」になります。共同管理ポリシーがあるかどうかは見ていません。本当に共同管理かどうかは、クライアントの登録、CoMgmtSettingsProd、Intune への登録の 3 つがそろっていることで判断します。アンインストールした ConfigMgr クライアントの残りがあるだけで、この表示が残ることもあります。',
      en: 'The column switches to Co-managed as soon as Intune sees a ConfigMgr client on an enrolled PC, policy or not. A PC is co-managed when three things are there together: the registered client, CoMgmtSettingsProd, and the enrollment in Intune. Leftovers of an uninstalled ConfigMgr client are enough to keep the label.',
    },
    words: ['Managed by', '管理者', '共同管理', 'configurationManagerClientMdm', 'label'],
  },
  {
    id: 'false-configmgr',
    title: {
      ja: 'Intune の [管理者] 列が「ConfigMgr」の PC は、MDM に登録されていません',
      en: '"ConfigMgr" in Intune means uploaded, not enrolled',
    },
    body: {
      ja: 'テナントのアタッチでアップロードされただけの PC です。MDM には登録されておらず、共同管理でもありません。共同管理にするには、共同管理ポリシーと自動登録の対象に加えてください。アップロードの設定: [管理] > [概要] > [クラウド サービス] > [クラウドの接続] > [プロパティ] > [アップロードを構成する]。',
      en: 'The PC was only uploaded by tenant attach: not enrolled in MDM, not co-managed. To co-manage it, bring it into scope of the co-management policy and of automatic enrollment. Upload is configured under [Administration] > [Overview] > [Cloud Services] > [Cloud Attach] > [Properties] > [Configure upload].',
    },
    words: ['Managed by', 'tenant attach', 'テナントのアタッチ', 'configurationManagerClient', 'upload'],
  },
  {
    id: 'tenant-attach-or-co-management',
    title: { ja: 'テナントのアタッチと共同管理の違い', en: 'Tenant attach against co-management' },
    body: {
      ja: 'テナントのアタッチは、サーバーからサーバーへ PC の情報をアップロードし、管理センターから操作できるようにする機能です。MDM への登録は行わず、Windows Server も対象です。共同管理は PC 自身が MDM に登録されます。どちらか一方だけでも使えます。',
      en: 'Tenant attach uploads PCs from server to server, so that the admin center can act on them; it enrolls nothing, and Windows servers are included. In co-management the PC itself is enrolled in MDM. Either works without the other.',
    },
    words: ['cloud attach', 'クラウドの接続', 'upload', 'admin center'],
  },
];
