import { createHash } from 'node:crypto';
import type { Queryable, Transaction } from '../../../storage/database.ts';
import type { Key, SeedKey } from '../model/compare-records.ts';
import type { Confidence, GroupKind, Suggestion } from '../model/judge-group.ts';

export type GroupState = 'open' | 'apart' | 'merged';

/** A stored group. */
export interface StoredGroup {
  readonly id: string;
  readonly members: readonly string[];
  /** kind:value of what they share. */
  readonly keys: readonly string[];
  readonly kind: GroupKind;
  readonly confidence: Confidence;
  readonly suggestion: Suggestion;
  readonly foundAt: Date;
  readonly state: GroupState;
  readonly decidedAt: Date | null;
  readonly decidedBy: string | null;
  readonly decidedWhy: string | null;
  readonly ruleId: string | null;
  readonly apartKeys: readonly string[] | null;
  readonly anyMember: boolean;
  readonly keptId: string | null;
  /** A person took a decision back: rules no longer decide. */
  readonly asks: boolean;
  /** How its records compared at the last search. */
  readonly equalKeys: readonly Key[];
  readonly differentKeys: readonly Key[];
  /** The record that would stay; null where no merge is possible. */
  readonly suggestedKeep: string | null;
}

export const GROUP_COLUMNS = `g.id, g.members, g.keys, g.kind, g.confidence, g.suggestion, g.found_at as "foundAt", g.state,
  g.decided_at as "decidedAt", g.decided_by as "decidedBy", g.decided_why as "decidedWhy", g.rule_id as "ruleId", g.apart_keys as "apartKeys",
  g.any_member as "anyMember", g.kept_id as "keptId", g.asks, g.equal_keys as "equalKeys",
  g.different_keys as "differentKeys", g.suggested_keep as "suggestedKeep"`;

/** The group of that id; `lock` holds it against everybody else's decision until the transaction ends. */
export async function findGroup(q: Queryable, id: string, lock = false): Promise<StoredGroup | null> {
  const { rows } = await q.query<StoredGroup & Record<string, unknown>>(
    `select ${GROUP_COLUMNS} from duplicate_groups g where g.id = $1${lock ? ' for update' : ''}`,
    [id],
  );
  return rows[0] ?? null;
}

/** One value that several records bear. */
export interface SharedValue {
  readonly kind: SeedKey;
  readonly value: string;
  readonly members: readonly string[];
}

const COLUMN_OF: Readonly<Record<SeedKey, string>> = {
  serial: 'serial',
  uuid: 'uuid',
  hwDevId: 'hwdevid',
  configmgrId: 'configmgr_id',
  epmId: 'epm_id',
};

// column by column: each is grouped in its index, where sorting half a million keys at once would take seconds
const SHARED_VALUES = Object.entries(COLUMN_OF)
  .map(
    ([
      kind,
      column,
    ]) => `select '${kind}' as kind, ${column} as value, (array_agg(id order by id))[1:$1] as members from devices
       where ${column} in (select ${column} from devices where ${column} is not null and ${column} <> '' group by 1 having count(*) > 1)
       group by ${column}`,
  )
  .join(' union all ');

/** Every value that two or more records bear. Of a value that more bear than `most`, that many records are named. */
export async function listSharedValues(q: Queryable, most: number): Promise<SharedValue[]> {
  const { rows } = await q.query<SharedValue & Record<string, unknown>>(SHARED_VALUES, [most]);
  return rows;
}

/** Groups that were kept apart, and what is known of those found before, by fingerprint. */
export async function listStoredGroups(tx: Transaction): Promise<(StoredGroup & { readonly fingerprint: Buffer })[]> {
  const { rows } = await tx.query<StoredGroup & { fingerprint: Buffer } & Record<string, unknown>>(
    `select g.fingerprint, ${GROUP_COLUMNS} from duplicate_groups g where g.state <> 'merged' for update`,
  );
  return rows;
}

/** A group as a search found it. */
export interface FoundGroup {
  readonly id: string;
  readonly members: readonly string[];
  readonly keys: readonly string[];
  readonly kind: GroupKind;
  readonly confidence: Confidence;
  readonly suggestion: Suggestion;
  readonly equalKeys: readonly Key[];
  readonly differentKeys: readonly Key[];
  readonly suggestedKeep: string | null;
  readonly search: string;
}

/** What a set of records is found by. */
export function fingerprintOf(members: readonly string[]): Buffer {
  return createHash('sha256')
    .update([...members].sort().join())
    .digest();
}

/** Writes groups as open: new ones, those that look otherwise than before, and those kept apart that have new evidence. */
export async function upsertOpenGroups(tx: Transaction, groups: readonly FoundGroup[], now: Date): Promise<void> {
  await tx.query(
    `insert into duplicate_groups (id, fingerprint, members, keys, kind, confidence, suggestion, equal_keys, different_keys, suggested_keep, search, found_at)
     select id, decode(fingerprint, 'hex'), array(select jsonb_array_elements_text(members)::uuid), array(select jsonb_array_elements_text(keys)),
       kind, confidence, suggestion, array(select jsonb_array_elements_text("equalKeys")), array(select jsonb_array_elements_text("differentKeys")),
       "suggestedKeep", search, $2
     from jsonb_to_recordset($1) as f(id uuid, fingerprint text, members jsonb, keys jsonb, kind text, confidence text, suggestion text,
       "equalKeys" jsonb, "differentKeys" jsonb, "suggestedKeep" uuid, search text)
     on conflict (fingerprint) do update set state = 'open', keys = excluded.keys, kind = excluded.kind, confidence = excluded.confidence,
       suggestion = excluded.suggestion, equal_keys = excluded.equal_keys, different_keys = excluded.different_keys,
       suggested_keep = excluded.suggested_keep, search = excluded.search, members = excluded.members, kept_id = null,
       found_at = case when duplicate_groups.state = 'open' then duplicate_groups.found_at else excluded.found_at end
     where (duplicate_groups.state, duplicate_groups.keys, duplicate_groups.kind, duplicate_groups.confidence, duplicate_groups.suggestion,
       duplicate_groups.equal_keys, duplicate_groups.different_keys, duplicate_groups.suggested_keep, duplicate_groups.search)
       is distinct from ('open', excluded.keys, excluded.kind, excluded.confidence, excluded.suggestion, excluded.equal_keys,
       excluded.different_keys, excluded.suggested_keep, excluded.search)`,
    [
      JSON.stringify(groups.map((group) => ({ ...group, fingerprint: fingerprintOf(group.members).toString('hex') }))),
      now,
    ],
  );
}

/** Forgets open groups that are no more. */
export async function deleteGroups(tx: Transaction, ids: readonly string[]): Promise<void> {
  await tx.query("delete from duplicate_groups where id = any($1::uuid[]) and state = 'open'", [ids]);
}

/** How a group was decided. */
export interface Decision {
  readonly state: 'apart' | 'merged';
  readonly by: string;
  readonly why: string;
  readonly at: Date;
  readonly ruleId: string | null;
  readonly anyMember: boolean;
  readonly keptId: string | null;
}

/** Writes how a group was decided. */
export async function updateDecision(tx: Transaction, id: string, decision: Decision): Promise<void> {
  await tx.query(
    `update duplicate_groups set state = $2, decided_by = $3, decided_why = $4, decided_at = $5, rule_id = $6, any_member = $7, kept_id = $8,
       apart_keys = case when $2 = 'apart' then keys else apart_keys end where id = $1`,
    [id, decision.state, decision.by, decision.why, decision.at, decision.ruleId, decision.anyMember, decision.keptId],
  );
}

/** A decision was taken back: the group is open as it was before. */
export async function reopenGroup(tx: Transaction, id: string): Promise<void> {
  await tx.query(
    `update duplicate_groups set state = 'open', decided_by = null, decided_why = null, decided_at = null, rule_id = null, any_member = false,
       kept_id = null, apart_keys = null, asks = true where id = $1`,
    [id],
  );
}
