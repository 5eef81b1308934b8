// The thread in which one run of a source reads and writes (run-in-thread.ts).
import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from '../../storage/database.ts';
import type { ThreadOrder, ThreadWord } from './run-in-thread.ts';
import { runSource } from './run-source.ts';

const { runId, databaseUrl, secret, graph } = workerData as ThreadOrder;
const stopping = new AbortController();
parentPort?.on('message', () => stopping.abort());
const database = openDatabase(databaseUrl, { max: 2 });
const say = (word: ThreadWord) => parentPort?.postMessage(word);
try {
  await runSource(
    {
      database,
      secret,
      stopping: stopping.signal,
      log: {
        error: ({ err }: { err?: unknown }, text) =>
          say({ error: err instanceof Error ? (err.stack ?? err.message) : String(err), text }),
      },
      clock: () => new Date(),
      ...(graph === undefined ? {} : { graph }),
    },
    runId,
  );
} finally {
  await database.close();
  parentPort?.close();
}
