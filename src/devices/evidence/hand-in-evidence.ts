import type { Transaction } from '../../storage/database.ts';
import { notFound, Refusal } from '../../storage/refusal.ts';
import { storeEvidence } from './accept-evidence.ts';
import { DiagnosisBusyError } from './diagnosis-threads.ts';
import { pcOfDevice } from './evidence-pc.ts';
import type { EvidenceRoom } from './evidence-room.ts';
import type { HandedFile } from './files/examine-files.ts';
import type { HandedFault, HandedReading } from './files/read-handed.ts';
import { findContext } from './find-context.ts';
import { findDifferences } from './keep-evidence.ts';

/** Files that an operator says were copied from a PC of the registry. */
export interface HandedEvidence {
  readonly deviceId: string;
  readonly by: string;
  readonly address: string;
  /** The operator knows that the files name another PC than the registry, and means this one all the same. */
  readonly isConfirmed: boolean;
}

/** What became of it. */
export interface HandedIn {
  readonly id: string;
  /** false: what the PC sent itself is newer, so the verdict is still made of that. */
  readonly isInForce: boolean;
  /** `name`, `serial`, `uuid`: what contradicts the registry, and was confirmed. */
  readonly differs: readonly string[];
}

/** Before this no clock of a PC was right. */
const EARLIEST = Date.UTC(2009, 0, 1);

/**
 * Takes files as evidence of a PC and diagnoses them at once. They are as old as their content: what the PC sent itself since then
 * stays in force.
 * @param record writes the audit, in the transaction of the evidence
 * @throws Refusal where nothing can be read, the files are of several PCs, or of another PC and that was not confirmed
 */
export async function handInEvidence(
  room: EvidenceRoom,
  { deviceId, by, address, isConfirmed }: HandedEvidence,
  files: readonly HandedFile[],
  record: (tx: Transaction, name: string, handed: HandedIn) => Promise<void>,
): Promise<HandedIn> {
  const now = room.clock();
  const { rows } = await room.database.query<{ name: string }>('select name from devices where id = $1', [deviceId]);
  const name = rows[0]?.name;
  if (name === undefined) throw notFound();
  const context = await findContext(room.database, pcOfDevice(deviceId), deviceId);
  const reading = await read(room, files, { ...context, receivedAt: now.toISOString() });
  if ('fault' in reading) throw refusalOf(reading);
  const sender = { proof: 'operator', deviceId, name, by } as const;
  const differs = await findDifferences(room.database, sender, reading.subject);
  if (differs.length > 0 && !isConfirmed) throw ofAnotherPc(name, reading, differs);
  const last = reading.lastTime === null ? Number.NaN : Date.parse(reading.lastTime);
  const at = last >= EARLIEST && last < now.getTime() ? new Date(last) : now;
  const stored = await storeEvidence(room, { sender, reading, context, differs, address, now, at }, (tx, written) =>
    record(tx, name, { ...written, differs }),
  );
  return { ...stored, differs };
}

async function read(
  room: EvidenceRoom,
  files: readonly HandedFile[],
  context: Parameters<EvidenceRoom['threads']['handIn']>[1],
): Promise<HandedReading | HandedFault> {
  try {
    return await room.threads.handIn(files, context);
  } catch (error) {
    if (!(error instanceof DiagnosisBusyError)) throw error;
    throw new Refusal(
      'later',
      'DIAGNOSIS_BUSY',
      {
        ja: '診断が混み合っています。少し待ってからもう一度実行してください。',
        en: 'Too much is being diagnosed. Try again in a moment.',
      },
      { retryAfterSeconds: 30 },
    );
  }
}

function refusalOf(fault: HandedFault): Refusal {
  if (fault.fault === 'nothing') {
    return new Refusal('invalid', 'NOTHING_READABLE', {
      ja: '診断に使える内容が読み取れません。何も保存していません。',
      en: 'Nothing in these files can be used for a diagnosis. Nothing was kept.',
    });
  }
  const names = fault.names.slice(0, 5).join(', ');
  return new Refusal('invalid', 'SEVERAL_PCS', {
    ja: `複数の PC のファイルです${names === '' ? '' : ` (${names})`}。1 台ずつ追加してください。何も保存していません。`,
    en: `These files are of several PCs${names === '' ? '' : ` (${names})`}. Add those of one PC at a time. Nothing was kept.`,
  });
}

const WORDS = {
  name: { ja: 'PC 名', en: 'name' },
  serial: { ja: 'シリアル番号', en: 'serial number' },
  uuid: { ja: 'UUID', en: 'UUID' },
} as const;

function ofAnotherPc(name: string, { subject }: HandedReading, differs: readonly string[]): Refusal {
  const ids = (['name', 'serial', 'uuid'] as const).filter((id) => differs.includes(id));
  const said = (language: 'ja' | 'en') =>
    ids.map((id) => `${WORDS[id][language]} ${subject[id] ?? ''}`).join(language === 'ja' ? '、' : ', ');
  return new Refusal('conflict', 'EVIDENCE_OF_OTHER_PC', {
    ja: `このファイルは ${name} のものではない可能性があります (${said('ja')})。何も保存していません。`,
    en: `These files seem to be of another PC than ${name} (${said('en')}). Nothing was kept.`,
  });
}
