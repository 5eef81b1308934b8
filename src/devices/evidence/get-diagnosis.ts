import type { Diagnosis } from '../../diagnosis/finding.ts';
import type { Queryable } from '../../storage/database.ts';
import { notFound } from '../../storage/refusal.ts';
import type { EvidencePc } from './evidence-pc.ts';
import type { EvidenceRoom } from './evidence-room.ts';
import { findContext } from './find-context.ts';
import { NEWEST_FIRST } from './keep-evidence.ts';

/** One piece of evidence of a PC, without its content. */
export interface EvidenceItem {
  readonly id: string;
  readonly proof: 'certificate' | 'claim' | 'pin' | 'operator';
  /** Who handed it in, where an operator did. */
  readonly handedBy: string | null;
  readonly receivedAt: Date;
  readonly lastAt: Date;
  readonly times: number;
  readonly collectedAt: Date | null;
  readonly address: string | null;
  readonly redacted: boolean;
  /** `name`, `serial`, `uuid`: what contradicts the registry. */
  readonly differs: readonly string[];
  readonly bytes: number;
}

/** When a finding came, and when it went. */
export interface FindingSpan {
  readonly id: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly firstAt: Date;
  readonly goneAt: Date | null;
}

/** All that is known of a PC by its evidence. */
export interface PcDiagnosis {
  readonly pc: EvidencePc;
  readonly deviceId: string | null;
  readonly name: string;
  readonly evidence: readonly EvidenceItem[];
  /** By the rules of this release, from the newest evidence. */
  readonly diagnosis: Diagnosis;
  readonly history: readonly FindingSpan[];
}

const HISTORY_SHOWN = 200;

/** What the newest evidence of a PC means. @throws Refusal when there is none */
export async function getDiagnosis(room: EvidenceRoom, pc: EvidencePc): Promise<PcDiagnosis> {
  const { rows } = await room.database.query<{ device_id: string | null; name: string; last_at: Date; facts: Buffer }>(
    `select device_id, name, last_at, facts from evidence where pc = $1 ${NEWEST_FIRST} limit 1`,
    [pc],
  );
  const newest = rows[0];
  if (newest === undefined) throw notFound();
  return {
    pc,
    deviceId: newest.device_id,
    name: newest.name,
    evidence: await listEvidence(room.database, pc),
    diagnosis: await room.threads.diagnose(newest.facts, {
      ...(await findContext(room.database, pc, newest.device_id)),
      receivedAt: newest.last_at.toISOString(),
    }),
    history: await listHistory(room.database, pc),
  };
}

/** The evidence kept of a PC, newest first. */
export async function listEvidence(q: Queryable, pc: EvidencePc): Promise<EvidenceItem[]> {
  const { rows } = await q.query<EvidenceItem & Record<string, unknown>>(
    `select id, proof, handed_by as "handedBy", received_at as "receivedAt", last_at as "lastAt", times, collected_at as "collectedAt", host(address) as address, redacted,
       differs, bytes from evidence where pc = $1 ${NEWEST_FIRST}`,
    [pc],
  );
  return rows;
}

async function listHistory(q: Queryable, pc: EvidencePc): Promise<FindingSpan[]> {
  const { rows } = await q.query<FindingSpan & Record<string, unknown>>(
    `select finding_id as id, severity, first_at as "firstAt", gone_at as "goneAt" from findings where pc = $1
     order by gone_at desc nulls first, first_at desc limit $2`,
    [pc, HISTORY_SHOWN],
  );
  return rows;
}

/** One evidence file as it was sent, gzip. @throws Refusal when there is none */
export async function getEvidenceFile(
  q: Queryable,
  pc: EvidencePc,
  id: string,
): Promise<{ packed: Buffer; name: string }> {
  const { rows } = await q.query<{ packed: Buffer; name: string }>(
    'select packed, name from evidence where pc = $1 and id = $2',
    [pc, id],
  );
  if (rows[0] === undefined) throw notFound();
  return rows[0];
}
