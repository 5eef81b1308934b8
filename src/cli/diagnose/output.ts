import { fstatSync, writeSync } from './files.ts';

/** Standard output. `process.stdout` would load all of Node's streams, for one write of a command that is to start at once. */
const STDOUT = 1;

/** Writes text to standard output; a reader that has seen enough, such as head, is no error. */
export function print(text: string): void {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length; ) {
    try {
      done += writeSync(STDOUT, bytes, done);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : '';
      if (code === 'EPIPE') return;
      if (code !== 'EAGAIN') throw error;
      // the reader of a pipe is slower than we are
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

/** Whether a person looks at standard output. */
export function isTerminal(): boolean {
  return fstatSync(STDOUT).isCharacterDevice() && process.stdout.isTTY === true;
}
