import { isDeepStrictEqual } from 'node:util';
import type { Transaction } from '../../storage/database.ts';
import { notifyLive } from '../../storage/live.ts';
import { DiagnosisBusyError } from './diagnosis-threads.ts';
import { type EvidencePc, pcOfDevice, pcOfName } from './evidence-pc.ts';
import { type EvidenceRoom, rulesInForce } from './evidence-room.ts';
import type { EvidenceSender, SendingPc } from './evidence-sender.ts';
import { findContext, type PcContext } from './find-context.ts';
import { holdPc } from './hold-diagnoses.ts';
import { findDifferences, keepEvidence, NEWEST_FIRST } from './keep-evidence.ts';
import type { EvidenceFault, EvidenceReading } from './read-evidence.ts';
import { writeDiagnosis } from './write-diagnosis.ts';

/** Why evidence was not taken; the door answers each by its status. */
export type EvidenceRefusal = EvidenceFault | 'too-often' | 'too-many' | 'busy';

const SECOND_MS = 1_000;
/** One PC sends evidence once a day, and when somebody asks for it. */
const PAUSE_MS = { certificate: 30 * SECOND_MS, claim: 120 * SECOND_MS, pin: 300 * SECOND_MS } as const;
/** Names for which one package takes evidence by PIN: whoever knows a PIN can make up names. */
const NAMES_BY_PIN = 500;

/**
 * Takes evidence: read and diagnosed beside the event loop, then evidence, verdict and findings written in one transaction.
 * Nothing is decided by it but what the console shows.
 * @returns null when it was taken
 */
export async function acceptEvidence(
  room: EvidenceRoom,
  sender: SendingPc,
  body: Uint8Array,
  options: { readonly isPacked: boolean; readonly address: string },
): Promise<EvidenceRefusal | null> {
  const now = room.clock();
  const pc = pcOfSender(sender);
  const early = await refuseByQuota(room, sender, pc, now);
  if (early !== null) return early;
  const context = await findContext(room.database, pc, deviceOf(sender));
  let reading: EvidenceReading | EvidenceFault;
  try {
    reading = await room.threads.read(body, options.isPacked, { ...context, receivedAt: now.toISOString() });
  } catch (error) {
    if (error instanceof DiagnosisBusyError) return 'busy';
    throw error;
  }
  if (typeof reading === 'string') return reading;
  const differs = await findDifferences(room.database, sender, reading.subject);
  await storeEvidence(room, { sender, reading, context, differs, address: options.address, now, at: now });
  return null;
}

/** Evidence that was read, with the context in which it was diagnosed. */
export interface DiagnosedEvidence {
  readonly sender: EvidenceSender;
  readonly reading: EvidenceReading;
  readonly context: PcContext;
  readonly differs: readonly string[];
  readonly address: string;
  readonly now: Date;
  /** The moment that it is about. */
  readonly at: Date;
}

/** Evidence that is kept; the verdict of the PC is made of the one in force. */
export interface WrittenEvidence {
  readonly id: string;
  readonly isInForce: boolean;
}

/**
 * Writes evidence, and its verdict where it is the one in force. What else the verdict was made of may have changed meanwhile;
 * then it is made again.
 * @param record called in the same transaction, for the audit
 */
export async function storeEvidence(
  room: EvidenceRoom,
  evidence: DiagnosedEvidence,
  record: (tx: Transaction, written: WrittenEvidence) => Promise<void> = async () => undefined,
): Promise<WrittenEvidence> {
  const { sender, reading, now, at } = evidence;
  const pc = pcOfSender(sender);
  let { context } = evidence;
  let { summary } = reading;
  for (;;) {
    const known = context;
    const stored = await room.database.transaction(async (tx) => {
      await holdPc(tx, pc);
      const current = await findContext(tx, pc, deviceOf(sender));
      if (!isDeepStrictEqual(current, known)) return current;
      const id = await keepEvidence(tx, { ...evidence, pc });
      // what a PC sends is of now; what an operator hands in may be older
      const isInForce = sender.proof !== 'operator' || (await findInForce(tx, pc)) === id;
      if (isInForce) {
        await writeDiagnosis(tx, {
          pc,
          evidenceId: id,
          proof: sender.proof,
          name: sender.name,
          deviceId: deviceOf(sender),
          packageId: 'packageId' in sender ? sender.packageId : null,
          evidenceAt: at,
          summary,
          rules: rulesInForce(room),
          now,
        });
      }
      await notifyLive(tx, 'devices', deviceOf(sender));
      await record(tx, { id, isInForce });
      return { id, isInForce };
    });
    if ('id' in stored) return stored;
    context = stored;
    summary = await room.threads.summarize(reading.facts, { ...context, receivedAt: at.toISOString() });
  }
}

async function findInForce(tx: Transaction, pc: EvidencePc): Promise<string | null> {
  const { rows } = await tx.query<{ id: string }>(`select id from evidence where pc = $1 ${NEWEST_FIRST} limit 1`, [
    pc,
  ]);
  return rows[0]?.id ?? null;
}

function pcOfSender(sender: EvidenceSender): EvidencePc {
  return sender.proof === 'pin' ? pcOfName(sender.packageId, sender.name) : pcOfDevice(sender.deviceId);
}

function deviceOf(sender: EvidenceSender): string | null {
  return 'deviceId' in sender ? sender.deviceId : null;
}

async function refuseByQuota(
  room: EvidenceRoom,
  sender: SendingPc,
  pc: EvidencePc,
  now: Date,
): Promise<EvidenceRefusal | null> {
  const { rows } = await room.database.query<{ last_at: Date | null; names: number }>({
    name: 'evidence-quota',
    text: `select (select max(last_at) from evidence where pc = $1 and proof <> 'operator') as last_at,
       case when $2::uuid is null then 0 else (select count(*)::int from (select 1 from diagnoses where proof = 'pin' and package_id = $2
         and pc <> $1 limit ${NAMES_BY_PIN}) n) end as names`,
    values: [pc, sender.proof === 'pin' ? sender.packageId : null],
  });
  const last = rows[0]?.last_at ?? null;
  if (last !== null && now.getTime() - last.getTime() < PAUSE_MS[sender.proof]) return 'too-often';
  return (rows[0]?.names ?? 0) >= NAMES_BY_PIN ? 'too-many' : null;
}
