import { findingTitle } from '../../devices/evidence/finding-titles.ts';
import type { DiagnosedPc } from '../../devices/evidence/list-findings.ts';
import type { AttemptItem } from '../../devices/list-attempts.ts';
import type { DeviceItem } from '../../devices/list-devices.ts';
import {
  KNOWN_LABELS,
  labelOf,
  OUTCOME_LABELS,
  PLATFORM_LABELS,
  PROOF_LABELS,
  STAGE_LABELS,
  STATE_LABELS,
  STEP_LABELS,
} from '../../devices/model/labels.ts';
import { reasonText, type Text } from '../../devices/model/reasons.ts';
import { CONFIDENCE_WORDS, SEVERITY_WORDS } from '../../diagnosis/report/words.ts';
import { type CsvEncoding, countLacking, csvMoment, csvStream } from './csv.ts';

type Language = 'ja' | 'en';

/** A column of an export: its head, and what stands in it. */
export interface ExportColumn<Row> {
  readonly head: Text;
  readonly cell: (row: Row, language: Language) => string;
}

/** Columns of the devices list by the ids that `cols=` names. */
export const DEVICE_COLUMNS = {
  name: { head: { ja: '名前', en: 'Name' }, cell: (pc) => pc.name },
  state: { head: { ja: '状態', en: 'State' }, cell: (pc, language) => labelOf(STATE_LABELS, pc.state, language) },
  known: {
    head: { ja: '確認', en: 'How well known' },
    cell: (pc, language) => labelOf(KNOWN_LABELS, pc.known, language),
  },
  user: { head: { ja: 'ユーザー', en: 'User' }, cell: (pc) => pc.user?.name ?? '' },
  upn: { head: { ja: 'ユーザー名 (UPN)', en: 'User name (UPN)' }, cell: (pc) => pc.user?.upn ?? '' },
  platform: {
    head: { ja: '旧管理基盤', en: 'Old platform' },
    cell: (pc, language) => labelOf(PLATFORM_LABELS, pc.platform, language),
  },
  stage: { head: { ja: '段階', en: 'Stage' }, cell: (pc, language) => labelOf(STAGE_LABELS, pc.stage, language) },
  reason: {
    head: { ja: '理由', en: 'Reason' },
    cell: (pc, language) => (pc.reason === null ? '' : reasonText(pc.reason.id, pc.reason.params)[language]),
  },
  last: { head: { ja: '最終接続', en: 'Last contact' }, cell: (pc) => csvMoment(pc.lastContactAt) },
  next: { head: { ja: '次の接続 (遅くとも)', en: 'Next contact by' }, cell: (pc) => csvMoment(pc.nextContactBy) },
  os: { head: { ja: 'OS', en: 'OS' }, cell: (pc) => pc.osVersion ?? '' },
  serial: { head: { ja: 'シリアル番号', en: 'Serial number' }, cell: (pc) => pc.serial ?? '' },
  maker: { head: { ja: 'メーカー', en: 'Maker' }, cell: (pc) => pc.maker ?? '' },
  model: { head: { ja: 'モデル', en: 'Model' }, cell: (pc) => pc.model ?? '' },
  domain: { head: { ja: 'ドメイン', en: 'Domain' }, cell: (pc) => pc.domain },
  package: { head: { ja: '配布パッケージ', en: 'Package' }, cell: (pc) => pc.package?.name ?? '' },
  enrolled: { head: { ja: '登録日時', en: 'Enrolled at' }, cell: (pc) => csvMoment(pc.enrolledAt) },
  certificate: {
    head: { ja: '証明書の期限', en: 'Certificate expiry' },
    cell: (pc) => csvMoment(pc.certificateExpiresAt),
  },
  id: { head: { ja: 'ID', en: 'ID' }, cell: (pc) => pc.id },
} as const satisfies Record<string, ExportColumn<DeviceItem>>;

/** Columns of the attempts list by the ids that `cols=` names. */
export const ATTEMPT_COLUMNS = {
  at: { head: { ja: '時刻', en: 'Time' }, cell: (attempt) => csvMoment(attempt.lastAt) },
  outcome: {
    head: { ja: '結果', en: 'Result' },
    cell: (attempt, language) => labelOf(OUTCOME_LABELS, attempt.outcome, language),
  },
  step: { head: { ja: '段階', en: 'Step' }, cell: (attempt, language) => labelOf(STEP_LABELS, attempt.step, language) },
  pc: { head: { ja: 'PC (申告)', en: 'PC (said)' }, cell: (attempt) => attempt.pcName },
  user: { head: { ja: 'ユーザー (申告)', en: 'User (said)' }, cell: (attempt) => attempt.userName },
  reason: {
    head: { ja: '理由', en: 'Reason' },
    cell: (attempt, language) =>
      attempt.reason === null ? '' : reasonText(attempt.reason.id, attempt.reason.params)[language],
  },
  hresult: { head: { ja: 'HRESULT', en: 'HRESULT' }, cell: (attempt) => attempt.hresult ?? '' },
  address: { head: { ja: 'アドレス', en: 'Address' }, cell: (attempt) => attempt.address ?? '' },
  count: { head: { ja: '回数', en: 'Count' }, cell: (attempt) => String(attempt.count) },
  first: { head: { ja: '最初の時刻', en: 'First time' }, cell: (attempt) => csvMoment(attempt.firstAt) },
  request: { head: { ja: '要求 ID', en: 'Request ID' }, cell: (attempt) => attempt.requestId },
} as const satisfies Record<string, ExportColumn<AttemptItem>>;

/** Columns of the list of diagnosed PCs by the ids that `cols=` names. */
export const DIAGNOSED_PC_COLUMNS = {
  name: { head: { ja: 'PC', en: 'PC' }, cell: (pc) => pc.name },
  severity: {
    head: { ja: '重要度', en: 'Severity' },
    cell: (pc, language) => SEVERITY_WORDS[pc.severity][language],
  },
  verdict: { head: { ja: '判定', en: 'Verdict' }, cell: (pc, language) => findingTitle(pc.verdictId)[language] },
  state: { head: { ja: '状態', en: 'State' }, cell: (pc, language) => findingTitle(pc.stateId)[language] },
  confidence: {
    head: { ja: '確度', en: 'Confidence' },
    cell: (pc, language) => CONFIDENCE_WORDS[pc.confidence][language],
  },
  proof: {
    head: { ja: '送信元の証明', en: 'Proof of the sender' },
    cell: (pc, language) => labelOf(PROOF_LABELS, pc.proof, language),
  },
  evidence: { head: { ja: '診断データの受信', en: 'Evidence received' }, cell: (pc) => csvMoment(pc.evidenceAt) },
  findings: { head: { ja: '所見', en: 'Findings' }, cell: (pc) => pc.findings.join(' ') },
  verdictId: { head: { ja: '判定の ID', en: 'Verdict ID' }, cell: (pc) => pc.verdictId },
  stateId: { head: { ja: '状態の ID', en: 'State ID' }, cell: (pc) => pc.stateId },
  id: { head: { ja: 'ID', en: 'ID' }, cell: (pc) => pc.deviceId ?? '' },
} as const satisfies Record<string, ExportColumn<DiagnosedPc>>;

/** What an export would be: its rows, and the characters in it that Shift_JIS lacks. */
export interface ExportPreview {
  readonly rows: number;
  readonly lacking: number;
}

interface Export<Row> {
  readonly columns: readonly ExportColumn<Row>[];
  readonly pages: AsyncIterable<readonly Row[]>;
  readonly language: Language;
}

async function* cellsOf<Row>({ columns, pages, language }: Export<Row>): AsyncGenerator<string[][]> {
  for await (const page of pages) yield page.map((row) => columns.map((column) => column.cell(row, language)));
}

/** A list as a CSV, streamed. */
export function exportCsv<Row>(of: Export<Row>, encoding: CsvEncoding) {
  return csvStream(
    of.columns.map((column) => column.head[of.language]),
    cellsOf(of),
    encoding,
  );
}

/** Counts before an export is made. */
export async function previewExport<Row>(of: Export<Row>): Promise<ExportPreview> {
  let rows = 0;
  let lacking = 0;
  for await (const page of cellsOf(of)) {
    rows += page.length;
    for (const cells of page) for (const cell of cells) lacking += countLacking(cell);
  }
  return { rows, lacking };
}
