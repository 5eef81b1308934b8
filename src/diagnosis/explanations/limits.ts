import type { Explanation } from './explanation.ts';

/** What co-management can and cannot do. */
export const LIMITS: readonly Explanation[] = [
  {
    id: 'only-intune',
    title: {
      ja: '共同管理にできるのは Microsoft Intune だけです',
      en: 'Co-management works with Microsoft Intune only',
    },
    body: {
      ja: '共同管理は、Configuration Manager と Microsoft Intune の組み合わせだけで成立します。他の MDM (Baton を含む) に登録された PC では、ConfigMgr クライアントは共存状態になり、多くの機能を自分で止めます。共存状態は故障ではありませんが、共同管理とは別のものです。',
      en: 'Co-management exists between Configuration Manager and Microsoft Intune only. On a PC that is enrolled in any other MDM, Baton included, the ConfigMgr client goes into coexistence and turns off most of its functions by itself. Coexistence is not a fault, but it is not co-management.',
    },
    words: ['third-party MDM', '他社 MDM', 'vendor', 'coexistence', '共存', 'co-management', 'MECM', 'SCCM'],
  },
  {
    id: 'registered-is-not-enough',
    title: {
      ja: 'Microsoft Entra 登録済み (Registered) では共同管理にできません',
      en: 'Microsoft Entra registered is not enough',
    },
    body: {
      ja: '共同管理には Microsoft Entra 参加済み、または Microsoft Entra ハイブリッド参加済みが必要です。登録済み (Registered、Workplace joined) は個人の PC で職場アカウントを使うための状態です。[設定] > [アカウント] > [職場または学校にアクセスする] で接続を解除してから参加させてください。ドメイン参加の PC では、解除した後にハイブリッド参加が完了するのを待ちます。',
      en: 'Co-management needs a PC that is Microsoft Entra joined or Microsoft Entra hybrid joined. Registered (Workplace joined) is the state for using a work account on a personal PC. Disconnect it under [Settings] > [Accounts] > [Access work or school], then join. On a domain joined PC, wait for the hybrid join after disconnecting.',
    },
    words: ['Azure AD Registered', 'WorkplaceJoined', 'Workplace joined', 'dsregcmd', 'BYOD'],
  },
  {
    id: 'one-pilot-collection-per-workload',
    title: {
      ja: 'パイロット コレクションはワークロードごとに 1 つです',
      en: 'One pilot collection for each workload',
    },
    body: {
      ja: 'ワークロードごとに指定できるパイロット コレクションは 1 つだけです。ワークロードが違えば、別のコレクションを指定できます。複数のコレクションを対象にしたいときは、それらを含む (Include) コレクションを 1 つ作って指定してください。場所: [管理] > [概要] > [クラウド サービス] > [クラウドの接続] > [プロパティ] > [ステージング]。',
      en: 'A workload takes exactly one pilot collection; different workloads may take different ones. To cover several collections, make one that includes them and name that one. Place: [Administration] > [Overview] > [Cloud Services] > [Cloud Attach] > [Properties] > [Staging].',
    },
    words: ['staging', 'ステージング', 'Pilot Intune', 'CoMgmtSettingsPilot', 'slider'],
  },
  {
    id: 'gateway-is-optional',
    title: {
      ja: 'クラウド管理ゲートウェイ (CMG) は必須ではありません',
      en: 'A cloud management gateway is optional',
    },
    body: {
      ja: '共同管理のためだけに CMG は必要ありません。必要になるのは、(1) 社外で展開され、インターネット経由で ConfigMgr に登録する PC (Autopilot など)、(2) 長期間社内に戻らない PC です。VPN でも構いません。社内にいると判断されたクライアントは CMG を使いません。',
      en: 'Co-management alone does not need a gateway. It is needed for (1) PCs that are set up off the internal network and register with ConfigMgr over the internet (Autopilot, for instance) and (2) PCs that stay away from the internal network for long. A VPN does as well. A client that believes it is on the intranet never uses the gateway.',
    },
    words: ['CMG', 'cloud management gateway', 'VPN', 'internet'],
  },
  {
    id: 'no-line-between-servers',
    title: {
      ja: 'サイト サーバーと Intune の間の通信は必要ありません',
      en: 'No line is needed between the site server and Intune',
    },
    body: {
      ja: '共同管理では、ConfigMgr のサイト サーバーが Intune に直接つながる必要はありません。両方に接続できる必要があるのはクライアントです。テナントのアタッチだけは、サービス接続ポイントから Microsoft のクラウドへアップロードします。',
      en: 'For co-management the site server itself need not reach Intune. It is the client that has to reach both. Only tenant attach uploads from the service connection point to the cloud.',
    },
    words: ['site server', 'サイト サーバー', 'firewall', 'service connection point', 'tenant attach'],
  },
  {
    id: 'unsupported-mix',
    title: {
      ja: '共同管理ポリシーなしで ConfigMgr と Intune を同居させる構成はサポートされません',
      en: 'ConfigMgr and Intune on one PC without the co-management policy is not supported',
    },
    body: {
      ja: 'ConfigMgr クライアントと Intune への登録が 1 台の PC にあり、共同管理ポリシーが届いていない構成は、サポートされていません (2022 年 5 月時点)。ConfigMgr クライアントはこれを共存状態として扱い、機能を止めます。共同管理を構成するか、どちらかのクライアントを外してください。',
      en: 'A ConfigMgr client and an Intune enrollment on one PC without the co-management policy are not supported (as of May 2022). The ConfigMgr client treats it as coexistence and turns functions off. Configure co-management, or remove one of the two.',
    },
    words: ['unsupported', 'サポート対象外', 'both clients', '同居'],
  },
  {
    id: 'what-coexistence-turns-off',
    title: {
      ja: '共存状態で ConfigMgr が止める機能',
      en: 'What ConfigMgr turns off in coexistence',
    },
    body: {
      ja: '止まるもの: アプリケーションとパッケージ、ソフトウェア更新のスキャンとインストール、Endpoint Protection のポリシー、リソース アクセス (VPN、Wi-Fi、メール、証明書)、コンプライアンス ポリシー、デバイス構成、Office クイック実行アプリの管理。続くもの: ハードウェアとソフトウェアのインベントリ、資産インテリジェンス、ソフトウェアの使用状況測定、電源管理のレポート。MDM に登録した後は ConfigMgr でパッケージを配れないため、必要なものは登録の前に配ってください。',
      en: 'Off: applications and packages, scan and install of software updates, Endpoint Protection policy, resource access (VPN, Wi-Fi, e-mail, certificates), compliance policies, device configuration, Office Click-to-Run management. On: hardware and software inventory, asset intelligence, software metering, power reports. After enrolling in an MDM, ConfigMgr can deliver no package any more: whatever must travel through it has to arrive before.',
    },
    words: ['co-existence mode', 'externally managed', 'package', 'Run Scripts', 'workload'],
  },
  {
    id: 'both-with-epm',
    title: {
      ja: 'Ivanti EPM には共存状態への切り替えがありません',
      en: 'Ivanti EPM has no switch to coexistence',
    },
    body: {
      ja: 'EPM エージェントは、PC が MDM に登録されても自分の機能を止めません。EPM と Baton の両方が管理している間は、どちらが何を担当するかを Baton 側で 1 つずつ決めてください。同じ設定を両方から配ると競合します。',
      en: 'The EPM agent does not turn its functions off when the PC enrolls in an MDM. While EPM and Baton both manage a PC, decide function by function in Baton who is responsible. The same setting from both sides conflicts.',
    },
    words: ['LANDESK', 'LANDesk', 'Ivanti Endpoint Manager', '共同管理 (EPM と Baton)'],
  },
];
