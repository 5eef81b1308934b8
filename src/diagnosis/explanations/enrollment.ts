import type { Explanation } from './explanation.ts';

/** MDM enrollment: with whom, why not, and how to leave. */
export const ENROLLMENT: readonly Explanation[] = [
  {
    id: 'what-a-real-enrollment-is',
    title: { ja: '本当の MDM 登録と、残存情報や標準のキーの違い', en: 'A living enrollment, residue, and stock keys' },
    body: {
      ja: 'レジストリの Enrollments の下にキーがあるだけでは登録の証拠になりません。標準の Windows 11 にも約 30 個あります。登録とみなすのは、UPN または DiscoveryServiceFullURL があり、Provisioning\\OMADM\\Accounts に同じ ID のアカウントがある場合だけです。どちらか一方しかないものは残存情報で、共存状態の原因になることがあります。ProviderID が Microsoft Device Management のものは Intune の登録の一部です。',
      en: 'A key under Enrollments alone proves nothing; a stock Windows 11 carries about 30. Only a key with a UPN or a DiscoveryServiceFullURL and an account of the same id under Provisioning\\OMADM\\Accounts is an enrollment. One without the other is residue, and a likely reason for coexistence. ProviderID Microsoft Device Management is part of the Intune enrollment.',
    },
    words: ['Enrollments', 'OMADM', 'ProviderID', 'residue', '残存情報', 'EnrollmentState', 'LinkedEnrollment'],
  },
  {
    id: 'mdm-url-is-not-enrollment',
    title: { ja: 'MdmUrl は登録の証拠ではありません', en: 'MdmUrl is no evidence of enrollment' },
    body: {
      ja: 'dsregcmd の MdmUrl は、テナントがこのユーザーに MDM を案内していることを示すだけです。登録されていない PC でも値があり、登録済みの PC でも空のことがあります。登録は、Enrollments のレジストリ、イベント 75、「Managed by MDM」の表示で判断します。',
      en: 'MdmUrl in dsregcmd only says that the tenant offers MDM to this user. It can be filled on a PC that is not enrolled and blank on one that is. Judge enrollment by the Enrollments registry, event 75 or the words "Managed by MDM".',
    },
    words: ['MdmUrl', 'dsregcmd', 'Tenant Details'],
  },
  {
    id: 'remove-another-mdm',
    title: {
      ja: '他の MDM は、登録だけでなく製品ごと削除します',
      en: 'Remove the other MDM as a product, not only its registration',
    },
    body: {
      ja: '登録だけを解除しても、その製品のエージェントが残っていれば再び登録されることがあります。順序: (1) その製品の管理画面で PC の管理を終了する。(2) その製品のアンインストーラーでエージェントを削除する。(3) [設定] > [アカウント] > [職場または学校にアクセスする] に接続が残っていれば解除する。(4) 残存情報が残っていれば了承を得て削除し、SMS Agent Host を再起動する。レジストリだけを先に消さないでください。',
      en: 'Where only the registration is removed, an agent that is left may enroll again. In this order: (1) end the management of the PC in the console of that product; (2) remove its agent with its own uninstaller; (3) disconnect what is left under [Settings] > [Accounts] > [Access work or school]; (4) remove residue with consent, then restart the SMS Agent Host. Do not delete registry keys first.',
    },
    words: ['uninstall', 'アンインストール', 'unenroll', '0x8018000a', 'already enrolled'],
  },
  {
    id: 'enrollment-waits',
    title: { ja: '自動登録は無作為な時刻まで待ちます', en: 'Automatic enrollment waits for a random time' },
    body: {
      ja: 'ConfigMgr 1806 以降のクライアントは、負荷を分けるため登録の時刻を無作為に決めます。大きなサイトでは数日かかることもあり、正常です。CoManagementHandler.log の「Queuing enrollment timer to fire at」が予定時刻です。急ぐ場合は GPO の自動登録で始められます。失敗したときは 15 分間隔で 3 回試します。',
      en: 'Clients from ConfigMgr 1806 on choose a random time to spread the load; in large sites that can be days, and is normal. "Queuing enrollment timer to fire at" in CoManagementHandler.log is the time. In a hurry, automatic enrollment by group policy starts at once. A failed attempt is repeated 3 times, 15 minutes apart.',
    },
    words: ['randomization', 'timer', 'CoManagementHandler.log', '無作為'],
  },
  {
    id: 'addresses',
    title: { ja: '必要な宛先', en: 'Addresses that must be reachable' },
    body: {
      ja: 'SYSTEM として WinHTTP 経由で到達できる必要があります。参加: enterpriseregistration.windows.net、login.microsoftonline.com、device.login.microsoftonline.com、autologon.microsoftazuread-sso.com。Intune への登録: enrollment.manage.microsoft.com、EnterpriseEnrollment.manage.microsoft.com、*.manage.microsoft.com。通知: *.notify.windows.com、*.wns.windows.com。ConfigMgr: 管理ポイントの /SMS_MP/.sms_aut?MPLIST、CMG の /CCM_Proxy_MutualAuth/ServiceMetadata。Baton: 登録用の 8443 と管理用の 8444。中国や政府機関のクラウドでは宛先が異なります。',
      en: 'SYSTEM must reach them through WinHTTP. Join: enterpriseregistration.windows.net, login.microsoftonline.com, device.login.microsoftonline.com, autologon.microsoftazuread-sso.com. Intune enrollment: enrollment.manage.microsoft.com, EnterpriseEnrollment.manage.microsoft.com, *.manage.microsoft.com. Push: *.notify.windows.com, *.wns.windows.com. ConfigMgr: /SMS_MP/.sms_aut?MPLIST of the management point, /CCM_Proxy_MutualAuth/ServiceMetadata of the gateway. Baton: ports 8443 (enrollment) and 8444 (management). Sovereign clouds use other hosts.',
    },
    words: ['URL', 'firewall', 'endpoints', 'ファイアウォール', 'TLS inspection'],
  },
  {
    id: 'autopilot-into-co-management',
    title: { ja: 'Autopilot、またはインターネットだけの PC', en: 'Autopilot, or PCs on the internet only' },
    body: {
      ja: 'ConfigMgr 2111 以降、CMG、有効な共同管理、Intune の共同管理の設定プロファイル ([デバイス] > [登録] > [Windows] > [共同管理の設定])、登録状態ページ、Windows 11 または Windows 10 20H2 以降が必要です。対応するのは Entra 参加のユーザー主導モードだけで、ハイブリッド参加、事前プロビジョニング、パイロット コレクション、PKI のクライアント認証は使えません。0x800705b4 で失敗したときは InstallationState を確認します (1 未インストール、2 不要、3 完了、4 エラー)。',
      en: 'Needed: ConfigMgr 2111 or later, a cloud management gateway, co-management enabled, a co-management settings profile in Intune ([Devices] > [Enrollment] > [Windows] > [Co-management Settings]), an enrollment status page, Windows 11 or Windows 10 20H2 or later. Entra join in user-driven mode only; hybrid join, pre-provisioning, pilot collections and PKI client authentication are not supported. On 0x800705b4 read InstallationState (1 not installed, 2 not required, 3 complete, 4 error).',
    },
    words: ['ESP', 'InstallationState', '0x800705b4', 'CMG', 'Autopilot'],
  },
  {
    id: 'why-setup-never-started',
    title: { ja: 'setup.ps1 が実行されないときに見るログ', en: 'Which logs say why setup.ps1 never started' },
    body: {
      ja: 'ConfigMgr のパッケージ: execmgr.log (プログラムと終了コード。0 と 3010 だけが成功)、CAS.log と ContentTransferManager.log (コンテンツの取得元)。スクリプトの実行: Scripts.log (成功は 0 だけ)。署名の制限は「is not digitally signed」や 0x87D00327 として残ります。共存状態になった後はパッケージが届きません。EPM: タスクの状態と、PC の LANDesk または Ivanti のログ フォルダーにあるタスクのログ。setup.ps1 自身の記録は %ProgramData%\\Baton の下です。',
      en: 'ConfigMgr package: execmgr.log (program and exit code; only 0 and 3010 are success), CAS.log and ContentTransferManager.log (where content comes from). Run Scripts: Scripts.log (only 0 is success). A signing rule leaves "is not digitally signed" or 0x87D00327. After coexistence has begun, no package arrives. EPM: the state of the task, and the task logs in the LANDesk or Ivanti log folder of the PC. setup.ps1 writes its own log below %ProgramData%\\Baton.',
    },
    words: ['execmgr.log', 'CAS.log', 'Scripts.log', 'package', 'exit code', 'EPM task'],
  },
  {
    id: 'what-baton-would-change',
    title: { ja: 'いま Baton に登録すると何が変わるか', en: 'What would change if this PC enrolled in Baton now' },
    body: {
      ja: 'ConfigMgr で管理されている PC は共存状態になり、アプリケーション、パッケージ、更新、Endpoint Protection などの機能が ConfigMgr 側で止まります (インベントリは続きます)。Baton 側で先に用意しておかないと空白になります。元に戻すには Baton から登録を解除します。EPM では何も自動では止まりません。すでに Intune や他の MDM に登録されている PC は、先にその登録を外さないと Baton に登録できません。',
      en: 'A PC that ConfigMgr manages goes into coexistence: applications, packages, updates, Endpoint Protection and more stop on the side of ConfigMgr (inventory goes on). What Baton does not fill beforehand becomes a gap. Un-enrolling from Baton is the way back. With EPM nothing stops by itself. A PC that is enrolled in Intune or another MDM cannot enroll in Baton until that enrollment is gone.',
    },
    words: ['preflight', '事前チェック', 'way back', '切り戻し', 'migration'],
  },
];
