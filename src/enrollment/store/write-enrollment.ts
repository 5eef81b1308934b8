import { stageRow } from '../../packages/record-pc.ts';
import type { Queryable } from '../../storage/database.ts';
import { uuidv7 } from '../../storage/ids.ts';
import { toJsonb } from '../../storage/jsonb.ts';
import { type Attempt, attemptRow } from '../record-attempt.ts';
import type { StoredClaim } from './claims.ts';

/** A certificate that was signed for a claim, and what goes with it. */
export interface NewEnrollment {
  readonly id: string;
  /** As it was when the request was decided. */
  readonly claim: StoredClaim;
  readonly enrollmentType: 'Device' | 'Full';
  readonly source: string;
  readonly hwDevId: string;
  readonly bound: 'mac' | 'secret' | 'plain';
  readonly clientHash: string;
  readonly serverHash: string;
  readonly clientNonce: Buffer;
  readonly context: Readonly<Record<string, unknown>>;
  readonly certificate: {
    readonly serial: string;
    readonly der: Buffer;
    readonly notBefore: Date;
    readonly notAfter: Date;
  };
  readonly attempt: Attempt;
  readonly now: Date;
}

/**
 * Writes an enrollment in one statement: use of the claim, certificate, stage, history and attempt; what the same PC was
 * given before its first session ends. False, with nothing changed, when another request of the claim came in between.
 */
export async function writeEnrollment(q: Queryable, e: NewEnrollment): Promise<boolean> {
  const { claim, now } = e;
  const json = {
    id: e.id,
    deviceId: claim.deviceId,
    claimId: claim.id,
    packageId: claim.packageId,
    expectState: claim.state,
    expectHwDevId: claim.hwDevId,
    enrollmentType: e.enrollmentType,
    source: e.source,
    hwDevId: e.hwDevId,
    bound: e.bound,
    clientHash: e.clientHash,
    serverHash: e.serverHash,
    context: e.context,
    serial: e.certificate.serial,
    notBefore: e.certificate.notBefore.toISOString(),
    notAfter: e.certificate.notAfter.toISOString(),
    stage: stageRow({
      packageId: claim.packageId,
      deviceId: claim.deviceId,
      name: claim.facts.name,
      stage: 'certificate-issued',
      at: now,
      outcome: 'in-progress',
    }),
    attempt: attemptRow(e.attempt, now),
    eventId: uuidv7(now.getTime()),
    at: now.toISOString(),
  };
  const { rows } = await q.query<{ done: boolean }>({
    name: 'enrollment-write',
    text: 'select write_enrollment($1, $2, $3) as done',
    values: [toJsonb(json), e.clientNonce, e.certificate.der],
  });
  return rows[0]?.done ?? false;
}
