import type { Transaction } from '../../storage/database.ts';
import type { EvidencePc } from './evidence-pc.ts';
import type { EvidenceSender } from './evidence-sender.ts';
import type { DiagnosisSummary } from './read-evidence.ts';

/** What the evidence in force of a PC means. */
export interface NewDiagnosis {
  readonly pc: EvidencePc;
  readonly evidenceId: string;
  readonly proof: EvidenceSender['proof'];
  readonly name: string;
  readonly deviceId: string | null;
  readonly packageId: string | null;
  /** The moment that the evidence is about. */
  readonly evidenceAt: Date;
  readonly summary: DiagnosisSummary;
  readonly rules: string;
  readonly now: Date;
}

/** Writes verdict and findings; a finding that is no longer there ends now, and stays in the history. */
export async function writeDiagnosis(tx: Transaction, d: NewDiagnosis): Promise<void> {
  const { summary } = d;
  await tx.query({
    name: 'diagnosis-write',
    text: `insert into diagnoses (pc, evidence_id, device_id, package_id, name, proof, evidence_at, verdict_id, severity, confidence, state_id,
        rules, diagnosed_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
      on conflict (pc) do update set evidence_id = excluded.evidence_id, device_id = excluded.device_id, package_id = excluded.package_id,
        name = excluded.name, proof = excluded.proof, evidence_at = excluded.evidence_at, verdict_id = excluded.verdict_id,
        severity = excluded.severity, confidence = excluded.confidence, state_id = excluded.state_id, rules = excluded.rules,
        diagnosed_at = excluded.diagnosed_at`,
    values: [
      d.pc,
      d.evidenceId,
      d.deviceId,
      d.packageId,
      d.name,
      d.proof,
      d.evidenceAt,
      summary.verdictId,
      summary.severity,
      summary.confidence,
      summary.stateId,
      d.rules,
      d.now,
    ],
  });
  await writeFindings(tx, d.pc, summary, d.now);
}

/** Findings that are all right need no history. */
export async function writeFindings(
  tx: Transaction,
  pc: EvidencePc,
  summary: DiagnosisSummary,
  now: Date,
): Promise<void> {
  await tx.query({
    name: 'findings-write',
    text: `with said as (select * from jsonb_to_recordset($2) as f(id text, severity text, confidence text) where severity <> 'ok'),
        gone as (update findings set gone_at = $3 where pc = $1 and gone_at is null and finding_id not in (select id from said)),
        kept as (update findings f set last_at = $3, severity = said.severity, confidence = said.confidence from said
          where f.pc = $1 and f.gone_at is null and f.finding_id = said.id returning f.finding_id)
      insert into findings (pc, finding_id, first_at, severity, confidence, last_at)
      select $1, id, $3, severity, confidence, $3 from said where id not in (select finding_id from kept) on conflict do nothing`,
    values: [pc, JSON.stringify(summary.findings), now],
  });
}
