import { z } from 'zod';
import { isReasonId, REASONS } from '../devices/model/reasons.ts';
import { type PackagePcEvent, recordStage } from '../packages/record-pc.ts';
import type { EnrollmentRoom } from './enrollment-room.ts';

/** A stage before the claim. The package id is the only credential: it is shown as said, and proves nothing. */
export const saidStageSchema = z.object({
  packageId: z.uuid(),
  name: z.string().trim().min(1).max(256),
  stage: z.enum(['files-copied', 'script-ran']),
  kit: z.string().max(32).default(''),
  reason: z.string().max(64).optional(),
  detail: z.string().max(1000).optional(),
  logTail: z.string().max(4000).optional(),
});

export type SaidStage = z.infer<typeof saidStageSchema>;

/** Different names that one address may say in a day; a proxy in front of a whole site stays below it. */
const MAX_NAMES_PER_ADDRESS = 5_000;
const said = { day: '', names: new Map<string, Set<string>>() };

/** Keeps a said stage; a package that is not there, or too many names, is silently nothing. */
export async function sayStage(room: EnrollmentRoom, stage: SaidStage, address: string): Promise<void> {
  const reason = stage.reason !== undefined && isReasonId(stage.reason) ? stage.reason : undefined;
  const outcome = reason === undefined ? 'in-progress' : REASONS[reason].answer === 'later' ? 'waiting' : 'failed';
  await keepSaid(room, {
    packageId: stage.packageId,
    name: stage.name,
    stage: stage.stage,
    outcome,
    ...(reason === undefined
      ? {}
      : { reason, params: { name: stage.detail ?? '', value: stage.detail ?? '', host: room.addresses.host } }),
    ...(stage.detail === undefined ? {} : { detail: stage.detail }),
    ...(stage.logTail === undefined ? {} : { logTail: stage.logTail }),
    kit: stage.kit,
    address,
  });
}

/**
 * Keeps what was heard of a PC by its name alone, bounded per address: it proves nothing, so it cannot pause a package, and
 * says nothing of a package that is not there.
 */
export async function keepSaid(
  room: EnrollmentRoom,
  event: Omit<PackagePcEvent, 'deviceId' | 'at' | 'isProved'> & { readonly address: string },
): Promise<void> {
  const now = room.clock();
  if (!isWithinBounds(event.address, event.name, now)) return;
  const { rows } = await room.database.query({
    name: 'package-there',
    text: 'select 1 from packages where id = $1 and revoked_at is null',
    values: [event.packageId],
  });
  if (rows.length === 0) return;
  await recordStage(room.database, { ...event, deviceId: null, at: now });
}

function isWithinBounds(address: string, name: string, now: Date): boolean {
  const day = now.toISOString().slice(0, 10);
  if (said.day !== day) {
    said.day = day;
    said.names.clear();
  }
  const names = said.names.get(address) ?? new Set<string>();
  said.names.set(address, names);
  const key = name.toUpperCase();
  if (!names.has(key) && names.size >= MAX_NAMES_PER_ADDRESS) return false;
  names.add(key);
  return true;
}
