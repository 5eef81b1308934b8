import type { Text } from './reasons.ts';

type Labels = Readonly<Record<string, Text>>;

/** The words of the console for the values of a list, for exports and the command line. */
export const STATE_LABELS: Labels = {
  notseen: { ja: '未着', en: 'Not seen yet' },
  enrolling: { ja: '登録中', en: 'Enrolling' },
  waiting: { ja: 'サインイン待ち', en: 'Waiting for sign-in' },
  enrolled: { ja: '登録済み', en: 'Enrolled' },
  probation: { ja: '照合待ち', en: 'On probation' },
  failed: { ja: '失敗', en: 'Failed' },
  silent: { ja: '応答なし', en: 'Silent' },
  leaving: { ja: '登録解除中', en: 'Un-enrolling' },
  left: { ja: '登録解除済み', en: 'Un-enrolled' },
};

export const STAGE_LABELS: Labels = {
  'files-copied': { ja: 'ファイルのコピー', en: 'Files copied' },
  'script-ran': { ja: 'スクリプトの実行', en: 'Script ran' },
  'claim-accepted': { ja: '申請の受理', en: 'Claim accepted' },
  'certificate-issued': { ja: '証明書の発行', en: 'Certificate issued' },
  'first-session': { ja: '初回セッション', en: 'First session' },
  'inventory-matched': { ja: 'インベントリの照合', en: 'Inventory matched' },
};

export const KNOWN_LABELS: Labels = {
  stated: { ja: '申告', en: 'Stated' },
  listed: { ja: '一覧と一致', en: 'Listed' },
  weak: { ja: '弱い一致', en: 'Weakly matched' },
  unbound: { ja: '対応付けなし', en: 'Unbound' },
};

export const PLATFORM_LABELS: Labels = {
  configmgr: { ja: 'Configuration Manager', en: 'Configuration Manager' },
  epm: { ja: 'Ivanti EPM', en: 'Ivanti EPM' },
  none: { ja: 'なし', en: 'None' },
};

/** How the sender of evidence was known. */
export const PROOF_LABELS: Labels = {
  certificate: { ja: '証明書', en: 'Certificate' },
  claim: { ja: '申請 (申告)', en: 'Claim (claimed)' },
  pin: { ja: 'PIN (申告)', en: 'PIN (claimed)' },
  operator: { ja: 'オペレーター', en: 'Operator' },
};

export const STEP_LABELS: Labels = {
  claim: { ja: '申請', en: 'Claim' },
  discovery: { ja: '検出', en: 'Discovery' },
  policy: { ja: 'ポリシー', en: 'Policy' },
  enrollment: { ja: '証明書の発行', en: 'Certificate' },
  session: { ja: 'セッション', en: 'Session' },
};

export const OUTCOME_LABELS: Labels = {
  accepted: { ja: '受理', en: 'Accepted' },
  later: { ja: '待機', en: 'Later' },
  refused: { ja: '拒否', en: 'Refused' },
  unreadable: { ja: '読み取り不可', en: 'Unreadable' },
};

/** The word for a value; '' for none, the value itself for one of a later release. */
export function labelOf(labels: Labels, value: string | null, language: 'ja' | 'en'): string {
  if (value === null) return '';
  return Object.hasOwn(labels, value) ? (labels[value]?.[language] ?? value) : value;
}
