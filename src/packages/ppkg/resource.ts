/** A run of bytes in a WIM, stored plain. */
export interface Resource {
  readonly offset: number;
  readonly size: number;
  readonly flags: number;
  /** SHA-1 of the bytes. */
  readonly sha1: Buffer;
}

/** Flag of the metadata resource, and of the blob table and the XML too. */
export const METADATA = 2;

/** Where a resource lies (24 bytes): stored size in 7 bytes, flags, offset, original size. */
export function resourceHeader(resource: Resource): Buffer {
  const header = Buffer.alloc(24);
  header.writeUIntLE(resource.size, 0, 6);
  header.writeUInt8(resource.flags, 7);
  header.writeBigUInt64LE(BigInt(resource.offset), 8);
  header.writeBigUInt64LE(BigInt(resource.size), 16);
  return header;
}
