import { recordDeviceEvent, setDeviceState } from '../devices/registry.ts';
import type { Transaction } from '../storage/database.ts';
import type { Enrolled } from './begin-enrollment.ts';

/** The farewell's answer may get lost and be asked for again; after that the certificate is dead. Silence says none. */
const GRACE = '5 minutes';

/**
 * The PC is out of management: its user, a removed package or our order (DMClient Unenroll) ended it, or it never came to
 * fetch that order (silence). The use goes back to the roster, so that the PC may enroll again and keep its history; the certificate is revoked only after the farewell
 * was answered.
 */
export async function endEnrollment(
  tx: Transaction,
  enrolled: Pick<Enrolled, 'deviceId' | 'enrollmentId' | 'claimId'>,
  end: { why: 'user' | 'server' | 'silence'; now: Date },
): Promise<void> {
  const { deviceId, enrollmentId, claimId } = enrolled;
  const { rows } = await tx.query<{ former: string }>(
    `with before as (select state from enrollments where device_id = $1 and id = $2),
      ended as (update enrollments set state = 'ended', ended_at = $4,
        ended_why = case when $5 = 'user' and (select state from before) = 'leaving' then 'server' else $5 end
        where device_id = $1 and id = $2 and state <> 'ended'),
      dead as (update certificates set revoked_at = $4::timestamptz + $6::interval, revoked_why = 'un-enrolled'
        where device_id = $1 and enrollment_id = $2 and revoked_at is null),
      freed as (update claims set state = 'released', ended_at = $4 where id = $3 and ended_at is null)
      select state as former from before`,
    [deviceId, enrollmentId, claimId, end.now, end.why, end.why === 'silence' ? '0' : GRACE],
  );
  const former = rows[0]?.former;
  if (former === undefined || former === 'ended') return;
  await setDeviceState(tx, deviceId, 'left', end.now);
  await recordDeviceEvent(tx, deviceId, 'un-enrolled', '', {
    why: former === 'leaving' && end.why === 'user' ? 'server' : end.why,
  });
}

/**
 * The PC is to leave: its order is queued, and until its farewell it is "leaving".
 * @returns the enrollment that ends, or null where none lives or it is leaving already
 */
export async function startLeaving(tx: Transaction, deviceId: string, now: Date): Promise<string | null> {
  const { rows } = await tx.query<{ id: string }>(
    `update enrollments set state = 'leaving' where device_id = $1 and id = (
       select id from enrollments where device_id = $1 and state in ('issued', 'active') order by created_at desc limit 1)
     returning id`,
    [deviceId],
  );
  const id = rows[0]?.id ?? null;
  if (id !== null) await setDeviceState(tx, deviceId, 'leaving', now);
  return id;
}
