import { Logger, parseCronItems, run } from 'graphile-worker';
import type pg from 'pg';

/** Work without a request. */
export interface Task {
  readonly name: string;
  /** When it runs by itself, in cron's five fields, server time; absent = only when it is queued. */
  readonly cron?: string;
  readonly run: () => Promise<void>;
}

/** What a worker tells, in pino's order of arguments. */
export interface WorkerLog {
  error(fields: object, text: string): void;
  debug(fields: object, text: string): void;
}

/** The jobs of this node; jobs of all nodes are in the database, and each runs on one of them. */
export interface Worker {
  /** Runs a task soon; a second order for one that still waits changes nothing. */
  queue(task: string): Promise<void>;
  /** Takes no more jobs and waits for those under way. */
  stop(): Promise<void>;
}

/**
 * Starts working on jobs. No task waits for another one, and none runs twice at once on this node. A job that fails is
 * tried again with growing pauses; one that a killed node held is taken up by the next turn of its cron line (a queue of
 * the database for each task would keep it for hours).
 */
export async function startWorker(options: {
  readonly pool: pg.Pool;
  readonly tasks: readonly Task[];
  readonly log: WorkerLog;
}): Promise<Worker> {
  const { tasks, log } = options;
  const runner = await run({
    pgPool: options.pool,
    noHandleSignals: true,
    concurrency: tasks.length,
    taskList: Object.fromEntries(tasks.map((task) => [task.name, oneAtATime(task.run)])),
    // turns that come while one waits are one turn
    parsedCronItems: parseCronItems(
      tasks.flatMap(({ name, cron }) =>
        cron === undefined ? [] : [{ task: name, match: cron, identifier: name, options: { jobKey: name } }],
      ),
    ),
    logger: new Logger(() => (level, message) => {
      if (level === 'error') log.error({ job: message }, 'job');
      else log.debug({ job: message }, 'job');
    }),
  });
  return {
    queue: async (task) => {
      await runner.addJob(task, {}, { jobKey: task });
    },
    stop: () => runner.stop(),
  };
}

/** An order that comes while the work is under way makes it run once more afterwards, however many such orders come. */
export function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let isRunning = false;
  let isOrdered = false;
  return async () => {
    isOrdered = true;
    if (isRunning) return;
    isRunning = true;
    try {
      while (isOrdered) {
        isOrdered = false;
        await work();
      }
    } finally {
      isRunning = false;
    }
  };
}
