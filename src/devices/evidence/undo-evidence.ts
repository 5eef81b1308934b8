import type { Transaction } from '../../storage/database.ts';
import { notifyLive } from '../../storage/live.ts';
import { notFound, Refusal } from '../../storage/refusal.ts';
import { pcOfDevice } from './evidence-pc.ts';
import type { EvidenceRoom } from './evidence-room.ts';
import type { EvidenceSender } from './evidence-sender.ts';
import { findContext } from './find-context.ts';
import { holdPc } from './hold-diagnoses.ts';
import { NEWEST_FIRST } from './keep-evidence.ts';
import { writeDiagnosis } from './write-diagnosis.ts';

interface Row {
  readonly id: string;
  readonly proof: EvidenceSender['proof'];
  readonly name: string;
  readonly package_id: string | null;
  readonly last_at: Date;
  readonly facts: Buffer;
}

/**
 * Takes back evidence that an operator handed in; the verdict is that of the evidence before it again, or there is none. Whoever calls
 * lets the PC be diagnosed anew.
 * @param record writes the audit, in the same transaction
 * @throws Refusal where there is no such evidence, or the PC sent it itself
 */
export async function undoEvidence(
  room: EvidenceRoom,
  { deviceId, id }: { readonly deviceId: string; readonly id: string },
  record: (tx: Transaction, name: string) => Promise<void>,
): Promise<void> {
  const pc = pcOfDevice(deviceId);
  const now = room.clock();
  const found = await room.database.query<Row>(
    `select id, proof, name, package_id, last_at, facts from evidence where pc = $1 ${NEWEST_FIRST} limit 100`,
    [pc],
  );
  const undone = found.rows.find((row) => row.id === id);
  if (undone === undefined) throw notFound();
  if (undone.proof !== 'operator') {
    throw new Refusal('conflict', 'NOT_HANDED_IN', {
      ja: 'PC 自身が送信した診断データは取り消せません。',
      en: 'Evidence that the PC sent itself cannot be taken back.',
    });
  }
  const before = found.rows.find((row) => row.id !== id);
  const context = await findContext(room.database, pc, deviceId);
  const summary =
    before === undefined
      ? null
      : await room.threads.summarize(before.facts, { ...context, receivedAt: before.last_at.toISOString() });
  await room.database.transaction(async (tx) => {
    await holdPc(tx, pc);
    const { rowCount } = await tx.query('delete from evidence where pc = $1 and id = $2', [pc, id]);
    if (rowCount === 0) throw notFound();
    const { rows } = await tx.query<{ evidence_id: string }>('select evidence_id from diagnoses where pc = $1', [pc]);
    // evidence that came meanwhile has its own verdict already
    if (rows[0]?.evidence_id === id) {
      if (before === undefined || summary === null) {
        await tx.query('delete from diagnoses where pc = $1', [pc]);
        await tx.query('update findings set gone_at = $2 where pc = $1 and gone_at is null', [pc, now]);
      } else {
        await writeDiagnosis(tx, {
          pc,
          evidenceId: before.id,
          proof: before.proof,
          name: before.name,
          deviceId,
          packageId: before.package_id,
          evidenceAt: before.last_at,
          summary,
          // made once more when the worker comes to it: what else it is made of may have changed meanwhile
          rules: '',
          now,
        });
      }
    }
    await record(tx, undone.name);
    await notifyLive(tx, 'devices', deviceId);
  });
}
