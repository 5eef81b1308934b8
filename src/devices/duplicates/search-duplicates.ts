import type { Database, Transaction } from '../../storage/database.ts';
import { uuidv7 } from '../../storage/ids.ts';
import { notifyLive } from '../../storage/live.ts';
import { foldSearchText } from '../../storage/search-text.ts';
import { realSerial, realUuid } from '../model/hardware.ts';
import { applyRules } from './apply-rules.ts';
import type { SeedKey } from './model/compare-records.ts';
import { judgeGroup } from './model/judge-group.ts';
import {
  deleteGroups,
  type FoundGroup,
  fingerprintOf,
  listSharedValues,
  listStoredGroups,
  type SharedValue,
  type StoredGroup,
  upsertOpenGroups,
} from './store/groups.ts';
import { type DuplicateRecord, listRecords } from './store/records.ts';

/** Most records of one group: of a value that more PCs bear, these stand for all. */
const MOST_MEMBERS = 2_000;
const RECORDS_AT_ONCE = 5_000;

/** What a search found. */
export interface SearchOutcome {
  readonly records: number;
  readonly groups: number;
  /** Pairs that rules decided. */
  readonly decided: number;
}

/**
 * Looks through the whole registry for records that share a key, judges each group, and lets rules decide. What was decided
 * before stays decided unless a record or a key came to it. May run any number of times and on several nodes.
 */
export async function searchDuplicates(database: Database, now: Date): Promise<SearchOutcome> {
  const found = await database.transaction(async (tx) => {
    await tx.query("select pg_advisory_xact_lock(hashtext('duplicates'))");
    return search(tx, now);
  });
  const decided = await applyRules(database, now);
  return { ...found, decided };
}

async function search(tx: Transaction, now: Date): Promise<Omit<SearchOutcome, 'decided'>> {
  // holds what is stored first, so that nobody decides on records that were read already
  const stored = await listStoredGroups(tx);
  const shared = (await listSharedValues(tx, MOST_MEMBERS)).filter(isKey);
  const sets = foldByMembers(shared);
  const records = await readRecords(tx, [...new Set(shared.flatMap(({ members }) => members))], now);
  const apart = apartIndex(stored);
  const open: FoundGroup[] = [];
  for (const { members, values } of sets.values()) {
    const present = members.flatMap((id) => records.get(id) ?? []);
    if (present.length < 2) continue;
    const group = foundGroup(present, values);
    if (!isKeptApart(group, apart)) open.push(group);
  }
  const byPrint = new Set(open.map(({ members }) => fingerprintOf(members).toString('hex')));
  const gone = stored.filter((group) => group.state === 'open' && !byPrint.has(group.fingerprint.toString('hex')));
  await deleteGroups(
    tx,
    gone.map(({ id }) => id),
  );
  await upsertOpenGroups(tx, open, now);
  await tx.query(
    `insert into duplicate_searches (at, records, groups) select $1, (select count(*) from devices), $2
     on conflict (one) do update set at = excluded.at, records = excluded.records, groups = excluded.groups`,
    [now, open.length],
  );
  const { rows } = await tx.query<{ records: number }>('select records from duplicate_searches');
  await notifyLive(tx, 'devices');
  return { records: rows[0]?.records ?? 0, groups: open.length };
}

/** Values that are placeholders by today's list are no keys, also where an earlier release took them for some. */
function isKey({ kind, value }: SharedValue): boolean {
  if (kind === 'serial') return realSerial(value) !== null;
  return kind === 'uuid' ? realUuid(value) !== null : true;
}

/** Values that the same records bear make one group. */
function foldByMembers(shared: readonly SharedValue[]) {
  const sets = new Map<string, { readonly members: readonly string[]; readonly values: SharedValue[] }>();
  for (const value of shared) {
    const print = value.members.join();
    const set = sets.get(print);
    if (set === undefined) sets.set(print, { members: value.members, values: [value] });
    else set.values.push(value);
  }
  return sets;
}

async function readRecords(tx: Transaction, ids: readonly string[], now: Date): Promise<Map<string, DuplicateRecord>> {
  const records = new Map<string, DuplicateRecord>();
  for (let from = 0; from < ids.length; from += RECORDS_AT_ONCE)
    for (const record of await listRecords(tx, ids.slice(from, from + RECORDS_AT_ONCE), now))
      records.set(record.id, record);
  return records;
}

function foundGroup(present: readonly DuplicateRecord[], values: readonly SharedValue[]): FoundGroup {
  const { kind, confidence, suggestion, comparison, keep } = judgeGroup(present);
  return {
    id: uuidv7(),
    members: present.map(({ id }) => id),
    keys: values.map((value) => keyText(value.kind, value.value)).sort(),
    kind,
    confidence,
    suggestion,
    equalKeys: comparison.equal,
    differentKeys: comparison.different,
    suggestedKeep: keep,
    search: foldSearchText(
      ...present.slice(0, SEARCHED).flatMap((record) => [record.name, record.serial]),
      ...values.map(({ value }) => value),
    ),
  };
}

/** Records of a group whose names find it. */
const SEARCHED = 50;

/** A shared value as groups keep it. */
export function keyText(kind: SeedKey, value: string): string {
  return `${kind}:${value}`;
}

interface ApartIndex {
  readonly byMember: ReadonlyMap<string, readonly StoredGroup[]>;
  readonly values: ReadonlySet<string>;
}

function apartIndex(stored: readonly StoredGroup[]): ApartIndex {
  const byMember = new Map<string, StoredGroup[]>();
  const values = new Set<string>();
  // a group that was kept apart and opened again by new evidence still tells what is no news
  for (const group of stored.filter(({ apartKeys }) => apartKeys !== null)) {
    for (const member of group.members) byMember.set(member, [...(byMember.get(member) ?? []), group]);
    if (group.anyMember) for (const key of group.apartKeys ?? []) values.add(key);
  }
  return { byMember, values };
}

/** Whether all that a group says was known when its records were kept apart. */
function isKeptApart(group: FoundGroup, apart: ApartIndex): boolean {
  if (group.keys.every((key) => apart.values.has(key))) return true;
  const [first = '', ...others] = group.members;
  return (apart.byMember.get(first) ?? []).some((decision) => {
    const members = new Set(decision.members);
    const keys = new Set(decision.apartKeys);
    return others.every((member) => members.has(member)) && group.keys.every((key) => keys.has(key));
  });
}
