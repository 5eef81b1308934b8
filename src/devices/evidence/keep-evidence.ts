import type { Queryable, Transaction } from '../../storage/database.ts';
import { uuidv7 } from '../../storage/ids.ts';
import { netBiosName, realSerial, realUuid } from '../model/hardware.ts';
import type { EvidencePc } from './evidence-pc.ts';
import type { EvidenceSender } from './evidence-sender.ts';
import type { EvidenceReading, EvidenceSubject } from './read-evidence.ts';

/** Pieces of evidence kept of one PC by each kind of proof: the newest, and those before it that said something else. */
const KEPT = { certificate: 20, operator: 20, claim: 2, pin: 2 } as const;

/**
 * Evidence of one PC, the one in force first: the newest by the time that it is about, whatever its proof; of one moment the
 * better proved one. What an operator hands in is as old as its content, so it never outweighs what the PC itself sent later.
 */
export const NEWEST_FIRST = `order by last_at desc, array_position(array['certificate', 'operator', 'claim', 'pin'], proof), id desc`;

/** Evidence that was read, and what is kept beside it. */
export interface KeptEvidence {
  readonly sender: EvidenceSender;
  readonly pc: EvidencePc;
  readonly reading: EvidenceReading;
  readonly address: string;
  /** What of the file contradicts what is known of the PC. */
  readonly differs: readonly string[];
  readonly now: Date;
  /** The moment that it is about. */
  readonly at: Date;
}

/** The same again only moves the time of the newest of its proof; something new is kept beside it. */
export async function keepEvidence(tx: Transaction, kept: KeptEvidence): Promise<string> {
  const { sender, pc, reading, address, differs, now, at } = kept;
  const { subject } = reading;
  const deviceId = 'deviceId' in sender ? sender.deviceId : null;
  const entraId = subject.redacted ? null : subject.entraId;
  const by = sender.proof === 'operator' ? sender.by : null;
  const { rows } = await tx.query<{ id: string }>({
    name: 'evidence-again',
    text: `update evidence set last_at = greatest(last_at, $2), times = times + 1, collected_at = $3, packed = $4, facts = $5, bytes = $6,
        address = $7, differs = $8, redacted = $9, entra_id = $11, handed_by = $13
      where (pc, id) = (select pc, id from evidence where pc = $1 and proof = $12 order by last_at desc limit 1) and facts_sha256 = $10
      returning id`,
    values: [
      pc,
      at,
      collectedAt(subject),
      reading.packed,
      reading.facts,
      reading.bytes,
      address,
      differs,
      subject.redacted,
      reading.factsSha256,
      entraId,
      sender.proof,
      by,
    ],
  });
  if (rows[0] !== undefined) return rows[0].id;
  const id = uuidv7(now.getTime());
  await tx.query({
    name: 'evidence-keep',
    text: `with old as (delete from evidence where pc = $1 and id in
        (select id from evidence where pc = $1 and proof = $6 order by last_at desc offset $18))
      insert into evidence (pc, id, device_id, package_id, name, proof, received_at, last_at, collected_at, address, redacted, differs, bytes,
        packed, facts, facts_sha256, entra_id, handed_by)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $19)`,
    values: [
      pc,
      id,
      deviceId,
      'packageId' in sender ? sender.packageId : null,
      sender.name,
      sender.proof,
      now,
      at,
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
      by,
    ],
  });
  return id;
}

function collectedAt(subject: EvidenceSubject): Date | null {
  const time = subject.collectedAt === null ? Number.NaN : Date.parse(subject.collectedAt);
  return Number.isNaN(time) ? null : new Date(time);
}

/**
 * Which facts of the file contradict what is known of the PC (`name`, `serial`, `uuid`): it may be of another PC. Redacted ones
 * cannot be compared.
 */
export async function findDifferences(
  q: Queryable,
  sender: EvidenceSender,
  subject: EvidenceSubject,
): Promise<readonly string[]> {
  if (subject.redacted) return [];
  if (!('deviceId' in sender)) return differingName(sender.name, subject);
  const { rows } = await q.query<{ name: string; serial: string | null; uuid: string | null }>({
    name: 'evidence-device',
    text: 'select name, serial, uuid from devices where id = $1',
    values: [sender.deviceId],
  });
  const device = rows[0];
  if (device === undefined) return [];
  const isOther = (known: string | null, said: string | null) => known !== null && said !== null && known !== said;
  return [
    ...differingName(device.name, subject),
    ...(isOther(device.serial, realSerial(subject.serial)) ? ['serial'] : []),
    ...(isOther(device.uuid, realUuid(subject.uuid)) ? ['uuid'] : []),
  ];
}

function differingName(name: string, subject: EvidenceSubject): string[] {
  if (subject.name === null) return [];
  return netBiosName(subject.name) === netBiosName(name) ? [] : ['name'];
}
