import { type Resource, resourceHeader } from './resource.ts';

const ENTRY_BYTES = 50;

/**
 * The table of what the WIM stores, the metadata resource first, then the files in their order. An entry: resource header, part
 * 1, one reference, SHA-1.
 */
export function blobTable(resources: readonly Resource[]): Buffer {
  return Buffer.concat(
    resources.map((resource) => {
      const entry = Buffer.alloc(ENTRY_BYTES);
      resourceHeader(resource).copy(entry, 0);
      entry.writeUInt16LE(1, 24);
      entry.writeUInt32LE(1, 26);
      resource.sha1.copy(entry, 30);
      return entry;
    }),
  );
}
