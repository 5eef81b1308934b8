import type { Readable } from 'node:stream';
import yauzl from 'yauzl';
import { Refusal } from '../../storage/refusal.ts';

const ZIP_MARK = Buffer.from('504b0304', 'hex');
/** Bytes of a zip: it is opened as a whole, since its table stands at its end. */
const ZIP_LIMIT = 20 * 1024 * 1024;
const ZIP_MEMBERS = 100;
const LIST_NAME = /\.(?:csv|txt|tsv|json)$/i;
/** Every workbook of Excel has this member; the scan of its bytes says what it is. */
const WORKBOOK_MEMBER = '[Content_Types].xml';

/**
 * The bytes of an upload. Intune exports a zip with one CSV in it: that is unpacked, and nothing but that. Whoever reads counts
 * the bytes, so that a bomb ends where a large file does.
 * @throws Refusal where a zip holds no list, or several
 */
export async function* unpackUpload(stream: Readable, tooLarge: () => Refusal): AsyncIterable<Buffer> {
  const pieces = stream as AsyncIterable<Buffer>;
  let head = Buffer.alloc(0);
  let zip: Buffer[] | null = null;
  let held = 0;
  let isKnown = false;
  for await (const piece of pieces) {
    if (zip !== null) {
      held += piece.length;
      if (held > ZIP_LIMIT) throw tooLarge();
      zip.push(piece);
    } else if (isKnown) yield piece;
    else {
      head = Buffer.concat([head, piece]);
      if (head.length < ZIP_MARK.length) continue;
      isKnown = true;
      if (head.subarray(0, ZIP_MARK.length).equals(ZIP_MARK)) {
        zip = [head];
        held = head.length;
      } else yield head;
    }
  }
  if (zip !== null) yield* unpackZip(Buffer.concat(zip));
  else if (!isKnown && head.length > 0) yield head;
}

async function* unpackZip(bytes: Buffer): AsyncIterable<Buffer> {
  let archive: yauzl.ZipFile;
  try {
    archive = await yauzl.fromBufferPromise(bytes, { lazyEntries: true, validateEntrySizes: true });
  } catch {
    // the scan of the bytes says that this is no list
    yield bytes;
    return;
  }
  try {
    const lists: yauzl.Entry[] = [];
    let members = 0;
    for await (const entry of archive.eachEntry()) {
      members += 1;
      if (entry.fileName === WORKBOOK_MEMBER) {
        yield bytes;
        return;
      }
      if (members > ZIP_MEMBERS) throw wrongMembers();
      if (LIST_NAME.test(entry.fileName)) lists.push(entry);
    }
    const [list] = lists;
    if (list === undefined || lists.length > 1 || !list.canDecodeFileData()) throw wrongMembers();
    for await (const piece of await archive.openReadStreamPromise(list)) yield piece as Buffer;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(
      'invalid',
      'ZIP_BROKEN',
      { ja: 'zip ファイルが壊れています。書き出し直してください。', en: 'The zip file is broken. Export it again.' },
      { field: 'file' },
    );
  } finally {
    archive.close();
  }
}

function wrongMembers(): Refusal {
  return new Refusal(
    'invalid',
    'ZIP_MEMBERS',
    {
      ja: 'zip ファイルには、暗号化されていない CSV または JSON を 1 つだけ入れてください。',
      en: 'A zip file must hold exactly one CSV or JSON, and not encrypted.',
    },
    { field: 'file' },
  );
}
