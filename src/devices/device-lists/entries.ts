import type { Queryable, Transaction } from '../../storage/database.ts';
import { holdDiagnoses } from '../evidence/hold-diagnoses.ts';
import type { ListSource, Says } from './model/entry.ts';
import type { Way } from './model/match.ts';

/** Lists of one console that are kept of one PC: the one in force, and those that come back when it is undone. */
const KEPT = 3;

/** Lists are taken over, decided and undone one after the other; each as a whole, also where it has half a million rows. */
export async function lockLists(tx: Transaction): Promise<void> {
  await tx.query("set local statement_timeout = '5min'");
  await tx.query("select pg_advisory_xact_lock(hashtext('device-lists'))");
}

/** Takes over what a checked list says of every PC that it was matched to; what is newer of a PC stays in force. */
export async function insertEntries(
  tx: Transaction,
  list: { readonly id: string; readonly source: ListSource; readonly exportedAt: Date },
): Promise<number> {
  const { id, source, exportedAt } = list;
  await tx.query(
    `update device_list_entries set in_force = false where source = $2 and in_force and exported_at <= $3
       and pc in (select pc from device_list_rows where import_id = $1 and outcome = 'matched')`,
    [id, source, exportedAt],
  );
  const { rowCount } = await tx.query(`${INSERT} where r.import_id = $1 and r.outcome = 'matched'`, [
    id,
    source,
    exportedAt,
  ]);
  await tx.query(
    `delete from device_list_entries e using (select pc, list_id, row_number() over (partition by pc order by exported_at desc, list_id desc) as place
       from device_list_entries where source = $2 and pc in (select pc from device_list_entries where list_id = $1)) old
     where e.source = $2 and e.pc = old.pc and e.list_id = old.list_id and old.place > $3`,
    [id, source, KEPT],
  );
  return rowCount ?? 0;
}

// joined, not asked row by row: a subquery would read the table again for every row while it grows
const INSERT = `insert into device_list_entries (pc, source, list_id, device_id, line, name, way, entra_id, resource_id, seen_at, exported_at, says, in_force)
  select r.pc, $2, $1, case when r.pc like 'd:%' then substr(r.pc, 3)::uuid end, r.line, r.name, r.way, r.entra_id, r.resource_id, r.seen_at, $3,
    r.says, o.pc is null
  from device_list_rows r left join device_list_entries o on o.pc = r.pc and o.source = $2 and o.in_force`;

/** Puts what one row of a list in use says to where it was decided to belong. */
export async function moveEntry(
  tx: Transaction,
  list: { readonly id: string; readonly source: ListSource; readonly exportedAt: Date },
  line: number,
  pc: string | null,
): Promise<void> {
  const { rows } = await tx.query<{ pc: string }>(
    'delete from device_list_entries where list_id = $1 and (line = $2 or pc = $3) returning pc',
    [list.id, line, pc],
  );
  if (pc !== null)
    await tx.query(`${INSERT} where r.import_id = $1 and r.line = $4 and r.outcome = 'matched'`, [
      list.id,
      list.source,
      list.exportedAt,
      line,
    ]);
  const touched = [...new Set([...rows.map((row) => row.pc), ...(pc === null ? [] : [pc])])];
  await putInForce(tx, list.source, touched);
  await outdate(tx, touched);
}

/** Takes back all that a list said; what was said before is in force again. */
export async function deleteEntries(
  tx: Transaction,
  list: { readonly id: string; readonly source: ListSource },
): Promise<void> {
  const { rows } = await tx.query<{ pc: string; in_force: boolean }>(
    'delete from device_list_entries where list_id = $1 returning pc, in_force',
    [list.id],
  );
  const touched = rows.filter((row) => row.in_force).map(({ pc }) => pc);
  await putInForce(tx, list.source, touched);
  await outdate(tx, touched);
}

async function putInForce(tx: Transaction, source: ListSource, pcs: readonly string[]): Promise<void> {
  await tx.query(
    'update device_list_entries set in_force = false where source = $1 and pc = any($2::text[]) and in_force',
    [source, pcs],
  );
  await tx.query(
    `update device_list_entries e set in_force = true from (select distinct on (pc) pc, list_id from device_list_entries
       where source = $1 and pc = any($2::text[]) order by pc, exported_at desc, list_id desc) newest
     where e.source = $1 and e.pc = newest.pc and e.list_id = newest.list_id`,
    [source, pcs],
  );
}

/** The verdicts of these PCs were made without knowing what a list says now; by a word of its own, which one that is under way sees. */
export async function outdate(tx: Transaction, pcs: readonly string[]): Promise<void> {
  await holdDiagnoses(tx);
  await tx.query('update diagnoses set rules = gen_random_uuid()::text where pc = any($1::text[])', [pcs]);
}

/** The same for every PC of a list. */
export async function outdateList(tx: Transaction, listId: string): Promise<void> {
  await holdDiagnoses(tx);
  await tx.query(
    'update diagnoses g set rules = gen_random_uuid()::text from device_list_entries e where e.list_id = $1 and e.in_force and g.pc = e.pc',
    [listId],
  );
}

/** What a console says of one PC, by the list in force. */
export interface EntryInForce {
  readonly pc: string;
  readonly source: ListSource;
  readonly listId: string;
  readonly fileName: string;
  readonly line: number;
  readonly name: string;
  readonly way: Way;
  readonly seenAt: Date | null;
  readonly exportedAt: Date;
  readonly says: Says;
}

/** What consoles say of these PCs. */
export async function findEntries(q: Queryable, pcs: readonly string[]): Promise<EntryInForce[]> {
  const { rows } = await q.query<EntryInForce & Record<string, unknown>>({
    name: 'device-list-entries',
    text: `select e.pc, e.source, e.list_id as "listId", l.file_name as "fileName", e.line, e.name, e.way, e.seen_at as "seenAt",
       e.exported_at as "exportedAt", e.says
     from device_list_entries e join device_lists l on l.id = e.list_id where e.in_force and e.pc = any($1::text[]) order by e.pc, e.source desc`,
    values: [pcs],
  });
  return rows;
}
