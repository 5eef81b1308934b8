import type { Text } from './reasons.ts';
import { type Language, momentText } from './time-text.ts';

type Detail = Readonly<Record<string, unknown>>;

/** What happened to a PC, by kind of event, in both languages; the history of a PC is made of these. */
const EVENTS: Readonly<Record<string, (detail: Detail, language: Language) => Text>> = {
  'claim-accepted': (d) => ({
    ja: `申請を受理しました (${text(d, 'name')})。`,
    en: `Accepted its claim (${text(d, 'name')}).`,
  }),
  'certificate-issued': (d, language) => ({
    ja: `証明書を発行しました (期限 ${time(d, 'notAfter', language)})。`,
    en: `Issued a certificate (until ${time(d, 'notAfter', language)}).`,
  }),
  'first-session': () => ({
    ja: '初回セッションが始まり、登録シークレットは無効になりました。',
    en: 'Had its first session; the enrollment secret ended.',
  }),
  matched: () => ({ ja: 'インベントリが申請と一致しました。', en: 'The inventory matched the claim.' }),
  'weakly-matched': () => ({
    ja: 'シリアル番号で確認できないため、名前、メーカー、モデルで一致と判断しました (弱い一致)。',
    en: 'No usable serial number: matched by name, maker and model (weakly matched).',
  }),
  'inventory-mismatch': (d) => ({
    ja: `インベントリが申請と一致しませんでした (${field(d, 'ja')})。照合待ちです。`,
    en: `The inventory did not match the claim (${field(d, 'en')}). On probation.`,
  }),
  accepted: (d) => ({
    ja: `オペレーターが受け入れました。理由: ${text(d, 'reason')}`,
    en: `Accepted by an operator. Reason: ${text(d, 'reason')}`,
  }),
  'inventory-requested': () => ({ ja: 'インベントリの取得を要求しました。', en: 'Asked for its inventory.' }),
  'unenroll-requested': (d) => ({
    ja: `登録解除を要求しました。理由: ${text(d, 'reason')}`,
    en: `Ordered to un-enroll. Reason: ${text(d, 'reason')}`,
  }),
  revoked: (d) => ({
    ja: `オペレーターが申請と証明書を失効させました。理由: ${text(d, 'reason')}`,
    en: `An operator revoked its claim and certificate. Reason: ${text(d, 'reason')}`,
  }),
  'un-enrolled': (d) => LEFT[text(d, 'why')] ?? LEFT_ON_PC,
  merged: (d) => ({
    ja: `「${text(d, 'name')}」の記録 (${text(d, 'serial') || 'シリアル番号なし'}) をこの PC に統合しました。理由: ${text(d, 'reason')}`,
    en: `The record "${text(d, 'name')}" (${text(d, 'serial') || 'no serial number'}) was merged into this PC. Reason: ${text(d, 'reason')}`,
  }),
  'merge-undone': (d) => ({
    ja: `「${text(d, 'name')}」との統合を元に戻しました。`,
    en: `The merge with "${text(d, 'name')}" was undone.`,
  }),
  reported: (d) => ({
    ja: `PC の報告: ${way(d, 'ja')} ${text(d, 'hresult')} ${text(d, 'message')}`.trimEnd(),
    en: `Reported by the PC: ${way(d, 'en')} ${text(d, 'hresult')} ${text(d, 'message')}`.trimEnd(),
  }),
};

const FIELDS: Readonly<Record<string, Text>> = {
  serial: { ja: 'シリアル番号', en: 'serial number' },
  name: { ja: 'コンピューター名', en: 'computer name' },
  maker: { ja: 'メーカー', en: 'maker' },
  model: { ja: 'モデル', en: 'model' },
};
const WAYS: Readonly<Record<string, Text>> = {
  icd: { ja: 'ICD.exe による登録', en: 'enrolling by ICD.exe' },
  'shared-ppkg': {
    ja: '共有プロビジョニング パッケージによる登録',
    en: 'enrolling by the shared provisioning package',
  },
  'baton-ppkg': {
    ja: 'Baton が作成したプロビジョニング パッケージによる登録',
    en: 'enrolling by a provisioning package that Baton wrote',
  },
  register: {
    ja: 'サインイン中のユーザーのセッションでの登録',
    en: 'enrolling in the session of the signed-in user',
  },
};
/** Who or what ended a PC's management. */
const LEFT: Readonly<Record<string, Text>> = {
  server: { ja: 'Baton からの命令で登録が解除されました。', en: "Un-enrolled by Baton's order." },
  silence: {
    ja: '登録解除の命令を受け取らないまま期限が切れたため、登録を終了しました。証明書は失効済みです。',
    en: 'Its enrollment was ended: the order to un-enroll expired before the PC fetched it. Its certificate is revoked.',
  },
};
const LEFT_ON_PC: Text = {
  ja: 'PC 側で登録が解除されました (ユーザーまたはパッケージの削除)。',
  en: 'Un-enrolled on the PC (by its user, or by removing a package).',
};
const LONGEST = 500;

/** Kinds of events that have a sentence. */
export const EVENT_KINDS: readonly string[] = Object.keys(EVENTS);

/** One line of a PC's history. A kind of a later release is shown by its name. */
export function eventText(kind: string, detail: Detail): Text {
  const sentence = Object.hasOwn(EVENTS, kind) ? EVENTS[kind] : undefined;
  return sentence === undefined
    ? { ja: kind, en: kind }
    : { ja: sentence(detail, 'ja').ja, en: sentence(detail, 'en').en };
}

function text(detail: Detail, key: string): string {
  const value = detail[key];
  return typeof value === 'string' ? value.slice(0, LONGEST) : '';
}

function time(detail: Detail, key: string, language: Language): string {
  const moment = new Date(text(detail, key));
  return Number.isNaN(moment.getTime()) ? (language === 'ja' ? '不明' : 'unknown') : momentText(moment, language);
}

function field(detail: Detail, language: Language): string {
  const name = text(detail, 'field');
  return FIELDS[name]?.[language] ?? name;
}

function way(detail: Detail, language: Language): string {
  const name = text(detail, 'way');
  return WAYS[name]?.[language] ?? name;
}
