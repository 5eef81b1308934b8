import type { Explanation } from './explanation.ts';

/** The co-management policy and how it arrives. */
export const POLICY: readonly Explanation[] = [
  {
    id: 'how-to-see-the-policy',
    title: { ja: '共同管理ポリシーが届いたことの確認', en: 'How to see that the co-management policy arrived' },
    body: {
      ja: "コントロール パネルの [Configuration Manager] > [構成] タブに CoMgmtSettingsProd があれば届いています。CoManagementHandler.log では「Merged value for setting 'CoManagementSettings_Allow' is 'true'」の行です。届かない原因の多くは管理ポイントに接続できないことです。コンソールの展開の件数は、ポリシーが適用された数であり、登録された数ではありません。",
      en: "CoMgmtSettingsProd on the [Configurations] tab of [Configuration Manager] in Control Panel: it arrived. In CoManagementHandler.log it is the line \"Merged value for setting 'CoManagementSettings_Allow' is 'true'\". Most often a missing policy means that the management point is not reached. Deployment counts in the console count applied policy, not enrolled PCs.",
    },
    words: ['CoMgmtSettingsProd', 'CoManagementHandler.log', 'baseline', '構成基準', 'PolicyAgent.log'],
  },
  {
    id: 'pilot-policy',
    title: { ja: 'パイロットのポリシーが届く条件', en: 'When the pilot policy arrives' },
    body: {
      ja: 'PC がパイロット コレクションのメンバーになると、CoMgmtSettingsPilotAutoEnroll (自動登録) や CoMgmtSettingsPilotCP などの構成基準が届きます。届かないときは、コレクションの参加条件、コレクションの評価が済んでいるか、クライアントがコンピューター ポリシーを取得したかを順に確認します。',
      en: 'Once the PC is a member of the pilot collection, baselines such as CoMgmtSettingsPilotAutoEnroll (automatic enrollment) or CoMgmtSettingsPilotCP arrive. If not, check in this order: the membership rules, whether the collection was evaluated, whether the client fetched machine policy.',
    },
    words: ['CoMgmtSettingsPilot', 'pilot', 'collection', 'パイロット コレクション'],
  },
  {
    id: 'intune-authority',
    title: { ja: 'すべてのワークロードが Intune に固定される場合', en: 'When Intune holds every workload' },
    body: {
      ja: 'Windows 11 の Autopilot で共同管理の設定プロファイルがない場合や、プロファイルの上書きが「はい」の場合は、Intune が管理機関になります (ConfigInfo 1、共同管理機能 2147479807)。クライアントを後からアプリとして入れても変わりません。これからの PC には上書きを「いいえ」にしたプロファイルを割り当て、既存の PC は ConfigInfo を 2 にして CcmExec を再起動します。',
      en: 'Where a Windows 11 Autopilot PC has no co-management settings profile, or the override in the profile is on, Intune becomes the authority (ConfigInfo 1, capabilities 2147479807). Installing the client later as an app does not change it. For coming PCs assign a profile with the override off; on present ones set ConfigInfo to 2 and restart CcmExec.',
    },
    words: ['ConfigInfo', '2147479807', '0x7FFFF0FF', 'override', 'DeviceManageabilityCSP', 'MS DM Server'],
  },
  {
    id: 'capabilities',
    title: { ja: '共同管理機能の数値の読み方', en: 'How to read the capabilities number' },
    body: {
      ja: '数値はワークロードのビットの合計です: コンプライアンス 2、リソース アクセス 4、デバイス構成 8、Windows Update 16、Endpoint Protection 32 (新しいクライアントは 4128)、クライアント アプリ 64、Office 128。土台は古いクライアントが 1、新しいクライアントが 8193 です。ビットが立っているワークロードは Intune が担当します。0 または値がない場合、共同管理ポリシーは適用されていません。',
      en: 'The number is a sum of workload bits: compliance 2, resource access 4, device configuration 8, Windows Update 16, Endpoint Protection 32 (current clients 4128), client apps 64, Office 128. The base is 1 on old clients and 8193 on current ones. A workload whose bit is set is with Intune. 0 or no value: no co-management policy was applied.',
    },
    words: ['CoManagementFlags', 'workloadFlags', 'ComgmtWorkloads', '8193', '12543', 'bit mask'],
  },
  {
    id: 'updates-and-domain-policy',
    title: {
      ja: '更新サーバーをドメインのポリシーが決めている場合',
      en: 'When a domain policy names the update server',
    },
    body: {
      ja: 'ドメインのグループ ポリシーで「イントラネットの Microsoft 更新サービスの場所を指定する」が設定されていると、ConfigMgr が書くローカル ポリシーは上書きされ、更新のスキャンができません。ポリシーを「未構成」に戻してください。registry.pol が壊れている場合 (0x800703ee) は、ファイルを退避して gpupdate を実行すると作り直されます。',
      en: 'Where a domain group policy sets "Specify intranet Microsoft update service location", it overwrites the local policy that ConfigMgr writes, and the update scan cannot work. Set it back to not configured. If registry.pol is damaged (0x800703ee), move the file away and run gpupdate: it is made anew.',
    },
    words: ['WUAHandler.log', 'WSUS', '0x87d00692', 'registry.pol', 'GPO'],
  },
];
