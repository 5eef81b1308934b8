import { Worker } from 'node:worker_threads';
import { SourceError } from './model/problems.ts';
import { failRun } from './run-source.ts';
import { type SourcesRoom, secretContext } from './sources-room.ts';
import { getSource } from './store/source-store.ts';

/** What the thread of a run is given. */
export interface ThreadOrder {
  readonly runId: string;
  readonly databaseUrl: string;
  readonly secret: string;
  readonly graph: SourcesRoom['graph'];
}

/** What it says meanwhile. */
export interface ThreadWord {
  readonly error: string;
  readonly text: string;
}

/** Of a run: the ids of a million entries fit, and the garbage of a hundred thousand does not pile up. */
const LIMITS = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 6 };

/**
 * Runs in a thread of its own that ends with the run: what a large directory takes is bounded there, is given back at the
 * end, and never keeps the doors from answering. A run that does not fit fails with that reason, and nothing else does.
 * @throws what the next turn of the job tries again
 */
export async function runInThread(room: SourcesRoom, sourceId: string, runId: string): Promise<void> {
  const source = await getSource(room.database, sourceId);
  const secret =
    source.sealedSecret === null ? '' : room.unseal(source.sealedSecret, secretContext(sourceId)).toString();
  const order: ThreadOrder = { runId, databaseUrl: room.databaseUrl, secret, graph: room.graph };
  const thread = new Worker(new URL('./run-thread.ts', import.meta.url), { workerData: order, resourceLimits: LIMITS });
  thread.on('message', ({ error, text }: ThreadWord) => room.log.error({ sourceId, err: error }, text));
  const stop = () => thread.postMessage('stop');
  room.stopping.addEventListener('abort', stop);
  if (room.stopping.aborted) stop();
  try {
    await new Promise<void>((resolve, reject) => {
      thread.once('error', reject);
      thread.once('exit', (code) =>
        code === 0 ? resolve() : reject(new Error(`the thread of a run ended with ${code}`)),
      );
    });
  } catch (error) {
    if (!isOutOfMemory(error)) throw error;
    const problem = new SourceError('MEMORY', { megabytes: String(LIMITS.maxOldGenerationSizeMb) });
    await failRun(room, runId, problem);
  } finally {
    room.stopping.removeEventListener('abort', stop);
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
