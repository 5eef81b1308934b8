import type { Queryable, Transaction } from '../../storage/database.ts';
import type { ListEntry, Says } from './model/entry.ts';
import type { Match, Outcome, Way } from './model/match.ts';

/** Writes rows of a checked list, each with the PC that it is about. */
export async function insertListRows(
  q: Queryable,
  importId: string,
  rows: readonly { readonly entry: ListEntry; readonly match: Match }[],
): Promise<void> {
  if (rows.length === 0) return;
  await q.query(
    `insert into device_list_rows (import_id, line, name, name_key, domain, serial, uuid, configmgr_id, entra_id, resource_id, seen_at, says,
       outcome, way, pc, candidates)
     select $1, r.line, r.name, r.name_key, r.domain, r.serial, r.uuid, r.configmgr_id, r.entra_id, r.resource_id, r.seen_at, r.says, r.outcome,
       r.way, r.pc, array(select jsonb_array_elements_text(r.candidates))
     from unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::timestamptz[],
       $12::jsonb[], $13::text[], $14::text[], $15::text[], $16::jsonb[]) as r(line, name, name_key, domain, serial, uuid, configmgr_id, entra_id,
       resource_id, seen_at, says, outcome, way, pc, candidates)`,
    [
      importId,
      rows.map(({ entry }) => entry.line),
      rows.map(({ entry }) => entry.name),
      rows.map(({ entry }) => entry.keys.nameKey),
      rows.map(({ entry }) => entry.keys.domain),
      rows.map(({ entry }) => entry.keys.serial),
      rows.map(({ entry }) => entry.keys.uuid),
      rows.map(({ entry }) => entry.keys.configmgrId),
      rows.map(({ entry }) => entry.keys.entraId),
      rows.map(({ entry }) => entry.keys.resourceId),
      rows.map(({ entry }) => entry.seenAt),
      rows.map(({ entry }) => JSON.stringify(entry.says)),
      rows.map(({ match }) => match.outcome),
      rows.map(({ match }) => ('way' in match ? match.way : null)),
      rows.map(({ match }) => ('pc' in match ? match.pc : null)),
      rows.map(({ match }) => JSON.stringify('candidates' in match ? match.candidates : [])),
    ],
  );
}

/** Forgets what a check read, since another one begins. */
export async function forgetListRows(q: Queryable, importId: string): Promise<void> {
  await q.query('delete from device_list_rows where import_id = $1', [importId]);
}

/**
 * Consoles keep what a PC left behind when it was enrolled again, so a list may have several rows of one PC. A row that is matched
 * by more than the name counts before one by name; among these the newest contact counts. Where no time tells them apart and
 * they say different things, an operator is asked.
 */
export async function settleDoubles(tx: Transaction, importId: string): Promise<void> {
  // a table that has just grown by 100,000 rows is still an empty one to the planner
  await tx.query('analyze device_list_rows');
  await tx.query(
    `with ranked as (select line, pc, says, rank() over w as place, min(line) over (partition by pc, way = 'name', seen_at) as first_line,
         min(says::text) over (partition by pc, way = 'name', seen_at) <> max(says::text) over (partition by pc, way = 'name', seen_at) as differs
       from device_list_rows where import_id = $1 and outcome = 'matched'
       window w as (partition by pc order by way = 'name', seen_at desc nulls last))
     update device_list_rows r set outcome = case when x.place = 1 and x.differs then 'ambiguous' else 'older' end,
       candidates = case when x.place = 1 and x.differs then array[r.pc] else r.candidates end,
       pc = case when x.place = 1 and x.differs then null else r.pc end
     from ranked x where r.import_id = $1 and r.line = x.line and (x.place > 1 or x.differs or x.line <> x.first_line)`,
    [importId],
  );
  await tx.query(
    `update imports set added = (select count(*) from device_list_rows where import_id = $1 and outcome = 'matched'),
       unchanged = (select count(*) from device_list_rows where import_id = $1 and outcome <> 'matched') where id = $1`,
    [importId],
  );
}

/** A row of a checked list as an operator sees it. */
export interface ListRow {
  readonly line: number;
  readonly name: string;
  readonly serial: string | null;
  readonly uuid: string | null;
  readonly configmgrId: string | null;
  readonly entraId: string | null;
  readonly seenAt: Date | null;
  readonly says: Says;
  readonly outcome: Outcome;
  readonly way: Way | null;
  readonly pc: string | null;
  readonly decidedBy: string | null;
  /** The PCs that it may be about, or the one that it is about. */
  readonly candidates: readonly Candidate[];
}

/** A PC that a row may be about. */
export interface Candidate {
  readonly pc: string;
  readonly name: string;
  readonly serial: string | null;
  readonly uuid: string | null;
  readonly lastContactAt: Date | null;
}

const ROW = `r.line, r.name, r.serial, r.uuid, r.configmgr_id as "configmgrId", r.entra_id as "entraId", r.seen_at as "seenAt", r.says, r.outcome, r.way,
  r.pc, r.decided_by as "decidedBy", coalesce((select jsonb_agg(jsonb_build_object('pc', c.pc, 'name', coalesce(d.name, split_part(c.pc, ':', 3)),
    'serial', d.serial, 'uuid', d.uuid, 'lastContactAt', d.last_contact_at) order by c.place)
    from unnest(case when r.pc is null or r.pc = any(r.candidates) then r.candidates else array[r.pc] || r.candidates end) with ordinality as c(pc, place)
    left join devices d on c.pc = 'd:' || d.id), '[]') as candidates`;

/** Rows of a list, by what became of them, in the order of the file. */
export async function findListRows(
  q: Queryable,
  importId: string,
  query: { readonly outcome?: readonly Outcome[] | undefined },
  page: { readonly limit: number; readonly offset: number },
): Promise<ListRow[]> {
  const { rows } = await q.query<ListRow & Record<string, unknown>>(
    `select ${ROW} from device_list_rows r where r.import_id = $1 and ($2::text[] is null or r.outcome = any($2)) order by r.line limit $3 offset $4`,
    [importId, query.outcome ?? null, page.limit, page.offset],
  );
  return rows.map((row) => ({
    ...row,
    candidates: row.candidates.map((candidate) => ({
      ...candidate,
      lastContactAt: candidate.lastContactAt === null ? null : new Date(candidate.lastContactAt),
    })),
  }));
}

/** How many rows of a list became what. */
export async function countListRows(q: Queryable, importId: string): Promise<Readonly<Record<Outcome, number>>> {
  const { rows } = await q.query<{ outcome: Outcome; n: number }>(
    'select outcome, count(*)::int as n from device_list_rows where import_id = $1 group by 1',
    [importId],
  );
  const none = { matched: 0, ambiguous: 0, older: 0, other: 0, unknown: 0, 'left-out': 0 };
  return { ...none, ...Object.fromEntries(rows.map(({ outcome, n }) => [outcome, n])) };
}
