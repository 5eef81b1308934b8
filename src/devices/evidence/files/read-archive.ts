import type { Entry, ZipFile } from 'yauzl';
import type { Intake } from './intake.ts';

/** What an archive may hold; what is beyond it is said and not read. */
export const ARCHIVE_LIMITS = {
  /** members that are read */
  members: 10_000,
  /** bytes of all members together, unpacked */
  totalBytes: 16 * 1024 ** 3,
  /** times that a member may grow; logs repeat themselves and grow 10 to 60 times */
  ratio: 300,
  /** a member smaller than this may grow as it likes */
  freeBytes: 4 * 1024 ** 2,
};

const ENCRYPTED = 0x1;
const UTF8_NAMES = 0x800;
const SYMBOLIC_LINK = 0o120000;

/** Whether the first bytes of a file are those of a zip archive. */
export function isArchive(first: Uint8Array): boolean {
  return (
    first[0] === 0x50 && first[1] === 0x4b && ((first[2] === 3 && first[3] === 4) || (first[2] === 5 && first[3] === 6))
  );
}

/**
 * Reads the members of a zip one after the other, never to disk. Encrypted members, names that point outside, links, bombs and
 * archives inside archives are said and not followed.
 */
export async function readArchive(file: string, source: string | Buffer, intake: Intake): Promise<void> {
  const { default: yauzl } = await import('yauzl');
  const options = { lazyEntries: true, decodeStrings: false, validateEntrySizes: true };
  let zip: ZipFile;
  try {
    zip =
      typeof source === 'string'
        ? await yauzl.openPromise(source, options)
        : await yauzl.fromBufferPromise(source, options);
  } catch (error) {
    intake.refuse(file, typeof source === 'string' ? 0 : source.length, 'broken-archive', messageOf(error));
    return;
  }
  let members = 0;
  let left = ARCHIVE_LIMITS.totalBytes;
  try {
    for await (const entry of zip.eachEntry()) {
      const name = nameOf(entry);
      if (name.endsWith('/')) continue;
      members += 1;
      if (members > ARCHIVE_LIMITS.members) {
        intake.refuse(file, 0, 'too-large', `more than ${ARCHIVE_LIMITS.members} members`);
        break;
      }
      const member = `${file}/${name}`;
      const refusal = refusalOf(entry, name, left, yauzl.validateFileName);
      if (refusal !== null) {
        intake.refuse(member, entry.uncompressedSize, refusal.id, refusal.detail);
        continue;
      }
      left -= entry.uncompressedSize;
      await intake.read(member, withoutArchives(await zip.openReadStreamPromise(entry)));
    }
  } catch (error) {
    intake.refuse(file, 0, 'broken-archive', messageOf(error));
  } finally {
    zip.close();
  }
}

interface Refusal {
  readonly id: 'encrypted' | 'path-refused' | 'bomb' | 'not-read';
  readonly detail: string;
}

function refusalOf(
  entry: Entry,
  name: string,
  left: number,
  validate: (name: string) => string | null,
): Refusal | null {
  const path = validate(name.replaceAll('\\', '/'));
  if (path !== null) return { id: 'path-refused', detail: path };
  if ((entry.generalPurposeBitFlag & ENCRYPTED) !== 0) return { id: 'encrypted', detail: '' };
  if (((entry.externalFileAttributes >>> 16) & 0o170000) === SYMBOLIC_LINK)
    return { id: 'path-refused', detail: 'link' };
  const { uncompressedSize, compressedSize } = entry;
  const grows = uncompressedSize / Math.max(1, compressedSize);
  if (uncompressedSize > ARCHIVE_LIMITS.freeBytes && grows > ARCHIVE_LIMITS.ratio)
    return { id: 'bomb', detail: `grows ${Math.round(grows)} times, to ${uncompressedSize} bytes` };
  if (uncompressedSize > left)
    return { id: 'bomb', detail: `the archive unpacks to more than ${ARCHIVE_LIMITS.totalBytes} bytes` };
  return entry.canDecodeFileData() ? null : { id: 'not-read', detail: `compression method ${entry.compressionMethod}` };
}

/** An archive inside an archive is the oldest bomb: its reader sees that it is no text, its bytes are not unpacked. */
async function* withoutArchives(stream: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let isFirst = true;
  for await (const chunk of stream) {
    if (isFirst && isArchive(chunk)) throw new Error('an archive inside an archive; unpack it first');
    isFirst = false;
    yield chunk;
  }
}

/** Names without the UTF-8 mark are of the packer's code page: UTF-8 where they are valid, else Japanese. */
function nameOf(entry: Entry): string {
  const raw = Buffer.from(entry.fileName);
  if ((entry.generalPurposeBitFlag & UTF8_NAMES) !== 0) return raw.toString('utf8');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(raw);
  } catch {
    return new TextDecoder('shift_jis').decode(raw);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
