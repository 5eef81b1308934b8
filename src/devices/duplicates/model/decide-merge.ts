import type { Text } from '../../model/reasons.ts';
import { momentText } from '../../model/time-text.ts';
import { compareRecords, independentKeys, type RecordKeys } from './compare-records.ts';

/** What a merge is decided by, of one record. */
export interface MergeRecord extends RecordKeys {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly lastContactAt: Date | null;
  /** Its living enrollment (not ended, with a valid certificate): since its first session, or since it was issued. */
  readonly livingSince: Date | null;
  /** A claim of it lives and had no session: it enrolls at this moment. */
  readonly isClaiming: boolean;
}

export type MergeRefusalId = 'ONE_KEY' | 'CLAIMING' | 'TWO_PCS' | 'LIVES_ON_OTHER';

/** Why two records may not become one. */
export interface MergeRefusal {
  readonly id: MergeRefusalId;
  readonly text: Text;
}

/**
 * Whether `gone` may become part of `kept`. Two independent keys must agree, whoever asks. The certificate names the record
 * that it was issued to, so a living enrollment cannot move: its record is the one that stays. Where both live, the one that
 * fell silent before the other began is what a re-imaged PC left behind; two that talk at the same time are two PCs.
 * @returns null when it may
 */
export function refuseMerge(kept: MergeRecord, gone: MergeRecord): MergeRefusal | null {
  if (independentKeys(compareRecords([kept, gone]).equal) < 2) return refuse('ONE_KEY', ONE_KEY);
  if (gone.isClaiming) {
    return refuse('CLAIMING', {
      ja: `「${gone.name}」の記録で登録が進行中です。完了するか申請の期限が切れるまで待つか、「${gone.name}」の記録を残してください。`,
      en: `The record "${gone.name}" is enrolling at this moment. Wait until it is done or its claim expires, or keep that record.`,
    });
  }
  if (gone.livingSince === null) return null;
  if (kept.livingSince === null) return refuse('LIVES_ON_OTHER', livesOn(gone));
  const [earlier, later] = gone.livingSince <= kept.livingSince ? [gone, kept] : [kept, gone];
  if (talkedSince(earlier, later.livingSince)) {
    return refuse('TWO_PCS', {
      ja: `どちらの登録も有効で、「${earlier.name}」は「${later.name}」の登録後も接続しています (${when(earlier, 'ja')})。別々の PC です。片方を廃棄した場合は、先にその登録を解除するか証明書を失効させてください。`,
      en: `Both enrollments live, and "${earlier.name}" called after "${later.name}" was enrolled (${when(earlier, 'en')}): these are two PCs. If one of them is gone for good, un-enroll or revoke it first.`,
    });
  }
  return earlier === gone ? null : refuse('LIVES_ON_OTHER', livesOn(gone));
}

/** The record that best stays: the one that lives, else the one that talked last, else the older one; null where none may. */
export function suggestKept(records: readonly MergeRecord[]): string | null {
  const time = (date: Date | null) => date?.getTime() ?? 0;
  const best = [...records].sort(
    (a, b) =>
      Number(b.isClaiming) - Number(a.isClaiming) ||
      time(b.livingSince) - time(a.livingSince) ||
      time(b.lastContactAt) - time(a.lastContactAt) ||
      time(a.createdAt) - time(b.createdAt) ||
      (a.id < b.id ? -1 : 1),
  );
  return best.find((kept) => records.every((other) => other === kept || refuseMerge(kept, other) === null))?.id ?? null;
}

/** Whether both have a living enrollment, and talk at the same time: two real PCs. */
export function bothTalk(a: MergeRecord, b: MergeRecord): boolean {
  if (a.livingSince === null || b.livingSince === null) return false;
  const [earlier, later] = a.livingSince <= b.livingSince ? [a, b.livingSince] : [b, a.livingSince];
  return talkedSince(earlier, later);
}

function talkedSince(record: MergeRecord, since: Date | null): boolean {
  return since !== null && record.lastContactAt !== null && record.lastContactAt > since;
}

function refuse(id: MergeRefusalId, text: Text): MergeRefusal {
  return { id, text };
}

const ONE_KEY: Text = {
  ja: '一致するキーが 1 種類だけなので統合できません。独立した 2 種類以上のキー (シリアル番号、UUID、MAC アドレス、クライアント ID、名前) の一致が必要です。',
  en: 'Only one kind of key agrees, which never makes two records one PC. Two independent ones are needed (serial number, UUID, MAC address, client id, name).',
};

function livesOn(record: MergeRecord): Text {
  return {
    ja: `「${record.name}」の登録が有効で、証明書はその記録に対して発行されています。「${record.name}」の記録を残してください。`,
    en: `The record "${record.name}" has the living enrollment, and its certificate names that record. Keep that one.`,
  };
}

function when(record: MergeRecord, language: 'ja' | 'en'): string {
  return record.lastContactAt === null ? '' : momentText(record.lastContactAt, language);
}
