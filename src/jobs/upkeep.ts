import type { WorkerLog } from './worker.ts';

/** One part of the hourly upkeep; answers how many rows (or partitions) it changed. */
export interface UpkeepStep {
  readonly name: string;
  readonly run: (now: Date) => Promise<number>;
}

/**
 * Runs every part of the upkeep, one after another. A part that fails does not keep the others from running; the job as
 * a whole fails then, so that it is tried again. Every part may run any number of times, and on several nodes.
 * @throws AggregateError with what the parts threw
 */
export async function runUpkeep(steps: readonly UpkeepStep[], now: Date, log: WorkerLog): Promise<void> {
  const errors: unknown[] = [];
  for (const step of steps) {
    try {
      const changed = await step.run(now);
      log.debug({ step: step.name, changed }, 'upkeep');
    } catch (error) {
      log.error({ step: step.name, err: error }, 'upkeep failed');
      errors.push(error);
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, `${errors.length} part(s) of the upkeep failed`);
}
