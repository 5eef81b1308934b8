import { join } from 'node:path';
import type { Intake } from '../../devices/evidence/files/intake.ts';
import { isArchive, readArchive } from '../../devices/evidence/files/read-archive.ts';
import { firstBytes, lstatSync, readChunks, readdirSync, statSync } from './files.ts';

/** What a folder may hold; what is beyond it is said and not read. */
const FOLDER_LIMITS = { files: 20_000, depth: 32 };
/** An archive on standard input is kept in memory, because its table of contents is at its end. */
const STDIN_ARCHIVE_BYTES = 512 * 1024 ** 2;

/** A file that was found under the paths given. */
export interface InputFile {
  readonly path: string;
  readonly bytes: number;
}

/** Every file under the paths, folders walked in the order of names; links inside folders are not followed. */
export function listInputs(paths: readonly string[], intake: Intake): InputFile[] {
  const files: InputFile[] = [];
  for (const path of paths) {
    try {
      const found = statSync(path);
      if (found.isDirectory()) walk(path, 0, files, intake);
      else if (found.isFile()) files.push({ path, bytes: found.size });
      else intake.refuse(path, 0, 'not-read', 'neither a file nor a folder');
    } catch (error) {
      intake.refuse(path, 0, 'not-read', error instanceof Error ? error.message : String(error));
    }
  }
  return files;
}

function walk(folder: string, depth: number, files: InputFile[], intake: Intake): void {
  if (depth > FOLDER_LIMITS.depth) {
    intake.refuse(folder, 0, 'too-large', `deeper than ${FOLDER_LIMITS.depth} folders`);
    return;
  }
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    try {
      const found = lstatSync(path);
      if (found.isDirectory()) walk(path, depth + 1, files, intake);
      else if (found.isSymbolicLink()) intake.refuse(path, 0, 'path-refused', 'link');
      else if (!found.isFile()) intake.refuse(path, 0, 'not-read', 'neither a file nor a folder');
      else if (files.length < FOLDER_LIMITS.files) files.push({ path, bytes: found.size });
      else {
        intake.refuse(folder, 0, 'too-large', `more than ${FOLDER_LIMITS.files} files`);
        return;
      }
    } catch (error) {
      intake.refuse(path, 0, 'not-read', error instanceof Error ? error.message : String(error));
    }
  }
}

/** Reads a file: an archive is opened, everything else goes to the reader that its content asks for. */
export async function readInput({ path, bytes }: InputFile, intake: Intake): Promise<void> {
  try {
    if (isArchive(firstBytes(path, 4))) await readArchive(path, path, intake);
    else await intake.read(path, readChunks(path, bytes));
  } catch (error) {
    intake.refuse(path, bytes, 'not-read', error instanceof Error ? error.message : String(error));
  }
}

/** Reads standard input as one file or archive. */
export async function readStandardInput(stream: AsyncIterable<Uint8Array>, intake: Intake): Promise<void> {
  const name = 'stdin';
  const chunks = stream[Symbol.asyncIterator]();
  const first = await chunks.next();
  const start = first.done === true ? new Uint8Array() : first.value;
  const all = async function* (): AsyncIterable<Uint8Array> {
    if (start.length > 0) yield start;
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value;
  };
  if (!isArchive(start)) {
    await intake.read(name, all());
    return;
  }
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of all()) {
    bytes += chunk.length;
    if (bytes > STDIN_ARCHIVE_BYTES) {
      intake.refuse(name, bytes, 'too-large', `an archive on standard input may have ${STDIN_ARCHIVE_BYTES} bytes`);
      return;
    }
    parts.push(chunk);
  }
  await readArchive(name, Buffer.concat(parts), intake);
}
