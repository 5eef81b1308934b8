import type { Explanation } from './explanation.ts';

/** Joining Entra ID: what is needed and what is missing. */
export const JOIN: readonly Explanation[] = [
  {
    id: 'who-is-eligible',
    title: { ja: '共同管理の対象になる PC', en: 'Which PCs can be co-managed' },
    body: {
      ja: 'Windows 10 1709 以降または Windows 11 (デバイス トークンによる登録は 1803 以降) で、Microsoft Entra 参加済みまたはハイブリッド参加済みの PC が対象です。サーバー OS、Entra 登録済みのみの PC、オンプレミスの DRS にだけ参加した PC は対象になりません。コマンド dsregcmd /status の AzureAdJoined と DomainJoined で確認します。',
      en: 'Windows 10 1709 or later or Windows 11 (enrollment with the device token: 1803 or later) that is Microsoft Entra joined or hybrid joined. Server systems, PCs that are only registered, and PCs joined to the on-premises registration service never qualify. dsregcmd /status shows it: AzureAdJoined and DomainJoined.',
    },
    words: ['eligible', '対象', 'OS version', 'server'],
  },
  {
    id: 'hybrid-join-steps',
    title: { ja: 'ハイブリッド参加が完了するまで', en: 'What a hybrid join needs' },
    body: {
      ja: '順に確認します。(1) SCP: AD のサービス接続ポイント、または CDJ\\AAD のレジストリでテナントが分かること。(2) 通信: SYSTEM として WinHTTP 経由で enterpriseregistration.windows.net、login.microsoftonline.com、device.login.microsoftonline.com に到達できること。認証を求めるプロキシは使えません。(3) 同期: 対象の OU が Entra Connect の同期範囲にあり、コンピューター オブジェクトの userCertificate が同期されていること。(4) ユーザーがサインインし直すこと。',
      en: 'In this order: (1) the SCP: the service connection point in AD, or the CDJ\\AAD registry values, name the tenant; (2) the line: as SYSTEM, through WinHTTP, the PC reaches enterpriseregistration.windows.net, login.microsoftonline.com and device.login.microsoftonline.com, and no proxy asks for authentication; (3) the sync: the OU is in scope of Entra Connect and userCertificate of the computer object is synced; (4) the user signs in again.',
    },
    words: ['HAADJ', 'SCP', 'Azure AD Connect', 'userCertificate', 'pending', '保留中'],
  },
  {
    id: 'proxy-for-system',
    title: { ja: 'SYSTEM のプロキシは、ユーザーのプロキシとは別です', en: 'SYSTEM has another proxy than the user' },
    body: {
      ja: '参加、サインイン時のトークン取得、MDM 登録は SYSTEM が WinHTTP で通信します。ブラウザーで使えるユーザーのプロキシは使われません。netsh winhttp set proxy (または import proxy source=ie) で設定し、ネットワークがよく変わる PC では WPAD を検討してください。コンピューター アカウントで認証なしに通れる必要があります。',
      en: "Joining, getting tokens at sign-in and MDM enrollment are SYSTEM's traffic through WinHTTP. The user's proxy that works in the browser is not used. Set one with netsh winhttp set proxy (or import proxy source=ie); consider WPAD where a PC changes networks often. The computer account has to pass without authentication.",
    },
    words: ['WinHTTP', 'WPAD', 'PAC', 'netsh', 'proxy', 'プロキシ'],
  },
  {
    id: 'what-the-prt-is-for',
    title: { ja: 'PRT が必要な場面', en: 'What the primary refresh token is needed for' },
    body: {
      ja: 'PRT はユーザーのトークンで登録する場合と、ユーザーとの関連付けに必要です。ConfigMgr 1906 以降と Windows 10 1803 以降では、デバイス トークンで登録できるため、PRT がなくても共同管理の登録は進みます。PRT はサインインしているユーザーのものなので、SYSTEM やローカル ユーザーで採取した結果では分かりません。',
      en: 'A PRT is needed to enroll with the token of the user and to tie the user to the PC. From ConfigMgr 1906 and Windows 10 1803 on, the device token enrolls, so co-management does not wait for a PRT. It belongs to the signed-in user: a capture made as SYSTEM or as a local user says nothing about it.',
    },
    words: ['PRT', 'primary refresh token', 'AzureAdPrt', 'SSO State'],
  },
  {
    id: 'capture-twice',
    title: { ja: 'dsregcmd /status は 2 回採取します', en: 'Capture dsregcmd /status twice' },
    body: {
      ja: '1 回目は問題の出ているユーザーの普通のコマンド プロンプトで、2 回目は管理者として実行したプロンプトで採取し、画面ではなく全文をファイルにしてください (dsregcmd /status > dsreg.txt)。SYSTEM や別の管理者の画面では、ユーザーの欄がその人のものになります。',
      en: 'Once in the ordinary command prompt of the user who has the problem, once in an elevated one; send the whole text as a file (dsregcmd /status > dsreg.txt), not a picture. In the prompt of SYSTEM or another administrator the user sections are about that account.',
    },
    words: ['dsregcmd', 'capture', '採取', 'elevated'],
  },
];
