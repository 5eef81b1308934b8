import type { Intention } from '../../diagnosis/rules/rule.ts';
import type { Transaction } from '../../storage/database.ts';
import { uuidv7 } from '../../storage/ids.ts';
import { notifyLive } from '../../storage/live.ts';
import { findListFacts } from '../device-lists/list-facts.ts';
import { netBiosName, realSerial, realUuid } from '../model/hardware.ts';
import { DiagnosisBusyError } from './diagnosis-threads.ts';
import { pcOfDevice, pcOfName } from './evidence-pc.ts';
import { type EvidenceRoom, rulesInForce } from './evidence-room.ts';
import type { DiagnosisSummary, EvidenceFault, EvidenceReading, EvidenceSubject } from './read-evidence.ts';

/** Who sends evidence, as the door proved it; nothing of it comes from the file. */
export type EvidenceSender =
  /** Under mTLS, or an operator for a PC of the registry. */
  | { readonly proof: 'certificate' | 'operator'; readonly deviceId: string; readonly name: string }
  /** By a claim token: the claim's device, but only claimed. */
  | { readonly proof: 'claim'; readonly deviceId: string; readonly packageId: string; readonly name: string }
  /** By a PIN, where no claim was accepted: a package and a name. */
  | { readonly proof: 'pin'; readonly packageId: string; readonly name: string };

/** Why evidence was not taken; the door answers each by its status. */
export type EvidenceRefusal = EvidenceFault | 'too-often' | 'too-many' | 'busy';

const SECOND_MS = 1_000;
/** One PC sends evidence once a day, and when somebody asks for it. */
const PAUSE_MS = { certificate: 30 * SECOND_MS, operator: 0, claim: 120 * SECOND_MS, pin: 300 * SECOND_MS } as const;
/** Pieces of evidence kept of one PC: the newest, and those before it that said something else. */
const KEPT = { certificate: 20, operator: 20, claim: 2, pin: 2 } as const;
/** Names for which one package takes evidence by PIN: whoever knows a PIN can make up names. */
const NAMES_BY_PIN = 500;

/**
 * Takes evidence: read and diagnosed beside the event loop, then evidence, verdict and findings written in one transaction.
 * Nothing is decided by it but what the console shows.
 * @returns null when it was taken
 */
export async function acceptEvidence(
  room: EvidenceRoom,
  sender: EvidenceSender,
  body: Uint8Array,
  options: { readonly isPacked: boolean; readonly address: string },
): Promise<EvidenceRefusal | null> {
  const now = room.clock();
  const pc = sender.proof === 'pin' ? pcOfName(sender.packageId, sender.name) : pcOfDevice(sender.deviceId);
  const early = await refuseByQuota(room, sender, pc, now);
  if (early !== null) return early;
  const context = {
    intention: await intentionFor(room, sender),
    receivedAt: now.toISOString(),
    said: (await findListFacts(room.database, [pc])).get(pc) ?? [],
  };
  let reading: EvidenceReading | EvidenceFault;
  try {
    reading = await room.threads.read(body, options.isPacked, context);
  } catch (error) {
    if (error instanceof DiagnosisBusyError) return 'busy';
    throw error;
  }
  if (typeof reading === 'string') return reading;
  const taken = reading;
  return room.database.transaction(async (tx) => {
    // two pieces of one PC queue here
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 1))', [pc]);
    const evidenceId = await keepEvidence(tx, { sender, pc, reading: taken, address: options.address, now });
    await writeDiagnosis(tx, { pc, evidenceId, sender, summary: taken.summary, rules: rulesInForce(room), now });
    await notifyLive(tx, 'devices', 'deviceId' in sender ? sender.deviceId : null);
    return null;
  });
}

async function refuseByQuota(
  room: EvidenceRoom,
  sender: EvidenceSender,
  pc: string,
  now: Date,
): Promise<EvidenceRefusal | null> {
  const { rows } = await room.database.query<{ last_at: Date | null; names: number }>(
    `select (select max(last_at) from evidence where pc = $1) as last_at,
       case when $2::uuid is null then 0 else (select count(*)::int from (select 1 from diagnoses where proof = 'pin' and package_id = $2
         and pc <> $1 limit ${NAMES_BY_PIN}) n) end as names`,
    [pc, sender.proof === 'pin' ? sender.packageId : null],
  );
  const last = rows[0]?.last_at ?? null;
  if (last !== null && now.getTime() - last.getTime() < PAUSE_MS[sender.proof]) return 'too-often';
  return (rows[0]?.names ?? 0) >= NAMES_BY_PIN ? 'too-many' : null;
}

/** What the PC is meant to become: one that a package was made for is meant to enroll here. */
async function intentionFor(room: EvidenceRoom, sender: EvidenceSender): Promise<Intention> {
  if ('packageId' in sender) return { target: 'baton' };
  return intentionOfDevice(room, sender.deviceId);
}

/** What a PC of the registry is meant to become. */
export async function intentionOfDevice(room: EvidenceRoom, deviceId: string): Promise<Intention> {
  const { rows } = await room.database.query<{ has_package: boolean }>(
    'select package_id is not null as has_package from devices where id = $1',
    [deviceId],
  );
  return rows[0]?.has_package === true ? { target: 'baton' } : {};
}

interface KeptEvidence {
  readonly sender: EvidenceSender;
  readonly pc: string;
  readonly reading: EvidenceReading;
  readonly address: string;
  readonly now: Date;
}

/** The same again only moves the time of the newest; something new is kept beside it. */
async function keepEvidence(tx: Transaction, { sender, pc, reading, address, now }: KeptEvidence): Promise<string> {
  const { subject } = reading;
  const deviceId = 'deviceId' in sender ? sender.deviceId : null;
  const entraId = subject.redacted ? null : subject.entraId;
  const differs = deviceId === null ? differingName(sender.name, subject) : await differingFacts(tx, deviceId, subject);
  const { rows } = await tx.query<{ id: string }>(
    `update evidence set last_at = $2, times = times + 1, collected_at = $3, packed = $4, facts = $5, bytes = $6, address = $7, proof = $8,
       differs = $9, redacted = $10, entra_id = $12
     where (pc, id) = (select pc, id from evidence where pc = $1 order by last_at desc limit 1) and facts_sha256 = $11
     returning id`,
    [
      pc,
      now,
      collectedAt(subject),
      reading.packed,
      reading.facts,
      reading.bytes,
      address,
      sender.proof,
      differs,
      subject.redacted,
      reading.factsSha256,
      entraId,
    ],
  );
  if (rows[0] !== undefined) return rows[0].id;
  const id = uuidv7(now.getTime());
  await tx.query(
    `with old as (delete from evidence where pc = $1 and id in (select id from evidence where pc = $1 order by last_at desc offset $17))
     insert into evidence (pc, id, device_id, package_id, name, proof, received_at, last_at, collected_at, address, redacted, differs, bytes,
       packed, facts, facts_sha256, entra_id)
     values ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    [
      pc,
      id,
      deviceId,
      'packageId' in sender ? sender.packageId : null,
      sender.name,
      sender.proof,
      now,
      collectedAt(subject),
      address,
      subject.redacted,
      differs,
      reading.bytes,
      reading.packed,
      reading.facts,
      reading.factsSha256,
      entraId,
      KEPT[sender.proof] - 1,
    ],
  );
  return id;
}

function collectedAt(subject: EvidenceSubject): Date | null {
  const time = subject.collectedAt === null ? Number.NaN : Date.parse(subject.collectedAt);
  return Number.isNaN(time) ? null : new Date(time);
}

function differingName(name: string, subject: EvidenceSubject): string[] {
  if (subject.redacted || subject.name === null) return [];
  return netBiosName(subject.name) === netBiosName(name) ? [] : ['name'];
}

/** Which facts of the file contradict the registry: it may be of another PC. Redacted ones cannot be compared. */
async function differingFacts(tx: Transaction, deviceId: string, subject: EvidenceSubject): Promise<string[]> {
  if (subject.redacted) return [];
  const { rows } = await tx.query<{ name: string; serial: string | null; uuid: string | null }>(
    'select name, serial, uuid from devices where id = $1',
    [deviceId],
  );
  const device = rows[0];
  if (device === undefined) return [];
  const isOther = (known: string | null, said: string | null) => known !== null && said !== null && known !== said;
  return [
    ...differingName(device.name, subject),
    ...(isOther(device.serial, realSerial(subject.serial)) ? ['serial'] : []),
    ...(isOther(device.uuid, realUuid(subject.uuid)) ? ['uuid'] : []),
  ];
}

interface NewDiagnosis {
  readonly pc: string;
  readonly evidenceId: string;
  readonly sender: {
    readonly proof: EvidenceSender['proof'];
    readonly name: string;
    readonly deviceId?: string;
    readonly packageId?: string;
  };
  readonly summary: DiagnosisSummary;
  readonly rules: string;
  readonly now: Date;
}

/** Writes verdict and findings; a finding that is no longer there ends now, and stays in the history. */
async function writeDiagnosis(tx: Transaction, d: NewDiagnosis): Promise<void> {
  const { summary } = d;
  await tx.query(
    `insert into diagnoses (pc, evidence_id, device_id, package_id, name, proof, evidence_at, verdict_id, severity, confidence, state_id, rules,
       diagnosed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $7)
     on conflict (pc) do update set evidence_id = excluded.evidence_id, device_id = excluded.device_id, package_id = excluded.package_id,
       name = excluded.name, proof = excluded.proof, evidence_at = excluded.evidence_at, verdict_id = excluded.verdict_id,
       severity = excluded.severity, confidence = excluded.confidence, state_id = excluded.state_id, rules = excluded.rules,
       diagnosed_at = excluded.diagnosed_at`,
    [
      d.pc,
      d.evidenceId,
      d.sender.deviceId ?? null,
      d.sender.packageId ?? null,
      d.sender.name,
      d.sender.proof,
      d.now,
      summary.verdictId,
      summary.severity,
      summary.confidence,
      summary.stateId,
      d.rules,
    ],
  );
  await writeFindings(tx, d.pc, summary, d.now);
}

/** Findings that are all right need no history. */
export async function writeFindings(tx: Transaction, pc: string, summary: DiagnosisSummary, now: Date): Promise<void> {
  await tx.query(
    `with said as (select * from jsonb_to_recordset($2) as f(id text, severity text, confidence text) where severity <> 'ok'),
      gone as (update findings set gone_at = $3 where pc = $1 and gone_at is null and finding_id not in (select id from said)),
      kept as (update findings f set last_at = $3, severity = said.severity, confidence = said.confidence from said
        where f.pc = $1 and f.gone_at is null and f.finding_id = said.id returning f.finding_id)
     insert into findings (pc, finding_id, first_at, severity, confidence, last_at)
     select $1, id, $3, severity, confidence, $3 from said where id not in (select finding_id from kept) on conflict do nothing`,
    [pc, JSON.stringify(summary.findings), now],
  );
}
