import type { Queryable } from '../storage/database.ts';
import { notFound } from '../storage/refusal.ts';
import { type DeviceIntention, findIntentions } from './intentions/find-intentions.ts';
import { type DeviceClock, type DeviceItem, deviceItem } from './list-devices.ts';
import { eventText } from './model/event-text.ts';
import type { Text } from './model/reasons.ts';
import { type StageEntry, stageEntries } from './model/stage-entries.ts';
import { STAGES, type Stage } from './model/stages.ts';
import { type Verdict, verdictOf } from './model/verdict.ts';
import { findDeviceRow } from './store/device-rows.ts';

/** One order to a PC, as its page shows it. */
export interface CommandItem {
  readonly id: number;
  readonly verb: string;
  readonly uri: string;
  readonly purpose: string;
  readonly state: 'queued' | 'sent' | 'acknowledged' | 'failed' | 'expired';
  readonly queuedAt: Date;
  readonly queuedBy: string;
  readonly sentAt: Date | null;
  readonly doneAt: Date | null;
  readonly status: number | null;
  /** A queued order reaches the PC by then at the latest. */
  readonly arrivesBy: Date | null;
}

/** The claim that a PC used last, without its secrets. */
export interface ClaimItem {
  readonly id: string;
  readonly state: string;
  readonly identityKind: string;
  readonly identityName: string;
  readonly known: string;
  readonly macs: readonly string[];
  readonly facts: Readonly<Record<string, unknown>>;
  readonly address: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly renewUntil: Date;
  readonly firstSessionAt: Date | null;
  readonly endedAt: Date | null;
}

/** All of one PC's page but its tabs. */
export interface DeviceDetail extends DeviceItem {
  readonly verdict: Verdict;
  readonly uuid: string | null;
  readonly configmgrId: string | null;
  readonly epmId: string | null;
  readonly hwDevId: string | null;
  readonly acceptedWhy: string | null;
  /** What it is meant to become; null where nobody said. */
  readonly intention: DeviceIntention | null;
  readonly stages: readonly StageEntry[];
  readonly claim: ClaimItem | null;
  readonly logTail: string | null;
  readonly commands: readonly CommandItem[];
}

const COMMANDS_SHOWN = 100;

interface PackageLine {
  readonly stage: string | null;
  readonly outcome: string;
  readonly kit: string | null;
  readonly log_tail: string | null;
  readonly times: Readonly<Record<string, string | null>>;
}

/** One PC with its verdict, stages, claim and orders. @throws Refusal when there is none */
export async function getDevice(q: Queryable, id: string, clock: DeviceClock): Promise<DeviceDetail> {
  const row = await findDeviceRow(q, id);
  if (row === null) throw notFound();
  const item = deviceItem(row, clock);
  const line = row.package_id === null ? null : await findLine(q, row.package_id, id);
  const claim = await findClaim(q, id);
  const times = stageTimes(line);
  const stage = STAGES.find((known) => known === line?.stage) ?? item.stage;
  const stageAt = stage === null ? null : (times[stage] ?? null);
  return {
    ...item,
    verdict: verdictOf({ ...item, stage, stageAt }, clock.now),
    uuid: row.uuid,
    configmgrId: row.configmgr_id,
    epmId: row.epm_id,
    hwDevId: row.hwdevid,
    acceptedWhy: row.accepted_why,
    intention: (await findIntentions(q, [id])).get(id) ?? null,
    stages: stageEntries({
      stage,
      times,
      hasFailed: line?.outcome === 'failed',
      kit: line?.kit ?? null,
      macs: claim?.macs.length ?? null,
      certificateExpiresAt: item.certificateExpiresAt,
      nextContactBy: item.nextContactBy,
    }),
    claim,
    logTail: line?.log_tail ?? null,
    commands: await listCommands(q, id, item.nextContactBy),
  };
}

async function findLine(q: Queryable, packageId: string, deviceId: string): Promise<PackageLine | null> {
  const { rows } = await q.query<PackageLine & Record<string, unknown>>(
    `select stage, outcome, kit, log_tail, jsonb_build_object('files-copied', files_copied_at, 'script-ran', script_ran_at,
       'claim-accepted', claim_accepted_at, 'certificate-issued', certificate_issued_at, 'first-session', first_session_at,
       'inventory-matched', inventory_matched_at) as times
     from package_pcs where package_id = $1 and key = $2`,
    [packageId, `d:${deviceId}`],
  );
  return rows[0] ?? null;
}

function stageTimes(line: PackageLine | null): Partial<Record<Stage, Date>> {
  const times: Partial<Record<Stage, Date>> = {};
  for (const stage of STAGES) {
    const at = line?.times[stage];
    if (typeof at === 'string') times[stage] = new Date(at);
  }
  return times;
}

async function findClaim(q: Queryable, deviceId: string): Promise<ClaimItem | null> {
  const { rows } = await q.query<ClaimItem & Record<string, unknown>>(
    `select id, state, identity_kind as "identityKind", identity_name as "identityName", known, macs, facts, host(address) as address,
       created_at as "createdAt", expires_at as "expiresAt", renew_until as "renewUntil", first_session_at as "firstSessionAt", ended_at as "endedAt"
     from claims where device_id = $1 order by created_at desc limit 1`,
    [deviceId],
  );
  return rows[0] ?? null;
}

async function listCommands(q: Queryable, deviceId: string, nextContactBy: Date | null): Promise<CommandItem[]> {
  const { rows } = await q.query<Omit<CommandItem, 'arrivesBy'> & Record<string, unknown>>(
    `select id, verb, uri, purpose, state, queued_at as "queuedAt", queued_by as "queuedBy", sent_at as "sentAt", done_at as "doneAt", status
     from commands where device_id = $1 order by id desc limit ${COMMANDS_SHOWN}`,
    [deviceId],
  );
  return rows.map((row) => ({ ...row, arrivesBy: row.state === 'queued' ? nextContactBy : null }));
}

/** A line of a PC's history. */
export interface DeviceEvent {
  readonly id: string;
  readonly at: Date;
  readonly kind: string;
  readonly actor: string;
  readonly text: Text;
}

/** What happened to a PC, newest first. */
export async function listDeviceEvents(
  q: Queryable,
  deviceId: string,
  page: { readonly limit: number; readonly offset: number },
): Promise<DeviceEvent[]> {
  const { rows } = await q.query<{
    id: string;
    at: Date;
    kind: string;
    actor: string;
    detail: Record<string, unknown>;
  }>('select id, at, kind, actor, detail from device_events where device_id = $1 order by id desc limit $2 offset $3', [
    deviceId,
    page.limit,
    page.offset,
  ]);
  return rows.map(({ detail, ...row }) => ({ ...row, text: eventText(row.kind, detail) }));
}
