import type { Queryable } from '../../../storage/database.ts';
import { toJsonb } from '../../../storage/jsonb.ts';
import { notFound } from '../../../storage/refusal.ts';
import type { SyncPlan } from '../model/plan.ts';
import type { SourceProblem } from '../model/problems.ts';

/** `asking`: it would shut out so many that an operator has to say so first. */
export type RunState = 'waiting' | 'reading' | 'asking' | 'applying' | 'done' | 'failed' | 'stopped';

/** A run of a source as it stands in the database. */
export interface StoredRun {
  readonly id: string;
  readonly sourceId: string;
  readonly mode: 'preview' | 'sync';
  readonly isFull: boolean;
  readonly state: RunState;
  readonly coversAll: boolean;
  readonly groupsWhole: boolean;
  readonly readUsers: number;
  readonly readGroups: number;
  readonly doneRows: number;
  readonly plan: SyncPlan | null;
  readonly problem: SourceProblem | null;
  readonly resume: unknown;
  readonly cursor: unknown;
  readonly orderedBy: string;
  readonly requestId: string;
  readonly confirmedBy: string | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

const COLUMNS = `id, source_id as "sourceId", mode, is_full as "isFull", state, covers_all as "coversAll", groups_whole as "groupsWhole", read_users as "readUsers",
  read_groups as "readGroups", done_rows as "doneRows", plan, problem, resume, cursor, ordered_by as "orderedBy", request_id as "requestId",
  confirmed_by as "confirmedBy", created_at as "createdAt", started_at as "startedAt", finished_at as "finishedAt"`;

/** States of a run that is not over. */
export const LIVE_STATES = ['waiting', 'reading', 'asking', 'applying'] as const;

/** One run. @throws Refusal when there is none */
export async function getRun(q: Queryable, id: string, lock = false): Promise<StoredRun> {
  const { rows } = await q.query<StoredRun & Record<string, unknown>>(
    `select ${COLUMNS} from source_runs where id = $1${lock ? ' for update' : ''}`,
    [id],
  );
  const found = rows[0];
  if (found === undefined) throw notFound();
  return found;
}

/** The run of a source that is not over, if there is one. */
export async function findLiveRun(q: Queryable, sourceId: string): Promise<StoredRun | null> {
  const { rows } = await q.query<StoredRun & Record<string, unknown>>(
    `select ${COLUMNS} from source_runs where source_id = $1 and state = any($2) order by created_at limit 1`,
    [sourceId, LIVE_STATES],
  );
  return rows[0] ?? null;
}

/** Runs of a source, newest first. */
export async function listRuns(
  q: Queryable,
  sourceId: string,
  page: { readonly limit: number; readonly offset: number },
): Promise<StoredRun[]> {
  const { rows } = await q.query<StoredRun & Record<string, unknown>>(
    `select ${COLUMNS} from source_runs where source_id = $1 order by created_at desc, id desc limit $2 offset $3`,
    [sourceId, page.limit, page.offset],
  );
  return rows;
}

/** A line of a run's log. */
export interface RunLine {
  readonly at: Date;
  readonly level: 'info' | 'warning' | 'error';
  readonly code: string;
  readonly params: Readonly<Record<string, string>>;
}

/** Lines of one code that a run keeps; what follows is only counted by the plan. */
const LINES_OF_A_CODE = 200;

/** Keeps a line of a run's log; of one code not more than the first 200. */
export async function logRun(
  q: Queryable,
  runId: string,
  line: Omit<RunLine, 'at'> & { readonly at: Date },
): Promise<void> {
  await q.query(
    `insert into source_run_log (run_id, at, level, code, params) select $1, $2, $3, $4::text, $5
     where (select count(*) from (select 1 from source_run_log where run_id = $1 and code = $4::text limit ${LINES_OF_A_CODE}) x) < ${LINES_OF_A_CODE}`,
    [runId, line.at, line.level, line.code, toJsonb(line.params)],
  );
}

/** The log of a run in order. */
export async function listRunLog(
  q: Queryable,
  runId: string,
  page: { readonly limit: number; readonly offset: number },
): Promise<RunLine[]> {
  const { rows } = await q.query<RunLine & Record<string, unknown>>(
    'select at, level, code, params from source_run_log where run_id = $1 order by seq limit $2 offset $3',
    [runId, page.limit, page.offset],
  );
  return rows;
}
