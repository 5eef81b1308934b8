import { type CarrierGuide, FILES_FOR_PCS } from './carrier-guide.ts';

/** The domain: a start-up script of a group policy. */
export const DOMAIN_GUIDE: CarrierGuide = {
  id: 'domain',
  platform: 'any',
  title: {
    ja: 'グループ ポリシーのスタートアップ スクリプトで配布する',
    en: 'Distribute with a start-up script of a group policy',
  },
  choice: { ja: 'ドメイン (グループ ポリシー)', en: 'The domain (group policy)' },
  when: {
    ja: 'PC がドメインに参加していて、旧管理基盤から配布できない場合。PC の起動時にコピーされ、登録は起動の約 2 分後にタスクが行うため、起動は待たされません。',
    en: 'For domain PCs that the old platform cannot reach. The files are copied at start-up; a task enrolls about two minutes later, so that no start waits.',
  },
  steps: [
    {
      ja: `専用の共有フォルダーを作成し、${FILES_FOR_PCS.ja} と \`startup-script.cmd\` を置きます。共有と NTFS の権限は、管理者に [フル コントロール]、[Domain Computers] に [読み取り] だけとします。`,
      en: `Make a share of its own with ${FILES_FOR_PCS.en} and \`startup-script.cmd\`. Give administrators [Full control] and [Domain Computers] [Read], nothing else, on share and folder.`,
    },
    {
      ja: 'NETLOGON と SYSVOL には置かないでください。すべてのユーザーが読めるため、PIN が漏れます。',
      en: 'Do not use NETLOGON or SYSVOL: every user can read them, and so the PIN.',
    },
    {
      ja: '[グループ ポリシーの管理] で GPO を作成して対象の OU にリンクし、[編集] > [コンピューターの構成] > [ポリシー] > [Windows の設定] > [スクリプト (スタートアップ/シャットダウン)] > [スタートアップ] を開きます。',
      en: 'In [Group Policy Management] make a GPO, link it to the OU, and open [Edit] > [Computer Configuration] > [Policies] > [Windows Settings] > [Scripts (Startup/Shutdown)] > [Startup].',
    },
    {
      ja: '[スクリプト] タブ ([PowerShell スクリプト] ではありません) の [追加] で、`startup-script.cmd` の UNC パスを指定します。',
      en: 'On the tab [Scripts] (not [PowerShell Scripts]) use [Add] and give the UNC path of `startup-script.cmd`.',
    },
    {
      ja: 'PC を再起動し、Baton の段階を確認します。すべて登録された後は、GPO のリンクと共有のファイルを削除してください。共有の PIN は自動では削除されません。',
      en: 'Restart a PC and watch the stages in Baton. When all are enrolled, remove the link and delete the files on the share: its PIN is not deleted by itself.',
    },
  ],
  notes: [
    {
      ja: '毎回の起動で実行されますが、同じダウンロードは 1 回だけ処理されます。登録を解除した PC や拒否された PC が、次の起動で再登録されることはありません。新しくダウンロードした zip に置き換えると、再び処理されます。',
      en: 'It runs at every start, but takes each download once: a PC that was un-enrolled or refused is not enrolled again by the next start. A zip downloaded anew is taken again.',
    },
  ],
};

/** One PC, by a person at it. */
export const BY_HAND_GUIDE: CarrierGuide = {
  id: 'by-hand',
  platform: 'any',
  title: { ja: '1 台の PC で手動で実行する', en: 'Run it by hand on one PC' },
  choice: { ja: '手動 (1 台ずつ)', en: 'By hand, PC by PC' },
  when: {
    ja: '試験の 1 台目、または配布できない PC のための方法です。',
    en: 'For the first PC of a trial, or one that nothing else reaches.',
  },
  steps: [
    {
      ja: 'zip を、その PC のディスクの、管理者だけが変更できるフォルダー (例: `C:\\Program Files` の下) に展開します。USB メモリーや共有から直接実行すると、そこにある PIN は削除されません。',
      en: 'Unzip the zip on that PC’s own disk, in a folder that only administrators can change (below `C:\\Program Files`, say). Run from a stick or a share, the PIN there is not deleted.',
    },
    {
      ja: '`enroll-this-pc.cmd` を右クリックし、[管理者として実行] を選択します。終わるまで最大で 10 分ほどかかります。',
      en: 'Right-click `enroll-this-pc.cmd` and choose [Run as administrator]. It takes up to about 10 minutes.',
    },
    {
      ja: '最後の 1 行を確認します。続けて再試行する場合も、ウィンドウを閉じてかまいません。終わったらフォルダーを削除してください。',
      en: 'Read the last line. The window may be closed also where it says that the PC tries again. Delete the folder afterwards.',
    },
  ],
  notes: [
    {
      ja: '申請するのはサインイン中のユーザーです (管理者として実行した人ではありません)。',
      en: 'The user at the console claims, not the person who ran it as administrator.',
    },
  ],
};
