import type { Queryable } from '../../storage/database.ts';
import type { RefusalText } from '../../storage/refusal.ts';
import { notFound } from '../../storage/refusal.ts';
import { searchPattern } from '../../storage/search-text.ts';
import { type Comparison, compareRecords } from './model/compare-records.ts';
import { type MergeRefusal, refuseMerge, suggestKept } from './model/decide-merge.ts';
import { MOST_TRIED } from './model/judge-group.ts';
import { findGroup, GROUP_COLUMNS, type GroupState, type StoredGroup } from './store/groups.ts';
import { findKept, listGroupMerges, type Merge, refuseUndo } from './store/merges.ts';
import { type DuplicateRecord, listRecords } from './store/records.ts';

export { findKept };

/** Which groups are asked for; values of one key are alternatives. */
export interface DuplicateQuery {
  readonly q?: string | undefined;
  readonly state?: readonly GroupState[] | undefined;
  readonly kind?: readonly string[] | undefined;
  /** A record: the groups that it is in. */
  readonly device?: string | undefined;
  readonly suggestion?: readonly string[] | undefined;
}

/** A group as the list shows it. */
export interface DuplicateItem
  extends Omit<StoredGroup, 'members' | 'apartKeys' | 'anyMember' | 'equalKeys' | 'differentKeys' | 'suggestedKeep'> {
  readonly size: number;
  /** The first records, by name; of merged ones as they were called. */
  readonly records: readonly { readonly id: string; readonly name: string }[];
  /** Keys that came since the records were kept apart. */
  readonly newKeys: readonly string[];
}

const NAMES_SHOWN = 4;
/** Records of a group whose evidence is shown side by side. */
export const RECORDS_SHOWN = 50;

/** Groups: those that Baton is surest of first, then the larger ones. */
export async function listDuplicates(
  q: Queryable,
  query: DuplicateQuery,
  page: { readonly limit: number; readonly offset: number },
): Promise<DuplicateItem[]> {
  const { where, values } = conditions(query);
  const { rows } = await q.query<StoredGroup & Pick<DuplicateItem, 'records'> & Record<string, unknown>>(
    `select g.*, coalesce(n.records, '[]') as records from (
       select ${GROUP_COLUMNS} from duplicate_groups g where ${where}
       order by array_position(array['high', 'medium', 'low'], g.confidence), cardinality(g.members) desc, g.id
       limit $${values.length + 1} offset $${values.length + 2}) g
     left join lateral (select jsonb_agg(jsonb_build_object('id', r.id, 'name', r.name) order by r.name, r.id) as records from (
       select d.id, d.name from devices d where d.id = any(g.members[1:${NAMES_SHOWN}])
       union all select m.gone_id, m.gone_name from device_merges m where m.group_id = g.id and m.undone_at is null limit ${NAMES_SHOWN}) r) n on true`,
    [...values, page.limit, page.offset],
  );
  return rows.map(
    ({
      members,
      apartKeys,
      anyMember: _,
      equalKeys: _equal,
      differentKeys: _different,
      suggestedKeep: _keep,
      ...row
    }) => ({
      ...row,
      size: members.length,
      newKeys: newKeys(row, apartKeys),
    }),
  );
}

/** How many groups a query has. */
export async function countDuplicates(q: Queryable, query: DuplicateQuery): Promise<number> {
  const { where, values } = conditions(query);
  const { rows } = await q.query<{ n: number }>(
    `select count(*)::int as n from duplicate_groups g where ${where}`,
    values,
  );
  return rows[0]?.n ?? 0;
}

function conditions(query: DuplicateQuery): { where: string; values: unknown[] } {
  const values: unknown[] = [query.state ?? ['open']];
  const parts = ['g.state = any($1::text[])'];
  const add = (sql: string, value: unknown) => {
    values.push(value);
    parts.push(sql.replace('?', `$${values.length}`));
  };
  if (query.kind !== undefined) add('g.kind = any(?::text[])', query.kind);
  if (query.device !== undefined) add('g.members @> array[?::uuid]', query.device);
  if (query.suggestion !== undefined) add('g.suggestion = any(?::text[])', query.suggestion);
  if (query.q !== undefined && query.q.trim() !== '') add('g.search like ?', searchPattern(query.q));
  return { where: parts.join(' and '), values };
}

function newKeys(group: Pick<StoredGroup, 'state' | 'keys'>, apartKeys: readonly string[] | null): string[] {
  if (group.state !== 'open' || apartKeys === null) return [];
  return group.keys.filter((key) => !apartKeys.includes(key));
}

/** A group with the evidence side by side, and what may be decided. */
export interface DuplicateDetail extends Omit<DuplicateItem, 'records'> {
  readonly records: readonly (DuplicateRecord & {
    /** Packages whose list names it. */
    readonly listedIn: readonly string[];
    /** Why it cannot be the one that stays while all others become part of it. */
    readonly refusal: MergeRefusal | null;
  })[];
  readonly comparison: Comparison;
  /** The record that Baton would keep. */
  readonly keep: string | null;
  readonly merges: readonly Merge[];
  /** Why the decision cannot be taken back; null where it can, or nothing was decided. */
  readonly undoRefusal: RefusalText | null;
}

/** One group. @throws Refusal when there is none */
export async function getDuplicate(q: Queryable, id: string, now: Date): Promise<DuplicateDetail> {
  const group = await findGroup(q, id);
  if (group === null) throw notFound();
  const {
    members,
    apartKeys,
    anyMember: _,
    equalKeys: _equal,
    differentKeys: _different,
    suggestedKeep: _keep,
    ...rest
  } = group;
  const all = await listRecords(q, members.slice(0, Math.max(RECORDS_SHOWN, MOST_TRIED)), now);
  const listed = await listedIn(q, all);
  const isTried = members.length <= MOST_TRIED;
  const merges = group.state === 'merged' ? await listGroupMerges(q, id) : [];
  return {
    ...rest,
    size: members.length,
    newKeys: newKeys(group, apartKeys),
    comparison: compareRecords(all),
    keep: group.state === 'open' && isTried ? suggestKept(all) : null,
    records: all.map((record) => ({
      ...record,
      listedIn: listed.get(record.id) ?? [],
      refusal: isTried ? refuseToKeep(record, all) : null,
    })),
    merges,
    undoRefusal: await whyNotUndone(q, merges),
  };
}

function refuseToKeep(kept: DuplicateRecord, all: readonly DuplicateRecord[]): MergeRefusal | null {
  for (const other of all) {
    const refusal = other === kept ? null : refuseMerge(kept, other);
    if (refusal !== null) return refusal;
  }
  return null;
}

async function whyNotUndone(q: Queryable, merges: readonly Merge[]): Promise<RefusalText | null> {
  for (const merge of merges) {
    const refusal = await refuseUndo(q, merge);
    if (refusal !== null) return refusal.text;
  }
  return null;
}

async function listedIn(q: Queryable, records: readonly DuplicateRecord[]): Promise<Map<string, string[]>> {
  const { rows } = await q.query<{ id: string; names: string[] }>(
    `select r.device_id as id, array_agg(distinct p.name) as names from roster_rows r join packages p on p.id = r.package_id
     where r.device_id = any($1::uuid[]) and r.kind = 'pc' group by r.device_id`,
    [records.map(({ id }) => id)],
  );
  return new Map(rows.map(({ id, names }) => [id, names.slice(0, 10)]));
}

/** When all records were last looked through; null before the first time. */
export async function lastSearch(q: Queryable): Promise<{ at: Date; records: number; groups: number } | null> {
  const { rows } = await q.query<{ at: Date; records: number; groups: number }>(
    'select at, records, groups from duplicate_searches',
  );
  return rows[0] ?? null;
}
