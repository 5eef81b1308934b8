import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { type ClientOptions, failure, send } from './api-client.ts';

const SHOW_EVERY_BYTES = 256 * 1024;

/**
 * Saves a copy of a package: readable by its owner alone, for it carries a PIN, and under its name only when it is whole.
 * The place is tried before anything is asked for, since each download mints a PIN.
 * @returns where it lies
 */
export async function downloadPackage(
  options: ClientOptions,
  packageId: string,
  form: { readonly replace: boolean; readonly output?: string | undefined },
): Promise<string> {
  if (form.output !== undefined) refuseExisting(options, form.output);
  const folder = path.dirname(path.resolve(form.output ?? 'x'));
  const part = path.join(folder, `.baton-${process.pid}.part`);
  const file = openPart(options, part);
  try {
    const body = { replace: form.replace, language: options.language };
    const response = await send(options, 'POST', `/packages/${packageId}/downloads`, body);
    const place = form.output ?? path.join(folder, nameOf(response.headers.get('content-disposition') ?? ''));
    refuseExisting(options, place);
    await save(response, file);
    fs.renameSync(part, place);
    return place;
  } catch (error) {
    file.destroy();
    fs.rmSync(part, { force: true });
    throw error;
  }
}

function openPart(options: ClientOptions, part: string): fs.WriteStream {
  try {
    return fs.createWriteStream('', { fd: fs.openSync(part, 'wx', 0o600) });
  } catch (error) {
    const { message } = error as Error;
    throw failure(options, { en: `Nothing can be saved here: ${message}`, ja: `ここには保存できません: ${message}` });
  }
}

function refuseExisting(options: ClientOptions, place: string): void {
  if (!fs.existsSync(place)) return;
  throw failure(options, { en: `${place} exists already.`, ja: `${place} はすでに存在します。` });
}

async function save(response: Response, file: fs.WriteStream): Promise<void> {
  let bytes = 0;
  let shown = 0;
  const show = () => process.stderr.isTTY && process.stderr.write(`\r${(bytes / 1024).toFixed(0)} KiB`);
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (!file.write(chunk)) await once(file, 'drain');
    if (bytes - shown < SHOW_EVERY_BYTES) continue;
    shown = bytes;
    show();
  }
  file.end();
  await once(file, 'finish');
  show();
  if (process.stderr.isTTY) process.stderr.write('\n');
}

/** The name that the server gives (RFC 8187), without anything that could lead elsewhere. */
function nameOf(disposition: string): string {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  const name = path.basename(decodeURIComponent(encoded ?? '').replace(/[\p{Cc}\\/]/gu, '_'));
  return /^[.\s]*$/.test(name) ? 'baton-package.zip' : name;
}
