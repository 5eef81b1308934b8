import type { Queryable } from '../../storage/database.ts';

export interface NewEnrollment {
  readonly deviceId: string;
  readonly id: string;
  readonly claimId: string;
  readonly packageId: string;
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
    readonly fingerprint: Buffer;
    readonly der: Buffer;
    readonly notBefore: Date;
    readonly notAfter: Date;
  };
  readonly now: Date;
}

/**
 * Writes an enrollment with its certificate, and ends what the same PC was given before its first
 * session, also under a former claim whose answer it never got:
 * until the first session a further request of the same PC revokes the former certificate (design fact 4).
 */
export async function insertEnrollment(q: Queryable, e: NewEnrollment): Promise<void> {
  await q.query({
    name: 'enrollment-supersede',
    text: `with ended as (
        update enrollments set state = 'ended', ended_at = $2, ended_why = 'replaced'
        where device_id = $1 and state = 'issued' returning id)
      update certificates set revoked_at = $2, revoked_why = 'replaced'
      where device_id = $1 and enrollment_id in (select id from ended) and revoked_at is null`,
    values: [e.deviceId, e.now],
  });
  await q.query({
    name: 'enrollment-insert',
    text: `with enrolled as (
        insert into enrollments (device_id, id, claim_id, package_id, enrollment_type, source, hwdevid, state, probation, bound,
          client_hash, server_hash, client_nonce, context, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, 'issued', true, $8, $9, $10, $11, $12, $13))
      insert into certificates (device_id, serial, enrollment_id, fingerprint, der, not_before, not_after, issued_at)
      values ($1, $14, $2, $15, $16, $17, $18, $13)`,
    values: [
      e.deviceId,
      e.id,
      e.claimId,
      e.packageId,
      e.enrollmentType,
      e.source,
      e.hwDevId,
      e.bound,
      e.clientHash,
      e.serverHash,
      e.clientNonce,
      JSON.stringify(e.context),
      e.now,
      e.certificate.serial,
      e.certificate.fingerprint,
      e.certificate.der,
      e.certificate.notBefore,
      e.certificate.notAfter,
    ],
  });
}
