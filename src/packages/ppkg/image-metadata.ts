import { fileTime } from './file-time.ts';
import { FILE_DESCRIPTOR, FOLDER_DESCRIPTOR } from './security-descriptors.ts';

/** One file of the image, by where it lies and what it holds. */
export interface ImageFile {
  readonly path: readonly string[];
  readonly sha1: Buffer;
}

interface Folder {
  readonly name: string;
  readonly folders: Map<string, Folder>;
  readonly entries: (Folder | { readonly name: string; readonly sha1: Buffer })[];
}

const FIXED_BYTES = 102;
const END_OF_FOLDER = Buffer.alloc(8);
const ARCHIVE = 0x20;
const DIRECTORY = 0x10;
const FOLDER_SECURITY = 0;
const FILE_SECURITY = 1;

/**
 * The metadata resource of an image: security block, root entry, then each folder's entries. A folder's block ends with 8 zero
 * bytes and is found through the folder's own entry, so its place is free: a folder stands before the folders inside it. Every
 * entry has the same time and no short name, stream or link.
 */
export function imageMetadata(files: readonly ImageFile[], builtAt: Date): Buffer {
  const root = treeOf(files);
  const security = securityBlock([FOLDER_DESCRIPTOR, FILE_DESCRIPTOR]);
  const time = fileTime(builtAt);
  const rootBytes = entryBytes('') + END_OF_FOLDER.length;
  const offsets = new Map<Folder, number>();
  let next = security.length + rootBytes;
  const order = foldersOf(root);
  for (const folder of order) {
    offsets.set(folder, next);
    next += folder.entries.reduce((sum, entry) => sum + entryBytes(entry.name), END_OF_FOLDER.length);
  }
  const write = (entry: Folder['entries'][number]) =>
    renderEntry(entry, time, 'sha1' in entry ? 0 : offsets.get(entry));
  const blocks = order.flatMap((folder) => [...folder.entries.map(write), END_OF_FOLDER]);
  return Buffer.concat([security, write(root), END_OF_FOLDER, ...blocks]);
}

function treeOf(files: readonly ImageFile[]): Folder {
  const root: Folder = { name: '', folders: new Map(), entries: [] };
  for (const file of files) {
    let folder = root;
    for (const name of file.path.slice(0, -1)) {
      const inside = folder.folders.get(name) ?? { name, folders: new Map(), entries: [] };
      if (!folder.folders.has(name)) {
        folder.folders.set(name, inside);
        folder.entries.push(inside);
      }
      folder = inside;
    }
    folder.entries.push({ name: file.path.at(-1) ?? '', sha1: file.sha1 });
  }
  return root;
}

function foldersOf(folder: Folder): Folder[] {
  return [folder, ...[...folder.folders.values()].flatMap(foldersOf)];
}

/** Length of the block, not rounded; number of descriptors; their lengths; the descriptors; zeros up to a multiple of 8. */
function securityBlock(descriptors: readonly Buffer[]): Buffer {
  const lengths = descriptors.map((descriptor) => descriptor.length);
  const size = 8 + 8 * lengths.length + lengths.reduce((sum, length) => sum + length, 0);
  const block = Buffer.alloc(Math.ceil(size / 8) * 8);
  block.writeUInt32LE(size, 0);
  block.writeUInt32LE(descriptors.length, 4);
  for (const [index, length] of lengths.entries()) block.writeBigUInt64LE(BigInt(length), 8 + 8 * index);
  Buffer.concat(descriptors).copy(block, 8 + 8 * lengths.length);
  return block;
}

/** An entry with its name and the NUL behind it, a multiple of 8; the root has no name. */
function entryBytes(name: string): number {
  return Math.ceil((FIXED_BYTES + (name === '' ? 0 : 2 * name.length + 2)) / 8) * 8;
}

function renderEntry(entry: Folder['entries'][number], time: bigint, subdirectory = 0): Buffer {
  const isFile = 'sha1' in entry;
  const bytes = Buffer.alloc(entryBytes(entry.name));
  bytes.writeBigUInt64LE(BigInt(bytes.length), 0);
  bytes.writeUInt32LE(isFile ? ARCHIVE : DIRECTORY, 8);
  bytes.writeInt32LE(isFile ? FILE_SECURITY : FOLDER_SECURITY, 12);
  bytes.writeBigUInt64LE(BigInt(subdirectory), 16);
  for (const at of [40, 48, 56]) bytes.writeBigUInt64LE(time, at); // created, accessed, written
  if (isFile) entry.sha1.copy(bytes, 64);
  bytes.writeUInt16LE(2 * entry.name.length, 100);
  bytes.write(entry.name, FIXED_BYTES, 'utf16le');
  return bytes;
}
