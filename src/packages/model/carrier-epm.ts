import type { CarrierGuide, CarrierStep } from './carrier-guide.ts';

const put: CarrierStep = {
  ja: 'zip を展開し、中のファイルをコア サーバーの `C:\\Program Files\\LANDesk\\ManagementSuite\\LANDesk\\files` の下の専用のサブフォルダーに置きます。一般のユーザーが読めないように権限を設定してください。PIN が入っているためです。',
  en: 'Unzip the zip and put its files into a sub folder of their own below `C:\\Program Files\\LANDesk\\ManagementSuite\\LANDesk\\files` on the core server. Let ordinary users not read it: it holds the PIN.',
};

const make = (main: string, account: 'system' | 'user', additional: boolean): CarrierStep => ({
  ja: `[配布] > [配布パッケージ] > [新規] > [Windows] > [PowerShell] で配布パッケージを作成します。[主ファイル] は \`${main}\`、${additional ? '[追加のファイル] は `setup.ps1`、`collect.ps1`、`package.json`、`pin.txt` (あれば `shared.ppkg`)' : '[追加のファイル] はなし'}、[アカウント] は [${account === 'system' ? 'LocalSystemAccount' : '現在のユーザー アカウント'}] です。`,
  en: `Make a package under [Distribution] > [Distribution packages] > [New] > [Windows] > [PowerShell]. [Main file] is \`${main}\`, ${additional ? '[Additional files] are `setup.ps1`, `collect.ps1`, `package.json`, `pin.txt` (and `shared.ppkg` where there is one)' : 'there are no [Additional files]'}, [Account] is [${account === 'system' ? 'LocalSystem' : "current user's account"}].`,
});

const start: CarrierStep = {
  ja: '配布パッケージを右クリックして [スケジュールされたタスクの作成] を選択し、対象の PC を追加します。[タスク タイプ] は [プッシュ]、開始は [今すぐ開始] です。',
  en: 'Right-click the package, choose [Create scheduled task] and add the PCs. [Task type] is [Push]; start it with [Start now].',
};

const watch: CarrierStep = {
  ja: 'タスクの状態と、Baton の配布パッケージのページの段階を確認します。終了コード 0 だけが成功です。10 から 12 は PC が自分で再試行します。',
  en: 'Look at the task’s status and at the stages on the package’s page in Baton. Only exit code 0 is success; with 10 to 12 the PC tries again by itself.',
};

const notes = [
  {
    ja: 'UAC は有効のままにしてください。無効にする手順や再起動は不要です。',
    en: 'Leave UAC on. Nothing here needs it off, and nothing needs a restart.',
  },
  {
    ja: 'LANDesk と Ivanti の両方の世代のエージェントを認識します。キャッシュ (`sdmcache`) に残った PIN も、PC が受理または拒否された時点で削除されます。キャッシュの場所が異なる場合は、ダウンロードの前に、配布パッケージの [設定] で [配布手段のキャッシュ] に指定します。',
    en: 'Both generations of the agent, LANDesk and Ivanti, are known. A PIN left in their cache (`sdmcache`) is deleted too once the PC was accepted or refused. Where the cache lies elsewhere, name it under [Carrier caches] in the package’s [Settings] before you download.',
  },
  {
    ja: '新しい PIN で zip をダウンロードし直したときは、`pin.txt` と `package.json` を置き換え、配布パッケージのハッシュを更新 (リセット) してください。',
    en: 'After a new download replace `pin.txt` and `package.json`, and reset the package’s file hash.',
  },
  {
    ja: 'PC にダウンロードして実行する配布方法を使用してください。共有から直接実行すると、管理者以外が変更できないことを確認できないため停止します (終了コード 32)。',
    en: 'Use a delivery method that downloads to the PC and runs there. Run straight from a share, the script cannot see who may change it and stops (exit code 32).',
  },
  {
    ja: '電源が入っていない PC はタスクで失敗または待機になります。後でタスクを再度開始してください。登録済みの PC では何も起こりません。',
    en: 'A PC that is off fails or waits in the task: start the task again later. On PCs that are enrolled nothing happens.',
  },
  {
    ja: 'Windows 構成デザイナーは不要です。ない PC は次の方法で登録されます。PC にあるかどうかは、配布パッケージの PC の詳細 (段階「スクリプトの実行」) に表示されます。配布する場合は、`adksetup.exe /quiet /layout` で作成したフォルダーに `configuration-designer.ps1` を入れ、それを [主ファイル]、残りのすべてを [追加のファイル]、[アカウント] を [LocalSystemAccount] とする別の配布パッケージを作成します。',
    en: 'Windows Configuration Designer is not needed: a PC without it enrolls by the next way. Whether a PC has it stands in the details of that PC on the package’s page (stage "Script ran"). To bring it, put `configuration-designer.ps1` into a folder made with `adksetup.exe /quiet /layout`, and make a package of its own: that [Main file], everything else as [Additional files], [Account] [LocalSystem].',
  },
];

/** Case 1: LocalSystem, the PC claims as itself. */
export const EPM_SYSTEM_GUIDE: CarrierGuide = {
  id: 'epm-system',
  platform: 'epm',
  title: { ja: 'Ivanti EPM: LocalSystem で配布する', en: 'Ivanti EPM: as LocalSystem' },
  choice: { ja: 'LocalSystem', en: 'LocalSystem' },
  when: {
    ja: '登録対象一覧が PC の一覧である場合 (推奨)。PC が「コンピューター名@AD ドメイン」として申請します。サインイン中のユーザーは不要です。',
    en: 'Where the roster is a list of PCs (the usual way). The PC claims as "devicename@addomain"; nobody has to be signed in.',
  },
  steps: [put, make('epm-system.ps1', 'system', true), start, watch],
  notes,
};

/** Case 2: the current user, who claims by UPN. */
export const EPM_USER_GUIDE: CarrierGuide = {
  id: 'epm-user',
  platform: 'epm',
  title: { ja: 'Ivanti EPM: 現在のユーザー アカウントで配布する', en: 'Ivanti EPM: as the current user' },
  choice: { ja: '現在のユーザー アカウント', en: "Current user's account" },
  when: {
    ja: '登録対象一覧がユーザーで、ユーザーが管理者の権限で実行される場合。ユーザーの UPN で申請します。標準ユーザーには「2 段階」を使用してください。',
    en: 'Where the roster names users who run it with an administrator’s rights. The user claims by UPN. For standard users take "two steps".',
  },
  steps: [put, make('epm-user.ps1', 'user', true), start, watch],
  notes: [
    {
      ja: '標準ユーザー、または UAC で権限が制限されている場合は、SYSTEM の処理が以前に実行されていれば引き継ぎ (終了コード 10)、なければ理由を表示して停止します (終了コード 31)。',
      en: 'A standard user, or one whose rights UAC holds back, is handed over where SYSTEM’s part ran before (exit code 10); else it stops with the reason (exit code 31).',
    },
    ...notes,
  ],
};

/** Case 3: two steps, where users may not change the package's folder or are standard users. */
export const EPM_TWO_STEPS_GUIDE: CarrierGuide = {
  id: 'epm-two-steps',
  platform: 'epm',
  title: { ja: 'Ivanti EPM: 2 段階で配布する', en: 'Ivanti EPM: in two steps' },
  choice: { ja: '2 段階', en: 'Two steps' },
  when: {
    ja: '登録対象一覧がユーザーで、そのユーザーが標準ユーザーである場合、またはパッケージのフォルダーを変更できない場合。手順 1 は現在のユーザーとして実行され、ユーザーが誰であるかだけを渡します。手順 2 が LocalSystem として登録します。',
    en: 'Where the roster names users, and they are standard users or may not change the package’s folder. Step 1 runs as the user and passes on who it is, nothing else; step 2 enrolls as LocalSystem.',
  },
  steps: [
    put,
    make('epm-step1-user.ps1', 'user', false),
    start,
    make('epm-step2-system.ps1', 'system', true),
    {
      ja: '手順 1 が成功した PC に対して、手順 2 のタスクを同じように作成して開始します。先に手順 2 が実行された PC は待機し、手順 1 の後のサインインまたは再試行で登録されます。',
      en: 'Make and start the task of step 2 in the same way, for the PCs where step 1 succeeded. A PC that ran step 2 first waits, and enrolls at a sign-in or a retry after step 1.',
    },
    watch,
  ],
  notes: [
    {
      ja: '手順 2 はユーザーが書き込めるものを実行せず、ユーザーの書いた内容も読みません。ユーザーは、手順 1 のファイルの所有者 (SID)、なければセッションの所有者として Windows が示すものです。一時フォルダー `%ProgramData%\\Baton.Handover` は手順 2 が削除します。',
      en: 'Step 2 runs nothing that a user could have written and reads nothing that one wrote. Who the user is Windows says: the owner (SID) of step 1’s file, else of the session. Step 2 deletes the temporary folder `%ProgramData%\\Baton.Handover`.',
    },
    ...notes,
  ],
};
