import { createHash } from 'node:crypto';

/** One entry of the image as its metadata says it. */
export interface ReadEntry {
  readonly path: string;
  readonly attributes: number;
  readonly security: number;
  readonly times: readonly bigint[];
  readonly sha1: string;
  readonly shortName: string;
  readonly links: bigint;
  readonly streams: number;
}

export interface ReadResource {
  readonly size: number;
  readonly flags: number;
  readonly offset: number;
  readonly originalSize: number;
}

/** A provisioning package taken apart by the format's rules alone; nothing of the writer is used. */
export interface ReadPpkg {
  readonly header: Buffer;
  readonly table: ReadResource;
  readonly xmlData: ReadResource;
  readonly blobs: readonly (ReadResource & {
    readonly part: number;
    readonly references: number;
    readonly sha1: string;
  })[];
  readonly descriptors: readonly Buffer[];
  readonly securityBytes: number;
  /** Depth first, as the metadata leads to them. */
  readonly entries: readonly ReadEntry[];
  readonly xml: string;
  readonly files: ReadonlyMap<string, Buffer>;
}

const resourceAt = (bytes: Buffer, at: number): ReadResource => ({
  size: bytes.readUIntLE(at, 6) + bytes.readUInt8(at + 6) * 2 ** 48,
  flags: bytes.readUInt8(at + 7),
  offset: Number(bytes.readBigUInt64LE(at + 8)),
  originalSize: Number(bytes.readBigUInt64LE(at + 16)),
});

/** @throws Error where a structure leads nowhere, or a file's bytes are not those of its SHA-1 */
export function readPpkg(bytes: Buffer): ReadPpkg {
  const header = bytes.subarray(0, 208);
  const part = (resource: ReadResource) => bytes.subarray(resource.offset, resource.offset + resource.size);
  const table = resourceAt(header, 48);
  const xmlData = resourceAt(header, 72);
  const rows = part(table);
  const blobs = Array.from({ length: rows.length / 50 }, (_, index) => {
    const at = 50 * index;
    return {
      ...resourceAt(rows, at),
      part: rows.readUInt16LE(at + 24),
      references: rows.readUInt32LE(at + 26),
      sha1: rows.toString('hex', at + 30, at + 50),
    };
  });
  const metadata = blobs.find((blob) => blob.flags === 2);
  if (metadata === undefined) throw new Error('no metadata');
  const image = part(metadata);
  const count = image.readUInt32LE(4);
  const descriptors: Buffer[] = [];
  let at = 8 + 8 * count;
  for (let index = 0; index < count; index++) {
    const length = Number(image.readBigUInt64LE(8 + 8 * index));
    descriptors.push(image.subarray(at, at + length));
    at += length;
  }
  if (image.readUInt32LE(0) !== at) throw new Error('security block');
  const root = Math.ceil(at / 8) * 8;
  const entries: ReadEntry[] = [];
  const visit = (from: number, folder: string, depth: number) => {
    if (depth > 16) throw new Error('too deep');
    for (let next = from; ; ) {
      const length = Number(image.readBigUInt64LE(next));
      if (length === 0) return;
      if (length % 8 !== 0 || length < 104) throw new Error(`entry of ${length} bytes`);
      const nameBytes = image.readUInt16LE(next + 100);
      const shortBytes = image.readUInt16LE(next + 98);
      const name = image.toString('utf16le', next + 102, next + 102 + nameBytes);
      const path = folder === '' ? name : `${folder}/${name}`;
      entries.push({
        path,
        attributes: image.readUInt32LE(next + 8),
        security: image.readInt32LE(next + 12),
        times: [40, 48, 56].map((offset) => image.readBigUInt64LE(next + offset)),
        sha1: image.toString('hex', next + 64, next + 84),
        shortName: image.toString('utf16le', next + 104 + nameBytes, next + 104 + nameBytes + shortBytes),
        links: image.readBigUInt64LE(next + 88),
        streams: image.readUInt16LE(next + 96),
      });
      const inside = Number(image.readBigUInt64LE(next + 16));
      if (inside !== 0) visit(inside, path, depth + 1);
      next += length;
    }
  };
  visit(root, '', 0);
  const files = new Map<string, Buffer>();
  for (const entry of entries) {
    if ((entry.attributes & 0x10) !== 0) continue;
    const blob = blobs.find((one) => one.sha1 === entry.sha1);
    if (blob === undefined) throw new Error(`${entry.path} has no blob`);
    const content = part(blob);
    if (createHash('sha1').update(content).digest('hex') !== entry.sha1) throw new Error(`${entry.path} is damaged`);
    files.set(entry.path, content);
  }
  const xml = part(xmlData).toString('utf16le');
  return { header, table, xmlData, blobs, descriptors, securityBytes: root, entries, xml, files };
}
