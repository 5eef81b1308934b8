import { CSV_LIMITS, type CsvProblem } from './csv-reader.ts';
import type { ImportKind } from './fields.ts';
import type { Text } from './row-reasons.ts';

/** What keeps a whole file from being imported. */
export type FileProblemId = CsvProblem | 'NO_ROWS' | 'TOO_MANY_ROWS' | 'COLUMN_NEEDED' | 'INTERNAL';

/** A problem of a file, and the line on which it was met. */
export interface FileProblem {
  readonly id: FileProblemId;
  readonly line?: number;
}

/** Rows of one file. */
export const MOST_ROWS = 500_000;

const NEEDED_TEXTS: Readonly<Record<ImportKind, Text>> = {
  users: { ja: 'UPN の列を選択してください。', en: 'Choose the column that holds the UPN.' },
  pcs: { ja: 'コンピューター名の列を選択してください。', en: 'Choose the column that holds the computer name.' },
  intune: {
    ja: '[管理者] の列と、PC を特定できる列 (シリアル番号、Entra デバイス ID、名前のいずれか) を選択してください。',
    en: 'Choose the column of [Managed by], and one that tells the PC: serial number, Entra device ID or name.',
  },
  configmgr: {
    ja: 'PC を特定できる列 (シリアル番号、UUID、ConfigMgr クライアント ID、Entra デバイス ID、リソース ID、名前のいずれか) と、クライアントまたは共同管理の列を選択してください。',
    en: 'Choose a column that tells the PC (serial number, UUID, ConfigMgr client ID, Entra device ID, resource ID or name) and one of the client or of co-management.',
  },
};

/** The sentence of a problem in both languages. */
export function fileProblemText(problem: FileProblem, kind: ImportKind): Text {
  const line = String(problem.line ?? 0);
  switch (problem.id) {
    case 'JSON_BROKEN':
      return {
        ja: `行 ${line} が JSON として正しくありません。オブジェクトの配列、または value に配列を持つ応答が必要です。`,
        en: `Line ${line} is no valid JSON. An array of objects is needed, or an answer whose "value" is one.`,
      };
    case 'QUOTE_STRAY':
      return {
        ja: `行 ${line} の引用符 (") の後に文字があります。値の中の " は "" と書いてください。`,
        en: `Line ${line} has text after a closing quotation mark. Write " inside a value as "".`,
      };
    case 'QUOTE_OPEN':
      return {
        ja: `行 ${line} で始まる引用符 (") が閉じていません。`,
        en: `The quotation mark that opens on line ${line} is never closed.`,
      };
    case 'CELL_TOO_LONG':
      return {
        ja: `行 ${line} の値が長すぎます (上限 ${CSV_LIMITS.cell} 文字)。引用符 (") が閉じていない可能性があります。`,
        en: `A value on line ${line} is too long (limit ${CSV_LIMITS.cell} characters). A quotation mark may be open.`,
      };
    case 'ROW_TOO_LONG':
      return {
        ja: `行 ${line} が長すぎます (上限 ${CSV_LIMITS.row} 文字)。`,
        en: `Line ${line} is too long (limit ${CSV_LIMITS.row} characters).`,
      };
    case 'TOO_MANY_COLUMNS':
      return {
        ja: `行 ${line} の列が多すぎます (上限 ${CSV_LIMITS.columns} 列)。`,
        en: `Line ${line} has too many columns (limit ${CSV_LIMITS.columns}).`,
      };
    case 'NO_ROWS':
      return { ja: '見出しの下に行がありません。', en: 'There are no rows below the heading.' };
    case 'TOO_MANY_ROWS':
      return {
        ja: `行が多すぎます (上限 ${MOST_ROWS} 行)。ファイルを分けてください。`,
        en: `There are too many rows (limit ${MOST_ROWS}). Split the file.`,
      };
    case 'COLUMN_NEEDED':
      return NEEDED_TEXTS[kind];
    case 'INTERNAL':
      return {
        ja: 'サーバーで処理できませんでした。もう一度アップロードしてください。続く場合はログを確認してください。',
        en: 'The server could not process it. Upload it again; if that fails too, see the log.',
      };
  }
}
