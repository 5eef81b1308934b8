import { recordAudit } from '../../operators/audit.ts';
import type { Database, Transaction } from '../../storage/database.ts';
import { uuidv7 } from '../../storage/ids.ts';
import { toJsonb } from '../../storage/jsonb.ts';
import { notifyLive } from '../../storage/live.ts';
import { notFound, Refusal } from '../../storage/refusal.ts';
import { momentText } from '../model/time-text.ts';
import { refuseMerge } from './model/decide-merge.ts';
import { MOST_TRIED } from './model/judge-group.ts';
import { findGroup, reopenGroup, type StoredGroup, updateDecision } from './store/groups.ts';
import { listGroupMerges, type Merge, refuseUndo } from './store/merges.ts';
import { listRecords } from './store/records.ts';

/** Who decides about which group, and why; `ruleId` where a rule of an administrator does. */
export interface DuplicateOrder {
  readonly groupId: string;
  readonly actor: { readonly name: string };
  readonly why: string;
  readonly requestId: string;
  readonly now: Date;
  readonly ruleId?: string;
}

/** Which record stays, and which become part of it. */
export interface MergeChoice {
  readonly keep: string;
  readonly go: readonly string[];
}

const MANY = 3;
const MOST_DEADLOCKS = 3;

/**
 * Makes records of a group one: histories, attempts, certificates, evidence, roster rows and lists follow, what lived on the
 * records that go ends, and their ids lead to the one that stays. One transaction; the same order again changes nothing.
 * @throws Refusal when somebody decided otherwise, or the records may not be merged (model/decide-merge.ts)
 */
export async function mergeGroup(database: Database, order: DuplicateOrder, choice: MergeChoice): Promise<void> {
  await decide(database, async (tx) => {
    // before the records: taking a list over holds this, and waits for records
    await tx.query("select pg_advisory_xact_lock(hashtext('device-lists'))");
    const group = await lockGroup(tx, order.groupId);
    const go = [...new Set(choice.go)].sort();
    if (group.state === 'merged' && (await isSameMerge(tx, group, choice.keep, go))) return;
    if (group.state !== 'open') throw decidedAlready(group);
    checkChoice(group, choice.keep, go);
    const { rows } = await tx.query('select id from devices where id = any($1::uuid[]) order by id for update', [
      [choice.keep, ...go],
    ]);
    if (rows.length !== go.length + 1) throw changed();
    for (const gone of go) await mergeInto(tx, order, choice.keep, gone);
    await updateDecision(tx, group.id, {
      ...decisionOf(order),
      state: 'merged',
      anyMember: false,
      keptId: choice.keep,
    });
    await notifyLive(tx, 'devices');
  });
}

async function mergeInto(tx: Transaction, order: DuplicateOrder, keep: string, gone: string): Promise<void> {
  const records = await listRecords(tx, [keep, gone], order.now);
  const kept = records.find(({ id }) => id === keep);
  const other = records.find(({ id }) => id === gone);
  if (kept === undefined || other === undefined) throw changed();
  const refused = refuseMerge(kept, other);
  if (refused !== null) throw new Refusal('conflict', refused.id, refused.text);
  await tx.query('select merge_devices($1)', [
    toJsonb({
      id: uuidv7(order.now.getTime()),
      group: order.groupId,
      kept: keep,
      gone,
      at: order.now,
      by: order.actor.name,
      why: order.why,
      rule: order.ruleId ?? null,
      event: uuidv7(order.now.getTime()),
    }),
  ]);
  const { name, serial, uuid, configmgrId, epmId, hwDevId, macs } = other;
  await recordAudit(tx, {
    actor: order.actor,
    action: 'duplicate.merge',
    target: { kind: 'device', id: keep, name: kept.name },
    before: { id: gone, name, serial, uuid, configmgrId, epmId, hwDevId, macs },
    after: { reason: order.why, ...(order.ruleId === undefined ? {} : { rule: order.ruleId }) },
    requestId: order.requestId,
  });
}

/**
 * Says that the records of a group are different PCs. They are shown together again only when a further key is shared; where
 * three or more bear one key, a further PC with that key is no news either.
 * @throws Refusal when somebody decided otherwise
 */
export async function keepApart(database: Database, order: DuplicateOrder): Promise<void> {
  await decide(database, async (tx) => {
    const group = await lockGroup(tx, order.groupId);
    if (group.state === 'apart') return;
    if (group.state !== 'open') throw decidedAlready(group);
    const anyMember = group.members.length >= MANY;
    await updateDecision(tx, group.id, { ...decisionOf(order), state: 'apart', anyMember, keptId: null });
    await auditGroup(tx, order, 'duplicate.apart', group);
    await notifyLive(tx, 'devices');
  });
}

/**
 * Takes a decision back: records that were kept apart are open again; merged ones are two again, each with what was its own.
 * What came since stays with the record that stayed, and certificates that the merge ended stay ended.
 * @throws Refusal when it cannot be told any more whose is what: a claim or another merge came since
 */
export async function undoDecision(database: Database, order: DuplicateOrder): Promise<void> {
  await decide(database, async (tx) => {
    await tx.query("select pg_advisory_xact_lock(hashtext('device-lists'))");
    const group = await lockGroup(tx, order.groupId);
    if (group.state === 'open') return;
    for (const merge of group.state === 'merged' ? await listGroupMerges(tx, group.id) : [])
      await undoMerge(tx, order, merge);
    await reopenGroup(tx, group.id);
    await auditGroup(tx, order, 'duplicate.undo', group);
    await notifyLive(tx, 'devices');
  });
}

async function undoMerge(tx: Transaction, order: DuplicateOrder, merge: Merge): Promise<void> {
  await tx.query('select id from devices where id = $1 for update', [merge.keptId]);
  const refused = await refuseUndo(tx, merge);
  if (refused !== null) throw refused;
  await tx.query('select undo_device_merge($1)', [
    toJsonb({
      merge: merge.id,
      at: order.now,
      by: order.actor.name,
      keptEvent: uuidv7(order.now.getTime()),
      goneEvent: uuidv7(order.now.getTime()),
    }),
  ]);
}

/** A claim of the same PC may hold a row that the merge needs, and wait for one that the merge holds: then one begins anew. */
async function decide(database: Database, work: (tx: Transaction) => Promise<void>): Promise<void> {
  for (let deadlocks = 0; ; deadlocks++) {
    try {
      return await database.transaction(work);
    } catch (error) {
      const isDeadlock = error instanceof Error && 'code' in error && error.code === '40P01';
      if (!isDeadlock || deadlocks >= MOST_DEADLOCKS) throw error;
    }
  }
}

async function lockGroup(tx: Transaction, id: string): Promise<StoredGroup> {
  const group = await findGroup(tx, id, true);
  if (group === null) throw notFound();
  return group;
}

async function isSameMerge(tx: Transaction, group: StoredGroup, keep: string, go: readonly string[]): Promise<boolean> {
  const merges = await listGroupMerges(tx, group.id);
  return (
    group.keptId === keep &&
    merges
      .map(({ goneId }) => goneId)
      .sort()
      .join() === go.join()
  );
}

function checkChoice(group: StoredGroup, keep: string, go: readonly string[]): void {
  const members = new Set(group.members);
  const isChoice = members.has(keep) && !go.includes(keep) && go.every((id) => members.has(id)) && go.length > 0;
  if (!isChoice)
    throw new Refusal('invalid', 'NOT_OF_GROUP', {
      ja: '残す記録と統合する記録を、このグループから選択してください。',
      en: 'Choose the record that stays and the ones that become part of it from this group.',
    });
  if (go.length >= MOST_TRIED)
    throw new Refusal('invalid', 'TOO_MANY', {
      ja: `一度に統合できる記録は ${MOST_TRIED} 件までです。`,
      en: `At most ${MOST_TRIED} records are merged at once.`,
    });
}

function decisionOf(order: DuplicateOrder) {
  return { by: order.actor.name, why: order.why, at: order.now, ruleId: order.ruleId ?? null };
}

async function auditGroup(tx: Transaction, order: DuplicateOrder, action: string, group: StoredGroup): Promise<void> {
  await recordAudit(tx, {
    actor: order.actor,
    action,
    target: { kind: 'duplicate', id: group.id, name: group.keys.join(', ').slice(0, 200) },
    before: { state: group.state, members: group.members.slice(0, 20), keys: group.keys },
    after: { reason: order.why, ...(order.ruleId === undefined ? {} : { rule: order.ruleId }) },
    requestId: order.requestId,
  });
}

function decidedAlready(group: StoredGroup): Refusal {
  const by = group.decidedBy ?? '';
  const at = (language: 'ja' | 'en') => (group.decidedAt === null ? '' : momentText(group.decidedAt, language));
  return new Refusal('conflict', 'DECIDED', {
    ja: `${by} さんが ${at('ja')} に${group.state === 'merged' ? '統合しました' : '別の PC としました'}。最新の内容を確認してください。`,
    en: `${by} ${group.state === 'merged' ? 'merged these records' : 'kept these records apart'} at ${at('en')}. Review the latest version.`,
  });
}

function changed(): Refusal {
  return new Refusal('conflict', 'CHANGED', {
    ja: '記録がその間に変わりました。もう一度検索してください。',
    en: 'The records changed meanwhile. Search again.',
  });
}
