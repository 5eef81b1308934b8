/** A file inside a zip archive. */
interface Entry {
  readonly name: string;
  /** Bytes when unpacked, as the archive says. */
  readonly size: number;
  readonly method: number;
  readonly packed: number;
  readonly isEncrypted: boolean;
  readonly offset: number;
}

const END_MARK = 0x06054b50;
const ENTRY_MARK = 0x02014b50;
const LOCAL_MARK = 0x04034b50;
/** The end record and the longest comment behind it. */
const END_MOST = 22 + 65_535;
const MEMBERS_MOST = 10_000;
const DIRECTORY_MOST = 16 * 1024 ** 2;
const UTF8_NAMES = 0x800;

/**
 * One member of a zip archive, unpacked up to `most` bytes; names are as the server gives them.
 * @returns null where there is no such member, or it is encrypted, too large or of another method than store and deflate
 */
export async function readZipMember(file: Blob, name: string, most: number): Promise<ArrayBuffer | null> {
  const entry = (await entriesOf(file)).find((each) => each.name === name);
  if (entry === undefined || entry.isEncrypted || entry.size > most) return null;
  const local = new DataView(await file.slice(entry.offset, entry.offset + 30).arrayBuffer());
  if (local.byteLength < 30 || local.getUint32(0, true) !== LOCAL_MARK) return null;
  const start = entry.offset + 30 + local.getUint16(26, true) + local.getUint16(28, true);
  const packed = file.slice(start, start + entry.packed);
  if (entry.method === 0) return packed.size <= most ? packed.arrayBuffer() : null;
  if (entry.method !== 8) return null;
  return unpack(packed.stream().pipeThrough(new DecompressionStream('deflate-raw')), most);
}

async function unpack(stream: ReadableStream<Uint8Array>, most: number): Promise<ArrayBuffer | null> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return await new Blob(parts).arrayBuffer();
      size += value.length;
      // the archive said less: a bomb
      if (size > most) return null;
      parts.push(Uint8Array.from(value));
    }
  } catch {
    return null;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function entriesOf(file: Blob): Promise<Entry[]> {
  const tailStart = Math.max(0, file.size - END_MOST);
  const tail = new DataView(await file.slice(tailStart).arrayBuffer());
  let end = tail.byteLength - 22;
  while (end >= 0 && tail.getUint32(end, true) !== END_MARK) end -= 1;
  if (end < 0) return [];
  const size = tail.getUint32(end + 12, true);
  const start = tail.getUint32(end + 16, true);
  if (size > DIRECTORY_MOST || start + size > file.size) return [];
  const directory = new DataView(await file.slice(start, start + size).arrayBuffer());
  const entries: Entry[] = [];
  for (let at = 0; at + 46 <= directory.byteLength && entries.length < MEMBERS_MOST; ) {
    if (directory.getUint32(at, true) !== ENTRY_MARK) break;
    const flags = directory.getUint16(at + 8, true);
    const nameLength = directory.getUint16(at + 28, true);
    if (at + 46 + nameLength > directory.byteLength) break;
    const name = new Uint8Array(directory.buffer, at + 46, nameLength);
    entries.push({
      name: nameOf(name, (flags & UTF8_NAMES) !== 0),
      method: directory.getUint16(at + 10, true),
      packed: directory.getUint32(at + 20, true),
      size: directory.getUint32(at + 24, true),
      isEncrypted: (flags & 1) !== 0,
      offset: directory.getUint32(at + 42, true),
    });
    at += 46 + nameLength + directory.getUint16(at + 30, true) + directory.getUint16(at + 32, true);
  }
  return entries;
}

/** Names without the mark of UTF-8 are of the packer's code page: UTF-8 where they are valid, else Japanese. */
function nameOf(bytes: Uint8Array, isUtf8: boolean): string {
  if (isUtf8) return new TextDecoder().decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('shift_jis').decode(bytes);
  }
}
