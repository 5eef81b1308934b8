/** A bar on standard error while much is read; nothing where nobody looks or the work is short. */
export interface Progress {
  add(bytes: number): void;
  stop(): void;
}

/** From how many bytes on a bar is worth its lines. */
const WORTH_BYTES = 64 * 1024 ** 2;
const MIB = 1024 ** 2;

/** Makes a bar for so many bytes. */
export async function createProgress(totalBytes: number): Promise<Progress> {
  if (totalBytes < WORTH_BYTES || process.stderr.isTTY !== true) return { add: () => undefined, stop: () => undefined };
  const { SingleBar } = await import('cli-progress');
  const bar = new SingleBar({
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
    format: '{bar} {percentage}% | {value} / {total} MiB | {eta_formatted}',
  });
  let done = 0;
  bar.start(Math.ceil(totalBytes / MIB), 0);
  return {
    add(bytes) {
      done += bytes;
      bar.update(Math.floor(done / MIB));
    },
    stop: () => bar.stop(),
  };
}
