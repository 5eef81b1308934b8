import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { makeReport } from '../../../diagnosis/report/make-report.ts';
import type { Report } from '../../../diagnosis/report/report.ts';
import type { Intention } from '../../../diagnosis/rules/rule.ts';
import { createIntake } from './intake.ts';
import { isArchive, readArchive } from './read-archive.ts';

/** A file that an operator handed in: where it lies now, and what it was called. */
export interface HandedFile {
  readonly path: string;
  readonly name: string;
}

const CHUNK = 1024 ** 2;

/** Reads files of any kind, archives too, and says what they mean; nothing of it is kept. */
export async function examineFiles(files: readonly HandedFile[], intention: Intention): Promise<Report> {
  const intake = createIntake(() => undefined);
  for (const { path, name } of files) {
    if (await isArchiveFile(path)) await readArchive(name, path, intake);
    else await intake.read(name, createReadStream(path, { highWaterMark: CHUNK }));
  }
  return makeReport(intake.files(), intention);
}

/** Is it an archive, by its first bytes? */
export async function isArchiveFile(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return isArchive(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}
