import os from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Diagnosis } from '../../diagnosis/finding.ts';
import type { Report } from '../../diagnosis/report/report.ts';
import type { Intention } from '../../diagnosis/rules/rule.ts';
import type { DiagnosisTask } from './diagnosis-thread.ts';
import type { HandedFile } from './files/examine-files.ts';
import type { HandedFault, HandedReading } from './files/read-handed.ts';
import type { DiagnosisContext, DiagnosisSummary, EvidenceFault, EvidenceReading } from './read-evidence.ts';

/** Reads and diagnoses beside the event loop that answers PCs. */
export interface DiagnosisThreads {
  read(body: Uint8Array, isPacked: boolean, context: DiagnosisContext): Promise<EvidenceReading | EvidenceFault>;
  diagnose(facts: Uint8Array, context: DiagnosisContext): Promise<Diagnosis>;
  /** Files that an operator says are of one PC. */
  handIn(files: readonly HandedFile[], context: DiagnosisContext): Promise<HandedReading | HandedFault>;
  /** Files that an operator wants to know about; nothing of them is kept. */
  examine(files: readonly HandedFile[], intention: Intention): Promise<Report>;
  summarize(facts: Uint8Array, context: DiagnosisContext): Promise<DiagnosisSummary>;
  stop(): Promise<void>;
}

interface Waiting {
  resolve(value: never): void;
  reject(error: Error): void;
}

/** Work that waits, over all threads; what comes on top is refused, so that a flood of evidence takes no memory. */
const MOST_WAITING = 200;

/** Too much evidence at once: the sender is told to come back. */
export class DiagnosisBusyError extends Error {
  constructor() {
    super('too much evidence at once');
    this.name = 'DiagnosisBusyError';
  }
}

/** Threads are started when the first work comes; one that dies fails its own work only and is replaced. */
export function startDiagnosisThreads(count = os.availableParallelism()): DiagnosisThreads {
  const threads = new Map<number, { worker: Worker; waiting: Map<number, Waiting> }>();
  let next = 0;

  const threadAt = (place: number) => {
    const found = threads.get(place);
    if (found !== undefined) return found;
    const worker = new Worker(new URL('./diagnosis-thread.ts', import.meta.url));
    const waiting = new Map<number, Waiting>();
    worker.unref();
    worker.on('message', ({ number, result, error }: { number: number; result?: never; error?: string }) => {
      const work = waiting.get(number);
      waiting.delete(number);
      if (error === undefined) work?.resolve(result as never);
      else work?.reject(new Error(error));
      if (waiting.size === 0) worker.unref();
    });
    const died = (reason: Error) => {
      if (threads.get(place)?.worker === worker) threads.delete(place);
      for (const work of waiting.values()) work.reject(reason);
      waiting.clear();
    };
    worker.on('error', died);
    worker.on('exit', () => died(new Error('the diagnosis thread ended')));
    const thread = { worker, waiting };
    threads.set(place, thread);
    return thread;
  };

  const run = <Result>(task: DiagnosisTask): Promise<Result> => {
    const waiting = [...threads.values()].reduce((sum, thread) => sum + thread.waiting.size, 0);
    if (waiting >= MOST_WAITING) return Promise.reject(new DiagnosisBusyError());
    next += 1;
    const number = next;
    const thread = threadAt(number % count);
    return new Promise<Result>((resolve, reject) => {
      thread.waiting.set(number, { resolve, reject });
      thread.worker.ref();
      thread.worker.postMessage({ number, task });
    });
  };

  return {
    read: (body, isPacked, context) => run({ kind: 'read', body, isPacked, context }),
    diagnose: (facts, context) => run({ kind: 'diagnose', facts, context }),
    handIn: (files, context) => run({ kind: 'hand-in', files, context }),
    examine: (files, intention) => run({ kind: 'examine', files, intention }),
    summarize: (facts, context) => run({ kind: 'summarize', facts, context }),
    stop: async () => {
      await Promise.all([...threads.values()].map(({ worker }) => worker.terminate()));
    },
  };
}
