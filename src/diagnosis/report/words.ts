import type { Confidence } from '../finding.ts';
import type { ProblemId, SeenKind } from '../model/seen.ts';
import type { Severity } from '../rules/rule.ts';
import type { StateInput } from '../state/state-table.ts';
import type { Language, Text } from '../text.ts';

export const SEVERITY_WORDS: Readonly<Record<Severity, Text>> = {
  error: { ja: 'エラー', en: 'Error' },
  warning: { ja: '警告', en: 'Warning' },
  info: { ja: '情報', en: 'Information' },
  ok: { ja: '正常', en: 'OK' },
};

export const CONFIDENCE_WORDS: Readonly<Record<Confidence, Text>> = {
  high: { ja: '高', en: 'high' },
  medium: { ja: '中', en: 'medium' },
  low: { ja: '低', en: 'low' },
};

export const KIND_WORDS: Readonly<Record<SeenKind, Text>> = {
  dsregcmd: { ja: 'dsregcmd の出力', en: 'dsregcmd output' },
  log: { ja: 'ログ', en: 'log' },
  events: { ja: 'イベント ログ', en: 'event log' },
  registry: { ja: 'レジストリ', en: 'registry' },
  collector: { ja: 'collect.ps1 の診断データ', en: 'evidence of collect.ps1' },
  text: { ja: 'テキスト', en: 'text' },
  empty: { ja: '空', en: 'empty' },
  binary: { ja: 'テキスト以外', en: 'not text' },
};

export const PROBLEM_WORDS: Readonly<Record<ProblemId, Text>> = {
  'cut-end': { ja: '途中で終わっています', en: 'ends too early' },
  'cut-start': { ja: '途中から始まっています', en: 'begins too late' },
  'long-line': { ja: '64 KiB を超える行の残りは読んでいません', en: 'the rest of a line over 64 KiB was not read' },
  'mixed-encoding': { ja: '文字コードが混在しています', en: 'encodings are mixed' },
  'unknown-encoding': { ja: '文字コードを判別できません', en: 'the encoding is not known' },
  malformed: { ja: '形式が正しくありません', en: 'does not follow its format' },
  'too-large': { ja: '上限を超えた部分は読んでいません', en: 'what is beyond the bound was not read' },
  'not-text': { ja: 'テキストではないため読んでいません', en: 'not read: not text' },
  clock: { ja: 'ありえない時刻があります (PC の時計のずれ)', en: 'holds impossible times (a wrong clock)' },
  'not-read': { ja: '採取時に読み取れなかったものがあります', en: 'something could not be read when it was collected' },
  encrypted: { ja: '暗号化されているため読んでいません', en: 'not read: encrypted' },
  'path-refused': {
    ja: 'フォルダーの外を指す名前のため読んでいません',
    en: 'not read: its name points outside the archive',
  },
  bomb: { ja: '展開すると大きすぎるため読んでいません', en: 'not read: too large when unpacked' },
  'broken-archive': { ja: 'アーカイブが壊れています', en: 'the archive is broken' },
};

export const INPUT_WORDS: Readonly<Record<StateInput, Text>> = {
  client: { ja: 'ConfigMgr クライアント', en: 'ConfigMgr client' },
  registered: { ja: 'サイトへの登録', en: 'registered with the site' },
  policy: { ja: '共同管理ポリシー', en: 'co-management policy' },
  intuneAuthority: { ja: '管理機関が Intune', en: 'Intune is the authority' },
  mdm: { ja: 'MDM の登録', en: 'MDM enrollment' },
  epm: { ja: 'EPM エージェント', en: 'EPM agent' },
  uploaded: { ja: 'テナントのアタッチによるアップロード', en: 'uploaded by tenant attach' },
};

const VALUE_WORDS: Readonly<Record<string, Text>> = {
  works: { ja: '動作', en: 'works' },
  remnant: { ja: '一部が残存', en: 'left in parts' },
  no: { ja: 'なし', en: 'none' },
  none: { ja: 'なし', en: 'none' },
  intune: { ja: 'Microsoft Intune', en: 'Microsoft Intune' },
  baton: { ja: 'Baton', en: 'Baton' },
  third: { ja: '他の製品', en: 'another product' },
};

/** The value of an input of the state in words; of several possible ones all. */
export function valueText(value: string | boolean, language: Language): string {
  if (typeof value === 'boolean') return (value ? WORDS.yes : WORDS.no)[language];
  const words = value.split(' | ').map((part) => VALUE_WORDS[part]?.[language] ?? part);
  return words.join(language === 'ja' ? '、または ' : ' or ');
}

const REDUCED_WORDS: Readonly<Record<string, Text>> = {
  intention: { ja: 'Baton に登録する PC のため、情報としました', en: 'information, because the PC is meant for Baton' },
  age: { ja: 'その後ログに出ていないため、情報としました', en: 'information, because its log went on without it' },
};

/** Why a finding is less than its rule says. */
export function reducedText(reducedBy: string, language: Language): string {
  const known = REDUCED_WORDS[reducedBy];
  if (known !== undefined) return known[language];
  return language === 'ja' ? `${reducedBy} により、情報としました` : `information, because of ${reducedBy}`;
}

/** What stands before and between the parts of a report. */
export const WORDS = {
  verdict: { ja: '判定', en: 'Verdict' },
  state: { ja: '状態', en: 'State' },
  findings: { ja: '所見 (対処する順)', en: 'Findings, in the order to work' },
  noFindings: { ja: '所見はありません。', en: 'No findings.' },
  remedy: { ja: '対処', en: 'Remedy' },
  console: { ja: '場所', en: 'Where' },
  evidence: { ja: '根拠', en: 'Evidence' },
  confidence: { ja: '確度', en: 'Confidence' },
  notSeen: { ja: '未取得の情報', en: 'Not seen' },
  none: { ja: 'なし', en: 'None' },
  decidedBy: { ja: '決め手', en: 'Decided by' },
  missing: { ja: '必要な情報', en: 'Needed' },
  answers: { ja: '質問と答え', en: 'Questions and answers' },
  codes: { ja: 'エラー コード', en: 'Error codes' },
  conflicts: { ja: '食い違い', en: 'Conflicts' },
  files: { ja: '読んだもの', en: 'What was read' },
  more: { ja: '解説', en: 'More about it' },
  references: { ja: '参照', en: 'References' },
  field: { ja: '実際の出力で確認', en: 'seen in real output' },
  yes: { ja: 'はい', en: 'yes' },
  no: { ja: 'いいえ', en: 'no' },
  unknown: { ja: '不明', en: 'not known' },
  line: { ja: '行', en: 'line' },
  title: { ja: 'PC の診断', en: 'Diagnosis of a PC' },
  severalPcs: {
    ja: '{n} 台分のデータが含まれています。PC ごとに診断しました。',
    en: 'The data of {n} PCs is in here. Each was diagnosed by itself.',
  },
  nothingRead: {
    ja: '読み取れるものがありませんでした。判定はしていません。',
    en: 'Nothing could be read. There is no verdict.',
  },
  unnamedPc: { ja: 'PC の名前なし', en: 'PC without a name' },
} as const satisfies Record<string, Text>;
