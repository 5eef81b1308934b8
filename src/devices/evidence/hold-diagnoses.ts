import type { Transaction } from '../../storage/database.ts';
import type { EvidencePc } from './evidence-pc.ts';

/**
 * What a diagnosis is made of beside evidence (device lists, intentions) is about to change: from here to the end of the
 * transaction no evidence is written. Evidence before this is marked by the caller, evidence after it sees the change; so the
 * order is defined also where both come at the same moment. Called last, so that PCs wait for one statement only.
 */
export async function holdDiagnoses(tx: Transaction): Promise<void> {
  await tx.query("select pg_advisory_xact_lock(hashtext('diagnoses'))");
}

/** Evidence of one PC is about to be written: others of the same PC wait, and so does {@link holdDiagnoses}. */
export async function holdPc(tx: Transaction, pc: EvidencePc): Promise<void> {
  await tx.query({
    name: 'evidence-hold',
    text: "select pg_advisory_xact_lock_shared(hashtext('diagnoses')), pg_advisory_xact_lock(hashtextextended($1, 1))",
    values: [pc],
  });
}
