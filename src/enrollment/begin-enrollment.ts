import { recordDeviceEvent, setDeviceState, updateDevice } from '../devices/registry.ts';
import { recordStage } from '../packages/record-pc.ts';
import type { Transaction } from '../storage/database.ts';

/** Which enrollment of which PC, by which claim. */
export interface Enrolled {
  readonly deviceId: string;
  readonly enrollmentId: string;
  readonly claimId: string;
  readonly packageId: string;
}

/**
 * The first authenticated session (design fact 4): from here on the claim's secret is dead, the enrollment lives, and what
 * the PC had before (an older enrollment with its certificate and claim) ends. Until the inventory matches the PC is on
 * probation.
 */
export async function beginEnrollment(tx: Transaction, enrolled: Enrolled, now: Date): Promise<void> {
  const { deviceId, enrollmentId, claimId } = enrolled;
  const { rows } = await tx.query<{ name: string; hwdevid: string | null; not_after: Date }>({
    name: 'enrollment-begin',
    text: `with begun as (
        update enrollments set state = case when state = 'issued' then 'active' else state end, first_session_at = $4
        where device_id = $1 and id = $2 returning hwdevid),
      used as (update claims set state = 'used', first_session_at = $4, ended_at = null where id = $3),
      former as (
        update enrollments set state = 'ended', ended_at = $4, ended_why = 'replaced'
        where device_id = $1 and id <> $2 and state <> 'ended' returning id),
      dead as (
        update certificates set revoked_at = $4, revoked_why = 'replaced'
        where device_id = $1 and enrollment_id in (select id from former) and revoked_at is null),
      freed as (
        update claims set state = 'replaced', ended_at = $4
        where device_id = $1 and id <> $3 and ended_at is null)
      select d.name, b.hwdevid, c.not_after from begun b, devices d, certificates c
      where d.id = $1 and c.device_id = $1 and c.enrollment_id = $2`,
    values: [deviceId, enrollmentId, claimId, now],
  });
  const row = rows[0];
  if (row === undefined) throw new Error('first session of an enrollment that is not there');
  await recordStage(tx, {
    packageId: enrolled.packageId,
    deviceId,
    name: row.name,
    stage: 'first-session',
    at: now,
    outcome: 'in-progress',
  });
  await updateDevice(tx, deviceId, { hwDevId: row.hwdevid, enrolledAt: now, certificateExpiresAt: row.not_after });
  await setDeviceState(tx, deviceId, 'probation', now);
  await recordDeviceEvent(tx, deviceId, 'first-session', '', {});
}
