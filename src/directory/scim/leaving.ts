import type { Transaction } from '../../storage/database.ts';
import { uuidv7 } from '../../storage/ids.ts';
import { toJsonb } from '../../storage/jsonb.ts';
import { notifyLive } from '../../storage/live.ts';
import type { SyncPlan } from '../sources/model/plan.ts';
import { findLiveRun } from '../sources/store/run-store.ts';
import { ScimError } from './model/scim-error.ts';

const WINDOW = '24 hours';
/** So few may leave in a day whatever share of the source they are: a client sends them one by one. */
const FEW = 10;
const SHARE = 10;
const RETRY_SECONDS = 900;

/**
 * Asks before one more person of a pushing source is shut out. More than a tenth within a day stops: the request is
 * refused with 429 (clients try again), and the source asks an operator, whose confirmation lets it go on for a day.
 * @throws ScimError (429)
 */
export async function mayLeave(tx: Transaction, sourceId: string, now: Date): Promise<void> {
  // one at a time, or two requests would count the same number
  const { rows } = await tx.query<{ free: boolean; left: number; all: number }>(
    `select coalesce(s.may_leave_until > $2, false) as free,
       (select count(*)::int from source_users k where k.source_id = s.id and k.left_at > $2::timestamptz - interval '${WINDOW}') as left,
       (select count(*)::int from source_users k where k.source_id = s.id and (k.missing_since is null and not k.disabled
         or k.left_at > $2::timestamptz - interval '${WINDOW}')) as all
     from sources s where s.id = $1 for no key update`,
    [sourceId, now],
  );
  const { free = false, left = 0, all = 0 } = rows[0] ?? {};
  if (free || left < FEW || (left + 1) * SHARE <= all) return;
  throw new TooManyLeave(left, all);
}

/** The refusal before it is told to an operator: what the transaction wrote is taken back. */
export class TooManyLeave extends ScimError {
  readonly left: number;
  readonly all: number;

  constructor(left: number, all: number) {
    super(
      429,
      `More than a tenth of the users of this source would be disabled within a day (${left} of ${all} so far). An operator of Baton has to confirm that.`,
      undefined,
      RETRY_SECONDS,
    );
    this.left = left;
    this.all = all;
  }
}

/** Makes the source ask an operator, once. */
export async function askOperator(tx: Transaction, sourceId: string, error: TooManyLeave, now: Date): Promise<void> {
  await tx.query('select 1 from sources where id = $1 for update', [sourceId]);
  if ((await findLiveRun(tx, sourceId)) !== null) return;
  const plan: SyncPlan = {
    before: error.all,
    added: 0,
    changed: 0,
    unchanged: error.all - error.left,
    missing: 0,
    disabled: error.left,
    skipped: 0,
    groupsBefore: 0,
    groupsAdded: 0,
    groupsChanged: 0,
    groupsMissing: 0,
    membersBefore: 0,
    membersAdded: 0,
    membersRemoved: 0,
  };
  await tx.query(
    `insert into source_runs (id, source_id, mode, is_full, covers_all, state, plan, problem, ordered_by, created_at, started_at, updated_at)
     values ($1, $2, 'sync', false, false, 'asking', $3, $4, '', $5, $5, $5)`,
    [uuidv7(now.getTime()), sourceId, toJsonb(plan), toJsonb({ id: 'USERS_LEAVE', params: {} }), now],
  );
  await notifyLive(tx, 'sources', sourceId);
}
