import { forgetListRows, insertListRows, settleDoubles } from '../../devices/device-lists/list-rows.ts';
import { matchEntries } from '../../devices/device-lists/match-entries.ts';
import type { ListEntry } from '../../devices/device-lists/model/entry.ts';
import { clientId, netBiosName, realSerial, realUuid } from '../../devices/model/hardware.ts';
import type { Transaction } from '../../storage/database.ts';
import { notifyLive } from '../../storage/live.ts';
import { compareUsers } from './compare-users.ts';
import type { ImportsRoom } from './imports-room.ts';
import { CsvError, type CsvRow } from './model/csv-reader.ts';
import { isDeviceList } from './model/fields.ts';
import { type FileProblem, MOST_ROWS } from './model/file-problems.ts';
import { createListReader } from './model/read-head.ts';
import type { PcRow } from './model/read-pc-row.ts';
import { createRowReader, pcToCells, userToCells } from './model/read-row.ts';
import type { UserRow } from './model/read-user-row.ts';
import type { RowReason } from './model/row-reasons.ts';
import { createTextDecoder } from './model/text-scan.ts';
import { readChunks, type StoredImport } from './store/import-store.ts';
import { insertRows, type StoredRow } from './store/row-store.ts';

const ROWS_AT_ONCE = 5_000;

/** Another check, a stop or a run was ordered while this one was under way; it leaves the import alone. */
class Superseded extends Error {}

interface Tally {
  added: number;
  changed: number;
  unchanged: number;
  dropped: number;
  failed: number;
}

/**
 * Reads a file as its mapping says and keeps what each row would do; the directory is not touched. Cut off, it begins
 * anew: nothing depends on a check that did not end.
 */
export async function checkImport(room: ImportsRoom, item: StoredImport): Promise<void> {
  try {
    await step(room, item, async (tx) => {
      await tx.query(
        'update imports set done_rows = 0, added = 0, changed = 0, unchanged = 0, dropped = 0, failed = 0, problem = null where id = $1',
        [item.id],
      );
      await tx.query('delete from import_rows where import_id = $1', [item.id]);
      if (isDeviceList(item.kind)) await forgetListRows(tx, item.id);
    });
    const rows = await readFile(room, item);
    if (rows !== null) await settle(room, item, rows, rows === 0 ? { id: 'NO_ROWS' } : null);
  } catch (error) {
    if (error instanceof Superseded) return;
    if (!(error instanceof CsvError)) throw error;
    await settle(room, item, 0, { id: error.problem, line: error.line }).catch((late: unknown) => {
      if (!(late instanceof Superseded)) throw late;
    });
  }
}

/** @returns how many rows the file has, or null when the node is stopping */
async function readFile(room: ImportsRoom, item: StoredImport): Promise<number | null> {
  const reader = createListReader(item);
  const decoder = createTextDecoder(item.encoding);
  const judge = createRowReader(item.kind, item.fields);
  const groups = item.kind === 'users' && !item.makeGroups ? await readGroupNames(room) : null;
  let rows = 0;
  let rowsAbove = item.titleRows + 1;
  let batch: CsvRow[] = [];
  const flush = async (): Promise<void> => {
    const full = batch;
    batch = [];
    await keepBatch(room, item, full, judge, groups);
  };
  const take = async (read: readonly CsvRow[]): Promise<void> => {
    for (const row of read) {
      if (rowsAbove > 0) {
        rowsAbove -= 1;
        continue;
      }
      rows += 1;
      if (rows > MOST_ROWS) {
        await settle(room, item, 0, { id: 'TOO_MANY_ROWS' });
        throw new Superseded();
      }
      batch.push(row);
      if (batch.length >= ROWS_AT_ONCE) await flush();
    }
  };
  for await (const chunk of readChunks(room.database, item.id)) {
    if (room.stopping.aborted) return null;
    await take(reader.push(decoder.write(chunk)));
  }
  await take(reader.push(decoder.end()));
  await take(reader.end());
  if (batch.length > 0) await flush();
  return rows;
}

async function readGroupNames(room: ImportsRoom): Promise<ReadonlySet<string>> {
  const { rows } = await room.database.query<{ name: string }>('select name from groups');
  return new Set(rows.map((row) => row.name.toLowerCase()));
}

async function keepBatch(
  room: ImportsRoom,
  item: StoredImport,
  batch: readonly CsvRow[],
  judge: ReturnType<typeof createRowReader>,
  groups: ReadonlySet<string> | null,
): Promise<void> {
  const tally: Tally = { added: 0, changed: 0, unchanged: 0, dropped: 0, failed: 0 };
  const stored: StoredRow[] = [];
  const users: UserRow[] = [];
  const pcs: PcRow[] = [];
  const entries: ListEntry[] = [];
  for (const row of batch) {
    const read = judge(row);
    const refuse = (reason: RowReason) => {
      tally.failed += 1;
      stored.push({ line: row.line, cells: row.cells, reason });
    };
    if (read.kind === 'bad') {
      refuse(read.reason);
      continue;
    }
    if (read.kind === 'entry') {
      entries.push(read.entry);
      continue;
    }
    if (read.kind === 'pc') {
      pcs.push(read.pc);
      stored.push({ line: row.line, cells: pcToCells(read.pc), reason: null });
      continue;
    }
    const unknown = groups === null ? undefined : read.user.groups.find((name) => !groups.has(name.toLowerCase()));
    if (unknown !== undefined) {
      refuse({ id: 'GROUP_UNKNOWN', field: 'groups', value: unknown });
      continue;
    }
    users.push(read.user);
    stored.push({ line: row.line, cells: userToCells(read.user), reason: null });
  }
  for (const { outcome, isDropped } of await compareUsers(room.database, users)) {
    tally[outcome] += 1;
    if (isDropped) tally.dropped += 1;
  }
  const known = await countKnownPcs(room, pcs);
  tally.unchanged += known;
  tally.added += pcs.length - known;
  const matched = await matchEntries(room.database, entries);
  await step(room, item, async (tx) => {
    await insertRows(tx, item.id, stored);
    await insertListRows(tx, item.id, matched);
    await tx.query(
      `update imports set done_rows = done_rows + $2, added = added + $3, changed = changed + $4, unchanged = unchanged + $5, dropped = dropped + $6,
         failed = failed + $7, updated_at = $8 where id = $1`,
      [item.id, batch.length, tally.added, tally.changed, tally.unchanged, tally.dropped, tally.failed, room.clock()],
    );
  });
}

/** PCs of a list that the registry holds already: by a fact of the hardware or client, of rows without one by name. */
async function countKnownPcs(room: ImportsRoom, pcs: readonly PcRow[]): Promise<number> {
  if (pcs.length === 0) return 0;
  const { rows } = await room.database.query<{ n: number }>(
    `select count(*)::int as n from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) as l(name_key, serial, uuid, configmgr_id, epm_id)
     where exists (select 1 from devices d where d.serial = l.serial) or exists (select 1 from devices d where d.uuid = l.uuid)
       or exists (select 1 from devices d where d.configmgr_id = l.configmgr_id) or exists (select 1 from devices d where d.epm_id = l.epm_id)
       or (coalesce(l.serial, l.uuid, l.configmgr_id, l.epm_id) is null and exists (select 1 from devices d where d.name_key = l.name_key))`,
    [
      pcs.map((pc) => netBiosName(pc.name)),
      pcs.map((pc) => realSerial(pc.serial)),
      pcs.map((pc) => realUuid(pc.uuid)),
      pcs.map((pc) => clientId(pc.configmgrId)),
      pcs.map((pc) => clientId(pc.epmId)),
    ],
  );
  return rows[0]?.n ?? 0;
}

async function settle(room: ImportsRoom, item: StoredImport, rows: number, problem: FileProblem | null): Promise<void> {
  await step(room, item, async (tx) => {
    if (problem !== null) await tx.query('delete from import_rows where import_id = $1', [item.id]);
    if (isDeviceList(item.kind)) await (problem === null ? settleDoubles(tx, item.id) : forgetListRows(tx, item.id));
    await tx.query(
      `update imports set state = $2, problem = $3, total_rows = case when $2 = 'checked' then $4 else total_rows end, updated_at = $5 where id = $1`,
      [item.id, problem === null ? 'checked' : 'failed', problem && JSON.stringify(problem), rows, room.clock()],
    );
  });
}

/** One transaction of a check, only while the check is the one that was ordered last. */
async function step(room: ImportsRoom, item: StoredImport, work: (tx: Transaction) => Promise<void>): Promise<void> {
  await room.database.transaction(async (tx) => {
    const { rows } = await tx.query(
      "select 1 from imports where id = $1 and state = 'checking' and generation = $2 for update",
      [item.id, item.generation],
    );
    if (rows.length === 0) throw new Superseded();
    await work(tx);
    await notifyLive(tx, 'imports', item.id);
  });
}
