import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ZipFile } from 'yazl';

/** One file of a zip; small enough to be held in memory. */
export interface ZipEntry {
  readonly name: string;
  readonly content: Buffer;
}

/** The scripts that every package of a version carries, byte-identical: approved and signed once. */
export const KIT_FILES = ['setup.ps1', 'collect.ps1', 'copy-package.cmd'] as const;

/** Reads the scripts of the kit; an installation without them throws, since it can make no package. */
export async function readKitFiles(folder: string): Promise<ZipEntry[]> {
  return Promise.all(KIT_FILES.map(async (name) => ({ name, content: await readFile(path.join(folder, name)) })));
}

/** Starts writing a zip; the answer is read while it is written. */
export function writeZip(entries: readonly ZipEntry[]): NodeJS.ReadableStream {
  const zip = new ZipFile();
  for (const entry of entries) zip.addBuffer(entry.content, entry.name);
  zip.end();
  return zip.outputStream;
}
