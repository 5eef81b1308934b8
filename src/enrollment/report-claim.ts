import { z } from 'zod';
import { recordDeviceEvent } from '../devices/registry.ts';
import { WAYS } from '../packages/model/ways.ts';
import { recordStage } from '../packages/record-pc.ts';
import type { EnrollmentRoom } from './enrollment-room.ts';
import type { StoredClaim } from './store/claims.ts';

/** A PC's report of one way to enroll that it tried, by its claim token. */
export const claimReportSchema = z.object({
  way: z.enum(WAYS),
  hresult: z
    .string()
    .regex(/^0x[0-9A-Fa-f]{8}$/)
    .optional(),
  message: z.string().max(1000).default(''),
  logTail: z.string().max(4000).default(''),
});

export type ClaimReport = z.infer<typeof claimReportSchema>;

/** Shows a failed way on the package's page; a report of success waits for the proof, which is the first session. */
export async function reportClaim(room: EnrollmentRoom, claim: StoredClaim, report: ClaimReport): Promise<void> {
  const now = room.clock();
  const hasFailed = report.hresult !== undefined && report.hresult !== '0x00000000';
  if (claim.firstSessionAt !== null) return;
  await room.database.transaction(async (tx) => {
    await recordStage(tx, {
      packageId: claim.packageId,
      deviceId: claim.deviceId,
      name: claim.facts.name,
      stage: claim.hwDevId === null ? 'claim-accepted' : 'certificate-issued',
      at: now,
      outcome: hasFailed ? 'failed' : 'in-progress',
      ...(report.hresult === undefined ? {} : { hresult: report.hresult }),
      detail: report.message,
      logTail: report.logTail,
    });
    await recordDeviceEvent(tx, claim.deviceId, 'reported', '', {
      way: report.way,
      hresult: report.hresult ?? '',
      message: report.message,
    });
  });
}
