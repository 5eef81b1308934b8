import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ZipFile } from 'yazl';
import { renderCarrierSteps } from './model/render-carrier-steps.ts';

/** One file of a zip; small enough to be held in memory. */
export interface ZipEntry {
  readonly name: string;
  readonly content: Buffer;
}

/** The scripts that every package of a version carries, byte-identical: approved and signed once. */
export const KIT_FILES = [
  'setup.ps1',
  'collect.ps1',
  'copy-package.cmd',
  'Publish-ToConfigMgr.ps1',
  'epm-system.ps1',
  'epm-user.ps1',
  'epm-step1-user.ps1',
  'epm-step2-system.ps1',
  'configuration-designer.ps1',
  'startup-script.cmd',
  'enroll-this-pc.cmd',
] as const;

/**
 * The fixed files of a zip: the scripts of the kit, and how to distribute them, a text per language. An installation without
 * the scripts throws, since it can make no package.
 */
export async function readKitFiles(folder: string): Promise<ZipEntry[]> {
  const scripts = KIT_FILES.map(async (name) => ({ name, content: await readFile(path.join(folder, name)) }));
  const texts = (['ja', 'en'] as const).map((language) => ({
    name: `steps.${language}.txt`,
    content: renderCarrierSteps(language),
  }));
  return [...(await Promise.all(scripts)), ...texts];
}

/** Starts writing a zip; the answer is read while it is written. */
export function writeZip(entries: readonly ZipEntry[]): NodeJS.ReadableStream {
  const zip = new ZipFile();
  for (const entry of entries) zip.addBuffer(entry.content, entry.name);
  zip.end();
  return zip.outputStream;
}
