import type { Text } from '../../devices/model/reasons.ts';
import { type CarrierGuide, FILES_FOR_PCS } from './carrier-guide.ts';

const DESIGNER: Text = {
  ja: 'Windows 構成デザイナーは不要です。ない PC は次の方法で登録されます。PC にあるかどうかは、配布パッケージの PC の詳細 (段階「スクリプトの実行」) に表示されます。配布する場合は、`adksetup.exe /quiet /layout` で ADK のフォルダーを作成し、`Publish-ToConfigMgr.ps1` を `-ConfigurationDesigner -AdkLayoutFolder <フォルダー>` を付けて実行します。',
  en: 'Windows Configuration Designer is not needed: a PC without it enrolls by the next way. Whether a PC has it stands in the details of that PC on the package’s page (stage "Script ran"). To bring it, make a folder of the ADK with `adksetup.exe /quiet /layout` and run `Publish-ToConfigMgr.ps1` with `-ConfigurationDesigner -AdkLayoutFolder <folder>`.',
};

/** Configuration Manager: a package copies, an approved script enrolls. */
export const CONFIGMGR_GUIDE: CarrierGuide = {
  id: 'configmgr',
  platform: 'configmgr',
  title: {
    ja: 'Configuration Manager: パッケージでコピーし、スクリプトで登録する',
    en: 'Configuration Manager: a package copies, a script enrolls',
  },
  choice: { ja: 'パッケージと、スクリプトの実行', en: 'Package, then Run Scripts' },
  when: {
    ja: '対象の PC に Configuration Manager クライアントがある場合。1 つの「パッケージ」がファイルを PC にコピーし、承認済みの「スクリプト」が登録を実行します。',
    en: 'For PCs with the Configuration Manager client. A package copies the files to the PC; an approved script enrolls it.',
  },
  steps: [
    {
      ja: 'zip を、Configuration Manager コンソールがある PC の、管理者だけが読めるフォルダーに展開します。PIN が入っているためです。',
      en: 'Unzip the zip on a PC with the Configuration Manager console, into a folder that only administrators can read: it holds the PIN.',
    },
    {
      ja: '手順 3 から 7 は `Publish-ToConfigMgr.ps1` でまとめて実行できます。まず `-WhatIf` を付けて確認してください。何度実行しても重複しません。元に戻すには `-Action Remove` を使用します。',
      en: 'Steps 3 to 7 are done at once by `Publish-ToConfigMgr.ps1`. Look first with `-WhatIf`. It can be repeated without making anything twice; `-Action Remove` undoes it.',
      lines: [
        '.\\Publish-ToConfigMgr.ps1 -SiteCode XYZ -SiteServer cm01.corp.example.test -SourceFolder \\\\server\\share\\Baton -CollectionName "Wave 1" -DistributionPointGroupName "All" -WhatIf',
      ],
    },
    {
      ja: `${FILES_FOR_PCS.ja} を、サイト サーバーが読み取れるソース フォルダー (UNC パス) にコピーします。`,
      en: `Copy ${FILES_FOR_PCS.en} to a source folder that the site server can read (UNC path).`,
    },
    {
      ja: '[ソフトウェア ライブラリ] > [アプリケーション管理] > [パッケージ] で [パッケージの作成] を選択し、ソース フォルダーを指定します。[標準プログラム] を選び、名前 `Baton copy`、[コマンド ライン] `copy-package.cmd`、[実行] [非表示]、[プログラムの実行条件] [ユーザーがログオンしているかどうか]、[実行モード] [管理者の権限で実行] とします。',
      en: 'Under [Software Library] > [Application Management] > [Packages] choose [Create Package] and give the source folder. Choose [Standard program]: name `Baton copy`, [Command line] `copy-package.cmd`, [Run] [Hidden], [Program can run] [Whether or not a user is logged on], [Run mode] [Run with administrative rights].',
    },
    {
      ja: 'パッケージを右クリックし、[コンテンツの配布] で配布ポイント グループに配布します。',
      en: 'Right-click the package and use [Distribute Content] to send it to the distribution point group.',
    },
    {
      ja: 'パッケージを右クリックして [展開] を選択し、デバイス コレクションを指定します。[目的] は [必須]。[割り当てのスケジュール] は必ず繰り返し (例: 4 時間ごと) にし、[再実行の動作] は [前回の試行が失敗した場合は再実行する] とします。失敗時の再実行は 2 回目以降の予定でだけ有効なためです。[配布ポイントからコンテンツをダウンロードしてローカルで実行する] を選択します。',
      en: 'Right-click the package, choose [Deploy] and the device collection. [Purpose] is [Required]. The [assignment schedule] must recur (every 4 hours, say) with [Rerun behavior] [Rerun if failed previous attempt]: a rerun after a failure counts only from the second scheduled run. Choose [Download content from distribution point and run locally].',
    },
    {
      ja: '[ソフトウェア ライブラリ] > [スクリプト] で [スクリプトの作成] を選択し、`setup.ps1` をインポートします。作成者とは別の管理者が [承認/拒否] で承認します。同じバージョンのすべての配布パッケージで共通なので、承認は 1 回です。',
      en: 'Under [Software Library] > [Scripts] choose [Create Script] and import `setup.ps1`. An administrator who is not the author approves it with [Approve/Deny]. It is the same in every package of a version, so this is done once.',
    },
    {
      ja: 'Baton の配布パッケージのページで、段階「ファイルのコピー」の台数が増えるのを確認します。',
      en: 'On the package’s page in Baton, watch the number at the stage "Files copied" grow.',
    },
    {
      ja: '[資産とコンプライアンス] > [デバイス コレクション] でコレクションを右クリックし、[スクリプトの実行] でスクリプトを選択します。',
      en: 'Under [Assets and Compliance] > [Device Collections] right-click the collection, choose [Run Script] and the script.',
    },
    {
      ja: '結果は [監視] > [スクリプトのステータス] にあります。サイトは長い出力を途中で切ります (4 KB)。このスクリプトの出力は 1 行だけです。終了コード 0 だけが成功です。10 から 12 は PC が自分で再試行します。',
      en: 'Results are under [Monitoring] > [Script Status]. The site cuts long output off (at 4 KB); that of this script is one line. Only exit code 0 is success; with 10 to 12 the PC tries again by itself.',
    },
  ],
  notes: [
    {
      ja: '電源が入っていない、またはオフラインの PC では、スクリプトは実行されません。後で [スクリプトの実行] を再度行ってください。登録済みの PC では何も起こりません。',
      en: 'A PC that is off or offline does not run the script. Use [Run Script] again later; on PCs that are enrolled nothing happens.',
    },
    {
      ja: 'スクリプトは自分のフォルダーを持たないため、`%ProgramData%\\Baton\\Package` のファイルを使用します。コピーが終わっていない PC では「配布パッケージがありません」で終わります。',
      en: 'A script run by Configuration Manager has no folder of its own: it uses the files in `%ProgramData%\\Baton\\Package`. Where the copy is not done yet it ends with "There is no package".',
    },
    {
      ja: '登録後、Configuration Manager クライアントは共存状態になり、パッケージの配布も停止します。修復のための 2 つ目のパッケージは届きません。',
      en: 'After the enrollment the Configuration Manager client is in coexistence and stops running packages too: a second package for a repair will not arrive.',
    },
    {
      ja: 'クライアントのログは `execmgr.log` (プログラム)、`ContentTransferManager.log` (ダウンロード)、`Scripts.log` (スクリプト) です。',
      en: 'Logs on the client: `execmgr.log` (program), `ContentTransferManager.log` (download), `Scripts.log` (script).',
    },
    DESIGNER,
  ],
};

/** Configuration Manager without Run Scripts: the program brings the package, and the PC enrolls by its own task. */
export const CONFIGMGR_PROGRAM_GUIDE: CarrierGuide = {
  id: 'configmgr-program',
  platform: 'configmgr',
  title: {
    ja: 'Configuration Manager: パッケージとプログラムだけで登録する',
    en: 'Configuration Manager: a package and its program alone',
  },
  choice: { ja: 'パッケージとプログラムのみ', en: 'Package and program alone' },
  when: {
    ja: '「スクリプトの実行」を使用できない、または承認できる管理者がいない場合。プログラムがファイルをコピーし、約 2 分後にタスク `\\Baton\\Setup` が登録します。結果はサイトではなく Baton の段階で確認します。',
    en: 'Where Run Scripts cannot be used, or nobody may approve scripts. The program copies the files; about two minutes later the task `\\Baton\\Setup` enrolls. The result is seen in Baton’s stages, not on the site.',
  },
  steps: [
    {
      ja: 'zip を、Configuration Manager コンソールがある PC の、管理者だけが読めるフォルダーに展開します。PIN が入っているためです。',
      en: 'Unzip the zip on a PC with the Configuration Manager console, into a folder that only administrators can read: it holds the PIN.',
    },
    {
      ja: `${FILES_FOR_PCS.ja} と \`startup-script.cmd\` を、サイト サーバーが読み取れるソース フォルダー (UNC パス) にコピーします。`,
      en: `Copy ${FILES_FOR_PCS.en} and \`startup-script.cmd\` to a source folder that the site server can read (UNC path).`,
    },
    {
      ja: '[ソフトウェア ライブラリ] > [アプリケーション管理] > [パッケージ] で [パッケージの作成] を選択し、ソース フォルダーを指定します。[標準プログラム] を選び、名前 `Baton`、[コマンド ライン] `startup-script.cmd`、[実行] [非表示]、[プログラムの実行条件] [ユーザーがログオンしているかどうか]、[実行モード] [管理者の権限で実行] とします。',
      en: 'Under [Software Library] > [Application Management] > [Packages] choose [Create Package] and give the source folder. Choose [Standard program]: name `Baton`, [Command line] `startup-script.cmd`, [Run] [Hidden], [Program can run] [Whether or not a user is logged on], [Run mode] [Run with administrative rights].',
    },
    {
      ja: 'パッケージを右クリックし、[コンテンツの配布] で配布ポイント グループに配布します。',
      en: 'Right-click the package and use [Distribute Content] to send it to the distribution point group.',
    },
    {
      ja: 'パッケージを右クリックして [展開] を選択し、デバイス コレクションを指定します。[目的] は [必須]。[割り当てのスケジュール] は必ず繰り返し (例: 4 時間ごと) にし、[再実行の動作] は [前回の試行が失敗した場合は再実行する] とします。失敗時の再実行は 2 回目以降の予定でだけ有効なためです。[配布ポイントからコンテンツをダウンロードしてローカルで実行する] を選択します。',
      en: 'Right-click the package, choose [Deploy] and the device collection. [Purpose] is [Required]. The [assignment schedule] must recur (every 4 hours, say) with [Rerun behavior] [Rerun if failed previous attempt]: a rerun after a failure counts only from the second scheduled run. Choose [Download content from distribution point and run locally].',
    },
    {
      ja: 'Baton の配布パッケージのページで、段階が「ファイルのコピー」から先へ進むのを確認します。',
      en: 'On the package’s page in Baton, watch PCs go on from the stage "Files copied".',
    },
  ],
  notes: [
    {
      ja: 'プログラムの成功は「コピーした」ことだけを表します。登録の結果と失敗の理由は、Baton の段階に表示されます。',
      en: 'That the program succeeded says only that the files were copied. Whether the PC enrolled, and why not, stands in Baton’s stages.',
    },
    {
      ja: '電源が入っていない PC では、次の予定でプログラムが実行されます。結果は [監視] > [展開] にもあります。',
      en: 'A PC that is off runs the program at a later turn of the schedule. Results of the copy are also under [Monitoring] > [Deployments].',
    },
    {
      ja: '同じダウンロードは 1 回だけ処理されます。新しい zip を配るときは、ソース フォルダーのファイルを置き換えて [配布ポイントの更新] を行ってください。',
      en: 'Each download is taken once. To bring a new zip, replace the files in the source folder and use [Update Distribution Points].',
    },
    {
      ja: '登録後、Configuration Manager クライアントは共存状態になり、パッケージの配布も停止します。修復のための 2 つ目のパッケージは届きません。',
      en: 'After the enrollment the Configuration Manager client is in coexistence and stops running packages too: a second package for a repair will not arrive.',
    },
    DESIGNER,
  ],
};
