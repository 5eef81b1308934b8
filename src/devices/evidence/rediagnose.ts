import { type EvidenceRoom, rulesInForce } from './evidence-room.ts';
import { findContexts, type PcContext } from './find-context.ts';
import { holdPc } from './hold-diagnoses.ts';
import type { DiagnosisSummary } from './read-evidence.ts';
import { writeFindings } from './write-diagnosis.ts';

/** PCs whose facts are read from the database at once. */
const BATCH = 100;

/** How far diagnosing anew is. */
export interface RediagnosisProgress {
  readonly total: number;
  /** PCs whose verdict was made by other rules. */
  readonly outdated: number;
}

/** How many PCs there are, and how many of them still have a verdict by other rules. */
export async function rediagnosisProgress(room: EvidenceRoom): Promise<RediagnosisProgress> {
  const { rows } = await room.database.query<RediagnosisProgress & Record<string, unknown>>(
    'select count(*)::int as total, (count(*) filter (where rules <> $1))::int as outdated from diagnoses',
    [rulesInForce(room)],
  );
  return rows[0] ?? { total: 0, outdated: 0 };
}

/** Marks every verdict as outdated, so that the next `rediagnose` makes all of them anew. */
export async function outdateDiagnoses(room: EvidenceRoom): Promise<void> {
  await room.database.query('update diagnoses set rules = gen_random_uuid()::text');
}

interface Row {
  readonly pc: string;
  readonly device_id: string | null;
  readonly evidence_at: Date;
  readonly rules: string;
  readonly facts: Buffer;
}

/**
 * Diagnoses every PC anew whose verdict was made by other rules, from its stored facts: after an update of the rules, or when
 * an operator asks. May be stopped at any time and goes on where it was.
 * @returns how many PCs were diagnosed
 */
export async function rediagnose(room: EvidenceRoom, signal?: AbortSignal): Promise<number> {
  const rules = rulesInForce(room);
  let done = 0;
  for (;;) {
    if (signal?.aborted === true) return done;
    const { rows } = await room.database.query<Row>(
      `select d.pc, d.device_id, d.evidence_at, d.rules, e.facts from diagnoses d join evidence e on e.pc = d.pc and e.id = d.evidence_id
       where d.rules <> $1 limit $2`,
      [rules, BATCH],
    );
    if (rows.length === 0) return done;
    const contexts = await findContexts(
      room.database,
      rows.map(({ pc, device_id }) => ({ pc, deviceId: device_id })),
    );
    await Promise.all(rows.map((row) => rediagnoseOne(room, row, rules, contexts.get(row.pc))));
    done += rows.length;
  }
}

async function rediagnoseOne(
  room: EvidenceRoom,
  row: Row,
  rules: string,
  context: PcContext = { intention: {}, said: [] },
): Promise<void> {
  const receivedAt = row.evidence_at.toISOString();
  const summary: DiagnosisSummary = await room.threads.summarize(row.facts, { ...context, receivedAt });
  const now = room.clock();
  await room.database.transaction(async (tx) => {
    await holdPc(tx, row.pc);
    // evidence that came meanwhile was diagnosed by the rules in force already; a list or an intention that came meanwhile is looked at next
    const { rowCount } = await tx.query(
      `update diagnoses set verdict_id = $3, severity = $4, confidence = $5, state_id = $6, rules = $7, diagnosed_at = $8
       where pc = $1 and evidence_at = $2 and rules = $9`,
      [
        row.pc,
        row.evidence_at,
        summary.verdictId,
        summary.severity,
        summary.confidence,
        summary.stateId,
        rules,
        now,
        row.rules,
      ],
    );
    if ((rowCount ?? 0) > 0) await writeFindings(tx, row.pc, summary, now);
  });
}
