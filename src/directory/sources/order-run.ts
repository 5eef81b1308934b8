import { recordAudit } from '../../operators/audit.ts';
import type { Actor } from '../../operators/model/actor.ts';
import { uuidv7 } from '../../storage/ids.ts';
import { notifyLive } from '../../storage/live.ts';
import { Refusal } from '../../storage/refusal.ts';
import { leaving } from './model/plan.ts';
import type { SourcesRoom } from './sources-room.ts';
import { findLiveRun, getRun, logRun } from './store/run-store.ts';
import { getSource } from './store/source-store.ts';
import { clearStage } from './store/stage-store.ts';

/**
 * Orders a run: a preview changes nothing and shows what a sync would do.
 * @returns its id
 * @throws Refusal when one is under way already, or the source is one that pushes
 */
export async function orderRun(
  room: SourcesRoom,
  sourceId: string,
  order: { readonly mode: 'preview' | 'sync'; readonly isFull: boolean },
  actor: Pick<Actor, 'name'>,
  requestId: string,
): Promise<string> {
  const now = room.clock();
  const id = uuidv7(now.getTime());
  await room.database.transaction(async (tx) => {
    const source = await getSource(tx, sourceId, true);
    if (source.kind === 'scim') {
      throw new Refusal('conflict', 'SOURCE_PUSHES', {
        ja: 'SCIM のソースは送信側が同期します。送信側のシステムで実行してください。',
        en: 'A SCIM source is synced by the system that pushes. Start it there.',
      });
    }
    const live = await findLiveRun(tx, sourceId);
    if (live !== null) {
      throw new Refusal('conflict', 'RUN_UNDER_WAY', {
        ja: '同期の実行中です。完了するか中止するまで待ってください。',
        en: 'A run is under way. Wait until it is over, or stop it.',
      });
    }
    const old = await tx.query<{ id: string }>(
      "select id from source_runs where source_id = $1 and mode = 'preview' and finished_at is not null order by created_at desc limit 5",
      [sourceId],
    );
    for (const run of old.rows) await clearStage(tx, run.id);
    await tx.query(
      `insert into source_runs (id, source_id, mode, is_full, state, ordered_by, request_id, created_at, updated_at)
       values ($1, $2, $3, $4, 'waiting', $5, $6, $7, $7)`,
      [id, sourceId, order.mode, order.isFull || source.cursor === null, actor.name, requestId, now],
    );
    await recordAudit(tx, {
      actor,
      action: order.mode === 'preview' ? 'source.preview' : 'source.run',
      target: { kind: 'source', id: sourceId, name: source.name },
      after: { full: order.isFull },
      requestId,
    });
    await notifyLive(tx, 'sources', sourceId);
  });
  await room.wake();
  return id;
}

/**
 * Lets a run go on that stopped because it would shut out many people.
 * @param typedCount how many people it shuts out, as an operator typed it
 * @throws Refusal when it does not ask, or the number is another one
 */
export async function confirmRun(
  room: SourcesRoom,
  runId: string,
  typedCount: number,
  actor: Pick<Actor, 'name'>,
  requestId: string,
): Promise<void> {
  await room.database.transaction(async (tx) => {
    const run = await getRun(tx, runId, true);
    if (run.state !== 'asking' || run.plan === null) throw wrongState();
    const source = await getSource(tx, run.sourceId);
    const count = run.problem?.id === 'MEMBERS_LEAVE' ? run.plan.membersRemoved : leaving(run.plan);
    if (typedCount !== count) {
      throw new Refusal(
        'invalid',
        'COUNT_NOT_EQUAL',
        { ja: `確認のため、${count} と入力してください。`, en: `Type ${count} to confirm.` },
        { field: 'typedCount' },
      );
    }
    // a source that pushes does the rest itself, when it tries again
    const isPushing = source.kind === 'scim';
    await tx.query(
      `update source_runs set state = case when $5 then 'done' else 'applying' end, finished_at = case when $5 then $4::timestamptz end,
         confirmed_by = $2, request_id = $3, done_rows = 0, updated_at = $4 where id = $1`,
      [runId, actor.name, requestId, room.clock(), isPushing],
    );
    if (isPushing) {
      const until = new Date(room.clock().getTime() + 24 * 3_600_000);
      await tx.query('update sources set may_leave_until = $2 where id = $1', [run.sourceId, until]);
    }
    await logRun(tx, runId, { at: room.clock(), level: 'info', code: 'CONFIRMED', params: { by: actor.name } });
    await recordAudit(tx, {
      actor,
      action: 'source.confirm',
      target: { kind: 'source', id: run.sourceId, name: source.name },
      after: run.plan,
      requestId,
    });
    await notifyLive(tx, 'sources', run.sourceId);
  });
  await room.wake();
}

/** Stops a run that has not begun to write. @throws Refusal when it has, or is over */
export async function stopRun(
  room: SourcesRoom,
  runId: string,
  actor: Pick<Actor, 'name'>,
  requestId: string,
): Promise<void> {
  await room.database.transaction(async (tx) => {
    const run = await getRun(tx, runId, true);
    if (run.state !== 'waiting' && run.state !== 'reading' && run.state !== 'asking') throw wrongState();
    const source = await getSource(tx, run.sourceId);
    const now = room.clock();
    await tx.query(
      "update source_runs set state = 'stopped', finished_at = $2, updated_at = $2, resume = null where id = $1",
      [runId, now],
    );
    const every = 'everyMinutes' in source.config ? source.config.everyMinutes : 0;
    await tx.query(
      'update sources set next_run_at = case when $2 = 0 then null else $3::timestamptz + make_interval(mins => $2) end where id = $1',
      [run.sourceId, every, now],
    );
    await clearStage(tx, runId);
    await logRun(tx, runId, { at: now, level: 'warning', code: 'STOPPED', params: { by: actor.name } });
    await recordAudit(tx, {
      actor,
      action: 'source.stop',
      target: { kind: 'source', id: run.sourceId, name: source.name },
      requestId,
    });
    await notifyLive(tx, 'sources', run.sourceId);
  });
}

function wrongState(): Refusal {
  return new Refusal('conflict', 'WRONG_STATE', {
    ja: 'この操作は、現在の状態では実行できません。',
    en: 'This is not possible in the present state.',
  });
}
