import type { Transaction } from '../storage/database.ts';

/**
 * Ends all that a PC holds at once and without asking it: claims, enrollments and certificates. For a stolen PC, or one
 * that is not who it said to be; its roster row is free from then on.
 * @returns false when it held nothing
 */
export async function revokeEnrollment(tx: Transaction, deviceId: string, by: string, now: Date): Promise<boolean> {
  const { rows } = await tx.query<{ held: number }>(
    `with ended as (update enrollments set state = 'ended', ended_at = $2, ended_why = 'revoked'
        where device_id = $1 and state <> 'ended' returning 1),
      dead as (update certificates set revoked_at = $2, revoked_why = 'revoked'
        where device_id = $1 and (revoked_at is null or revoked_at > $2) returning 1),
      freed as (update claims set state = 'revoked', ended_at = $2, ended_by = $3
        where device_id = $1 and ended_at is null returning 1)
     select ((select count(*) from ended) + (select count(*) from dead) + (select count(*) from freed))::int as held`,
    [deviceId, now, by],
  );
  return (rows[0]?.held ?? 0) > 0;
}
