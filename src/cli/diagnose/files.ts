/**
 * Node's file functions, taken without `import`: an import of node:fs makes every one of its parts, streams among them, which takes
 * longer than diagnosing a small file.
 */
const fs = process.getBuiltinModule('node:fs');

export const { closeSync, fstatSync, lstatSync, openSync, readdirSync, readSync, statSync, writeFileSync, writeSync } =
  fs;

const CHUNK = 1024 ** 2;

/** The bytes of a file, in chunks that are only valid until the next one. */
export function* readChunks(path: string, size: number): Iterable<Uint8Array> {
  const file = openSync(path, 'r');
  try {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK, Math.max(1, size + 1)));
    for (let bytes = readSync(file, chunk); bytes > 0; bytes = readSync(file, chunk)) yield chunk.subarray(0, bytes);
  } finally {
    closeSync(file);
  }
}

/** The first bytes of a file. */
export function firstBytes(path: string, count: number): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(count);
    return bytes.subarray(0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
}
