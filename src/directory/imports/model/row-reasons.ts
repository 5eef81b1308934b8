import { FIELD_LABELS, type ImportField } from './fields.ts';

/** Why a row of a list is left out. */
export type RowReasonId =
  | 'UPN_MISSING'
  | 'UPN_NOT_VALID'
  | 'ACCOUNT_NOT_VALID'
  | 'NAME_MISSING'
  | 'KEY_MISSING'
  | 'NAME_NOT_VALID'
  | 'UUID_NOT_VALID'
  | 'CLIENT_ID_NOT_VALID'
  | 'FLAG_NOT_VALID'
  | 'DOUBLED'
  | 'FORMULA'
  | 'ROUNDED'
  | 'SHEET_ERROR'
  | 'TOO_LONG'
  | 'CONTROL_CHARACTER'
  | 'PRIVATE_CHARACTER'
  | 'BROKEN_CHARACTER'
  | 'GROUP_UNKNOWN'
  | 'TOO_MANY_GROUPS'
  | 'COLUMN_COUNT';

/** A reason with what it is about: the field, and what stood there. */
export interface RowReason {
  readonly id: RowReasonId;
  readonly field?: ImportField;
  readonly value?: string;
}

export interface Text {
  readonly ja: string;
  readonly en: string;
}

/** Japanese puts a blank between a Latin word and its own letters. */
function spaced(word: string): string {
  return /[0-9A-Za-z]$/.test(word) ? `${word} ` : word;
}

/** The sentence of a reason in both languages. */
export function rowReasonText(reason: RowReason): Text {
  const ja = reason.field === undefined ? '' : FIELD_LABELS[reason.field].ja;
  const en = reason.field === undefined ? '' : FIELD_LABELS[reason.field].en;
  const value = reason.value ?? '';
  switch (reason.id) {
    case 'UPN_MISSING':
      return { ja: 'UPN がありません。', en: 'There is no UPN.' };
    case 'UPN_NOT_VALID':
      return { ja: `UPN の形式が正しくありません: "${value}"`, en: `The UPN is malformed: "${value}"` };
    case 'ACCOUNT_NOT_VALID':
      return {
        ja: `[${ja}] は「ドメイン\\ユーザー名」の形式で入力してください: "${value}"`,
        en: `[${en}] must be written as DOMAIN\\name: "${value}"`,
      };
    case 'NAME_MISSING':
      return { ja: 'コンピューター名がありません。', en: 'There is no computer name.' };
    case 'KEY_MISSING':
      return {
        ja: 'PC を特定できる値 (シリアル番号、ID、名前) がありません。',
        en: 'Nothing in it tells the PC: no serial number, no ID, no name.',
      };
    case 'NAME_NOT_VALID':
      return {
        ja: `コンピューター名に使用できない文字があります: "${value}"`,
        en: `The computer name holds characters that no computer name has: "${value}"`,
      };
    case 'UUID_NOT_VALID':
      return { ja: `UUID の形式が正しくありません: "${value}"`, en: `The UUID is malformed: "${value}"` };
    case 'CLIENT_ID_NOT_VALID':
      return { ja: `${spaced(ja)}の形式が正しくありません: "${value}"`, en: `${en} is malformed: "${value}"` };
    case 'FLAG_NOT_VALID':
      return {
        ja: `[${ja}] は TRUE か FALSE、1 か 0、はい か いいえ で入力してください: "${value}"`,
        en: `[${en}] must be TRUE or FALSE, 1 or 0, yes or no: "${value}"`,
      };
    case 'DOUBLED':
      return { ja: `${spaced(ja)}が行 ${value} と重複しています。`, en: `${en} repeats that of row ${value}.` };
    case 'FORMULA':
      return {
        ja: `[${ja}] が数式です: "${value}"。= + - @ またはタブで始まる値は取り込めません。`,
        en: `[${en}] is a formula: "${value}". Values that begin with = + - @ or a tab are not imported.`,
      };
    case 'ROUNDED':
      return {
        ja: `[${ja}] が表計算ソフトで数値として丸められています: "${value}"。列を文字列にして書き出し直してください。`,
        en: `A spreadsheet rounded [${en}] as a number: "${value}". Export again with this column as text.`,
      };
    case 'SHEET_ERROR':
      return {
        ja: `[${ja}] が表計算ソフトのエラー値です: "${value}"`,
        en: `[${en}] is an error value of a spreadsheet: "${value}"`,
      };
    case 'TOO_LONG':
      return {
        ja: `[${ja}] が長すぎます (上限 ${value} 文字)。`,
        en: `[${en}] is too long (limit ${value} characters).`,
      };
    case 'CONTROL_CHARACTER':
      return { ja: `[${ja}] に制御文字または改行があります。`, en: `[${en}] holds a control character or a line end.` };
    case 'PRIVATE_CHARACTER':
      return {
        ja: `[${ja}] に外字があります (U+${value})。ほかの PC では表示できません。`,
        en: `[${en}] holds a user-defined character (U+${value}), which other PCs cannot show.`,
      };
    case 'BROKEN_CHARACTER':
      return {
        ja: `[${ja}] に文字化けした文字 (U+FFFD) があります。`,
        en: `[${en}] holds a character that was lost in an earlier conversion (U+FFFD).`,
      };
    case 'GROUP_UNKNOWN':
      return {
        ja: `グループ "${value}" がありません。先に追加するか、[ないグループを追加する] を選択してください。`,
        en: `There is no group "${value}". Add it first, or choose [Add groups that do not exist].`,
      };
    case 'TOO_MANY_GROUPS':
      return { ja: `グループが多すぎます (上限 ${value})。`, en: `There are too many groups (limit ${value}).` };
    case 'COLUMN_COUNT':
      return {
        ja: `列の数が見出しと異なります (${value})。区切り文字を含む値は "" で囲んでください。`,
        en: `The number of cells differs from the heading (${value}). Put values that hold the delimiter in quotes.`,
      };
  }
}
