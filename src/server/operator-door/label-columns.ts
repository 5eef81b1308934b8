import type { LabelItem, LabelJudgement } from '../../devices/device-lists/list-labels.ts';
import type { ListSource, Says } from '../../devices/device-lists/model/entry.ts';
import { findingTitle } from '../../devices/evidence/finding-titles.ts';
import { csvMoment } from './csv.ts';
import type { ExportColumn } from './exports.ts';

type Text = { readonly ja: string; readonly en: string };

const SOURCES: Readonly<Record<ListSource, Text>> = {
  intune: { ja: 'Intune', en: 'Intune' },
  configmgr: { ja: 'ConfigMgr', en: 'ConfigMgr' },
};
const JUDGEMENTS: Readonly<Record<LabelJudgement, Text>> = {
  false: { ja: '実態と異なる', en: 'False' },
  unproven: { ja: '確認できない', en: 'Unproven' },
  fits: { ja: '実態と一致', en: 'Fits' },
};
const FLAGS: readonly (readonly [keyof Says, Text])[] = [
  ['client', { ja: 'クライアント', en: 'Client' }],
  ['clientActive', { ja: 'アクティブ', en: 'Active' }],
  ['coManaged', { ja: '共同管理', en: 'Co-managed' }],
  ['policyPresent', { ja: '共同管理ポリシー', en: 'Co-management policy' }],
  ['mdmEnrolled', { ja: 'MDM への登録', en: 'MDM enrolled' }],
];

/** What a console says of a PC, in one line. */
function saidText(says: Says, language: 'ja' | 'en'): string {
  const word = (flag: boolean) => (language === 'ja' ? (flag ? 'はい' : 'いいえ') : flag ? 'yes' : 'no');
  const flags = FLAGS.flatMap(([key, head]) => {
    const value = says[key];
    return typeof value === 'boolean' ? [`${head[language]}: ${word(value)}`] : [];
  });
  return [...(says.managedBy === undefined ? [] : [says.managedBy]), ...flags].join(language === 'ja' ? '、' : ', ');
}

/** Columns of the list of labels by the ids that `cols=` names. */
export const LABEL_COLUMNS = {
  name: { head: { ja: 'PC', en: 'PC' }, cell: (item) => item.name },
  source: { head: { ja: 'コンソール', en: 'Console' }, cell: (item, language) => SOURCES[item.source][language] },
  says: {
    head: { ja: 'コンソールの表示', en: 'What it shows' },
    cell: (item, language) => saidText(item.says, language),
  },
  judgement: {
    head: { ja: '判定', en: 'Judgement' },
    cell: (item, language) => JUDGEMENTS[item.judgement][language],
  },
  why: {
    head: { ja: '理由', en: 'Why' },
    cell: (item, language) => item.findings.map((id) => findingTitle(id)[language]).join(' '),
  },
  state: {
    head: { ja: 'PC の状態', en: 'State of the PC' },
    cell: (item, language) => (item.stateId === null ? '' : findingTitle(item.stateId)[language]),
  },
  exported: { head: { ja: '一覧の書き出し', en: 'List exported' }, cell: (item) => csvMoment(item.exportedAt) },
  seen: {
    head: { ja: 'コンソールへの前回の接続', en: 'Last contact with it' },
    cell: (item) => csvMoment(item.seenAt),
  },
  evidence: { head: { ja: '診断データの受信', en: 'Evidence received' }, cell: (item) => csvMoment(item.evidenceAt) },
  file: { head: { ja: 'ファイル', en: 'File' }, cell: (item) => item.fileName },
  line: { head: { ja: '行', en: 'Line' }, cell: (item) => String(item.line) },
  findings: { head: { ja: '所見の ID', en: 'Finding IDs' }, cell: (item) => item.findings.join(' ') },
  id: { head: { ja: 'ID', en: 'ID' }, cell: (item) => item.deviceId ?? '' },
} as const satisfies Record<string, ExportColumn<LabelItem>>;
