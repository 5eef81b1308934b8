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
  {
    id: 'false-intune',
    title: {
      ja: 'Intune の [管理者] 列の「Intune」が示すのは、Intune にレコードがあることです',
      en: '"Intune" in Intune is a record, not proof of the present',
    },
    body: {
      ja: '「Intune」は、MDM に登録された PC を Intune が知っていて、ConfigMgr クライアントの知らせは届いていないという意味です。登録を解除した PC や別の MDM に移った PC のレコードは、削除されるまで一覧に残ります。反対に、共同管理の PC でもクライアントの正常性がまだ届いていなければ「Intune」のままです。前回のチェックインの日時と、PC 自身の登録一覧を比べてください。',
      en: 'The word means that Intune knows an enrolled PC and has not heard of a ConfigMgr client on it. The record of a PC that un-enrolled or moved to another MDM stays until somebody deletes it. And a co-managed PC is shown so as long as no health report of its client has come in. Compare the last check-in with the list of enrollments on the PC itself.',
    },
    words: ['Managed by', '管理者', 'stale', 'record', 'レコード', 'last check-in', '前回のチェックイン'],
  },
  {
    id: 'site-co-managed',
    title: {
      ja: 'ConfigMgr のサイトが「共同管理」とする条件',
      en: 'When the site counts a PC as co-managed',
    },
    body: {
      ja: 'サイトは、MDMEnrolled と ComgmtPolicyPresent がどちらも 1 の PC を共同管理とします。MDMEnrolled が 0 なら、ポリシーがあっても共同管理ではありません。構成基準 CoMgmtSettingsProd の展開の件数は、ポリシーが適用された台数であり、登録された台数ではありません。値はクライアントの報告の周期だけ古くなります。',
      en: 'The site counts a PC where MDMEnrolled and ComgmtPolicyPresent are both 1. With MDMEnrolled 0 it is not co-managed, whatever the policy says. The deployment of the baseline CoMgmtSettingsProd counts PCs that applied the policy, not PCs that enrolled. All of it is as old as the last report of the client.',
    },
    words: ['MDMEnrolled', 'ComgmtPolicyPresent', 'SMS_Client_ComanagementState', 'dashboard', 'ダッシュボード'],
  },
  {
    id: 'client-in-list',
    title: {
      ja: '[クライアント] 列が「はい」でも、PC でクライアントが動いているとは限りません',
      en: 'A client in the list of the site may be gone from the PC',
    },
    body: {
      ja: '[クライアント] と [クライアントのアクティビティ] は、クライアントから最後に届いた報告によるサイト側の記録です。PC でクライアントが削除されても壊れても、レコードが古くなるか削除されるまで表示は変わりません。残ったサービス、WMI 名前空間、レジストリは、Intune の「共同管理」の表示も残します。',
      en: 'Client and Client Activity are what the site wrote down when the client last reported. They stay when the client is removed or breaks on the PC, until the record ages or is deleted. A service, WMI namespace or registry keys that are left also keep the label "Co-managed" of Intune alive.',
    },
    words: ['Client', 'Client Activity', 'クライアント', 'CcmExec', 'remnant', '残り'],
  },
];
