import { findDeviceList } from '../../devices/device-lists/device-lists.ts';
import { deleteEntries, insertEntries, lockLists, moveEntry, outdateList } from '../../devices/device-lists/entries.ts';
import type { ListSource } from '../../devices/device-lists/model/entry.ts';
import { recordAudit } from '../../operators/audit.ts';
import type { Actor } from '../../operators/model/actor.ts';
import type { Database, Transaction } from '../../storage/database.ts';
import { notifyLive } from '../../storage/live.ts';
import { notFound, Refusal } from '../../storage/refusal.ts';
import { getImport, type StoredImport } from './store/import-store.ts';

/**
 * Takes a checked list over, in the transaction that ends its import: what it says of PCs is part of their diagnosis from now on.
 * Whoever calls lets the PCs be diagnosed anew.
 */
export async function takeList(
  tx: Transaction,
  item: StoredImport,
  actor: Actor,
  now: Date,
  requestId: string,
): Promise<void> {
  const list = { id: item.id, source: item.kind as ListSource, exportedAt: item.exportedAt ?? item.createdAt };
  await lockLists(tx);
  await tx.query(
    `insert into device_lists (id, source, file_name, exported_at, used_at, used_by, rows, pcs) values ($1, $2, $3, $4, $5, $6, $7, 0)`,
    [list.id, list.source, item.fileName, list.exportedAt, now, actor.name, item.totalRows],
  );
  const pcs = await insertEntries(tx, list);
  await tx.query('update device_lists set pcs = $2 where id = $1', [list.id, pcs]);
  await tx.query(
    `update imports set state = 'done', generation = generation + 1, run_by = $2, run_request = $3, started_at = $4, finished_at = $4, updated_at = $4
     where id = $1`,
    [item.id, actor.name, requestId, now],
  );
  await outdateList(tx, list.id);
  await recordAudit(tx, {
    actor,
    action: 'device-list.use',
    target: { kind: 'device-list', id: item.id, name: item.fileName },
    after: { source: list.source, rows: item.totalRows, pcs, exportedAt: list.exportedAt },
    requestId,
  });
  await notifyLive(tx, 'imports', item.id);
}

/** Takes back all that a list said. @throws Refusal when there is no such list in use */
export async function undoList(
  database: Database,
  id: string,
  actor: Actor,
  now: Date,
  requestId: string,
): Promise<void> {
  await database.transaction(async (tx) => {
    await lockLists(tx);
    const list = await findDeviceList(tx, id);
    if (list === null) throw notFound();
    if (list.undoneAt !== null) throw alreadyUndone();
    await deleteEntries(tx, list);
    await tx.query('update device_lists set undone_at = $2, undone_by = $3 where id = $1', [id, now, actor.name]);
    await recordAudit(tx, {
      actor,
      action: 'device-list.undo',
      target: { kind: 'device-list', id, name: list.fileName },
      before: { pcs: list.pcs },
      requestId,
    });
    await notifyLive(tx, 'imports', id);
  });
}

/**
 * Says which PC a row is about, or that it is about none of them; before the list is taken over, and after.
 * @param pc as evidence is keyed; null = none
 * @returns whether the list is in use, so that PCs are to be diagnosed anew
 * @throws Refusal when there is no such row or PC, or the list was undone
 */
export async function decideRow(
  database: Database,
  id: string,
  line: number,
  pc: string | null,
  actor: Actor,
  requestId: string,
): Promise<boolean> {
  return database.transaction(async (tx) => {
    await lockLists(tx);
    const item = await getImport(tx, id, true);
    const list = await findDeviceList(tx, id);
    if (list !== null && list.undoneAt !== null) throw alreadyUndone();
    if (item.state !== 'checked' && list === null) throw notChecked();
    const { rows } = await tx.query<{ outcome: string; pc: string | null }>(
      'select outcome, pc from device_list_rows where import_id = $1 and line = $2',
      [id, line],
    );
    const before = rows[0];
    if (before === undefined || (pc !== null && !(await isPc(tx, pc)))) throw notFound();
    // one PC has one row: the one that an operator chose
    await tx.query(
      "update device_list_rows set outcome = 'older' where import_id = $1 and line <> $2 and pc = $3 and outcome = 'matched'",
      [id, line, pc],
    );
    await tx.query(
      `update device_list_rows set outcome = case when $3::text is null then 'left-out' else 'matched' end, pc = $3, way = coalesce(way, 'name'),
         decided_by = $4 where import_id = $1 and line = $2`,
      [id, line, pc, actor.name],
    );
    if (list !== null) await moveEntry(tx, list, line, pc);
    await recordAudit(tx, {
      actor,
      action: 'device-list.decide',
      target: { kind: 'device-list', id, name: item.fileName },
      before: { line, pc: before.pc, outcome: before.outcome },
      after: { line, pc },
      requestId,
    });
    await notifyLive(tx, 'imports', id);
    return list !== null;
  });
}

async function isPc(tx: Transaction, pc: string): Promise<boolean> {
  const { rows } = await tx.query(
    "select 1 from devices where 'd:' || id = $1 union all select 1 from diagnoses where pc = $1 limit 1",
    [pc],
  );
  return rows.length > 0;
}

function alreadyUndone(): Refusal {
  return new Refusal('conflict', 'LIST_UNDONE', {
    ja: 'この一覧は取り消し済みです。もう一度アップロードしてください。',
    en: 'This list was undone. Upload it again.',
  });
}

function notChecked(): Refusal {
  return new Refusal('conflict', 'LIST_NOT_READY', {
    ja: '一覧の確認が終わっていません。',
    en: 'The list has not been checked.',
  });
}
