import { recordAudit } from '../../operators/audit.ts';
import type { Transaction } from '../../storage/database.ts';
import { uuidv7 } from '../../storage/ids.ts';
import { notifyLive } from '../../storage/live.ts';
import { foldSearchText } from '../../storage/search-text.ts';
import { writeUsers } from '../store/write-users.ts';
import { compareUsers, type UserChangeOfRow } from './compare-users.ts';
import type { ImportsRoom } from './imports-room.ts';
import { userFromCells } from './model/read-row.ts';
import type { UserRow } from './model/read-user-row.ts';
import { getImport, type StoredImport } from './store/import-store.ts';
import { listRows, refuseRow } from './store/row-store.ts';

const ROWS_AT_ONCE = 5_000;

/**
 * Carries a checked list of users out, in batches of one transaction each: its people, its place in the file and its
 * counts are committed together, so that a run that was cut off goes on behind the last whole batch and no row is done
 * twice.
 */
export async function applyUsers(room: ImportsRoom, item: StoredImport): Promise<void> {
  while (!room.stopping.aborted && (await applyBatch(room, item.id, item.generation))) {
    // each turn is one batch
  }
}

/** @returns whether rows are left */
async function applyBatch(room: ImportsRoom, id: string, generation: number): Promise<boolean> {
  return room.database.transaction(async (tx) => {
    const item = await getImport(tx, id, true);
    if (item.state !== 'importing' || item.generation !== generation) return false;
    const rows = await listRows(tx, id, 'all', item.cursorLine, ROWS_AT_ONCE);
    const last = rows.at(-1);
    if (last === undefined) {
      await finish(room, tx, item);
      return false;
    }
    const good: { line: number; user: UserRow }[] = [];
    let refused = 0;
    const groups = await findGroups(tx, item, rows);
    for (const row of rows) {
      if (row.reason !== null) continue;
      const user = userFromCells(row.cells);
      // renamed since the check
      const unknown = user.groups.find((name) => !groups.has(name.toLowerCase()));
      if (unknown === undefined) good.push({ line: row.line, user });
      else {
        refused += 1;
        await refuseRow(tx, id, row.line, { id: 'GROUP_UNKNOWN', field: 'groups', value: unknown });
      }
    }
    const changes = await compareUsers(
      tx,
      good.map(({ user }) => user),
      'lock',
    );
    await writeChanges(tx, changes);
    const count = (outcome: UserChangeOfRow['outcome']) =>
      changes.filter((change) => change.outcome === outcome).length;
    await tx.query(
      `update imports set cursor_line = $2, done_rows = done_rows + $3, added = added + $4, changed = changed + $5, unchanged = unchanged + $6,
         failed = failed + $7, updated_at = $8 where id = $1`,
      [id, last.line, rows.length, count('added'), count('changed'), count('unchanged'), refused, room.clock()],
    );
    await notifyLive(tx, 'imports', id);
    return true;
  });
}

/** The names (lower case) of a batch's groups that exist, after those that the import may add were added. */
async function findGroups(
  tx: Transaction,
  item: StoredImport,
  rows: readonly { readonly cells: readonly string[]; readonly reason: unknown }[],
): Promise<ReadonlySet<string>> {
  const names = new Map<string, string>();
  for (const row of rows) {
    if (row.reason !== null) continue;
    for (const name of userFromCells(row.cells).groups) names.set(name.toLowerCase(), name);
  }
  if (names.size === 0) return new Set();
  const wanted = [...names.values()];
  if (item.makeGroups) {
    await tx.query(
      `insert into groups (id, name, source, search) select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) as g
       on conflict (lower(name)) do nothing`,
      [wanted.map(() => uuidv7()), wanted, wanted.map(() => 'csv'), wanted.map((name) => foldSearchText(name))],
    );
  }
  const found = await tx.query<{ name: string }>(
    'select g.name from groups g where lower(g.name) in (select lower(n) from unnest($1::text[]) as n)',
    [wanted],
  );
  return new Set(found.rows.map((row) => row.name.toLowerCase()));
}

async function writeChanges(tx: Transaction, changes: readonly UserChangeOfRow[]): Promise<void> {
  const written = changes.filter((change) => change.outcome !== 'unchanged');
  if (written.length === 0) return;
  await writeUsers(
    tx,
    written.map(({ merged }) => ({ ...merged, id: uuidv7(), source: 'csv' })),
  );
  const members = written.flatMap((change) => change.newGroups.map((group) => [change.merged.upn, group] as const));
  if (members.length === 0) return;
  await tx.query(
    `insert into memberships (group_id, user_id) select g.id, u.id from unnest($1::text[], $2::text[]) as m(upn, name)
     cross join lateral (select id from users where lower(users.upn) = lower(m.upn) limit 1) u
     join groups g on lower(g.name) = lower(m.name) on conflict do nothing`,
    [members.map(([upn]) => upn), members.map(([, group]) => group)],
  );
}

async function finish(room: ImportsRoom, tx: Transaction, item: StoredImport): Promise<void> {
  await tx.query("update imports set state = 'done', finished_at = $2, updated_at = $2 where id = $1", [
    item.id,
    room.clock(),
  ]);
  const { added, changed, unchanged, failed } = item;
  await recordAudit(tx, {
    actor: { name: item.runBy ?? item.createdBy },
    action: 'import.finish',
    target: { kind: 'import', id: item.id, name: item.fileName },
    after: { added, changed, unchanged, failed },
    requestId: item.runRequest ?? '',
  });
  await notifyLive(tx, 'imports', item.id);
}
