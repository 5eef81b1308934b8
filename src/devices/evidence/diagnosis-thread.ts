import { parentPort } from 'node:worker_threads';
import type { Intention } from '../../diagnosis/rules/rule.ts';
import { examineFiles, type HandedFile } from './files/examine-files.ts';
import { readHanded } from './files/read-handed.ts';
import { type DiagnosisContext, diagnoseFacts, readEvidence, summaryOf } from './read-evidence.ts';

/** One piece of work for the thread; the answer carries the same number. */
export type DiagnosisTask =
  | { readonly kind: 'read'; readonly body: Uint8Array; readonly isPacked: boolean; readonly context: DiagnosisContext }
  | { readonly kind: 'diagnose'; readonly facts: Uint8Array; readonly context: DiagnosisContext }
  | { readonly kind: 'hand-in'; readonly files: readonly HandedFile[]; readonly context: DiagnosisContext }
  | { readonly kind: 'examine'; readonly files: readonly HandedFile[]; readonly intention: Intention }
  | { readonly kind: 'summarize'; readonly facts: Uint8Array; readonly context: DiagnosisContext };

async function answer(task: DiagnosisTask): Promise<unknown> {
  switch (task.kind) {
    case 'read':
      return readEvidence(task.body, task.isPacked, task.context);
    case 'diagnose':
      return diagnoseFacts(task.facts, task.context);
    case 'hand-in':
      return readHanded(task.files, task.context);
    case 'examine':
      return examineFiles(task.files, task.intention);
    case 'summarize':
      return summaryOf(diagnoseFacts(task.facts, task.context));
  }
}

// hostile evidence can at most make this thread slow, and its own request fail
parentPort?.on('message', ({ number, task }: { number: number; task: DiagnosisTask }) => {
  answer(task).then(
    (result) => parentPort?.postMessage({ number, result }),
    (error: unknown) =>
      parentPort?.postMessage({ number, error: error instanceof Error ? error.message : String(error) }),
  );
});
