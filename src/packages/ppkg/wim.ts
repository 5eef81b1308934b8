import { createHash } from 'node:crypto';
import { blobTable } from './blob-table.ts';
import { imageMetadata } from './image-metadata.ts';
import { type ImageIdentity, imageXml } from './image-xml.ts';
import type { PackageFile } from './package-files.ts';
import { METADATA, type Resource, resourceHeader } from './resource.ts';

const HEADER_BYTES = 208;
const VERSION = 0x00010d00;
/** COMPRESSION 0x2, RP_FIX 0x80, XPRESS 0x20000: what is stored may be compressed, and need not be. */
const FLAGS = 0x00020082;
const CHUNK_BYTES = 32_768;

/**
 * A WIM 1.13 of one image, every resource stored plain: header, files in their order, metadata, blob table, XML. No
 * integrity table, no boot image, numbers little-endian.
 */
export function writeWim(files: readonly PackageFile[], identity: ImageIdentity): Buffer {
  let at = HEADER_BYTES;
  const place = (content: Buffer, flags: number): Resource => {
    const resource = { offset: at, size: content.length, flags, sha1: createHash('sha1').update(content).digest() };
    at += content.length;
    return resource;
  };
  const blobs = files.map((file) => place(file.content, 0));
  const metadata = imageMetadata(
    files.map((file, index) => ({ path: file.path, sha1: blobs[index]?.sha1 ?? Buffer.alloc(0) })),
    identity.builtAt,
  );
  const metadataResource = place(metadata, METADATA);
  const table = blobTable([metadataResource, ...blobs]);
  const tableResource = place(table, METADATA);
  const xml = imageXml(files, identity, at);
  const xmlResource = place(xml, METADATA);
  const header = renderHeader(identity.packageId, tableResource, xmlResource);
  return Buffer.concat([header, ...files.map((file) => file.content), metadata, table, xml]);
}

/** The header; boot metadata, boot index, integrity table and what is unused stay zero. */
function renderHeader(guid: string, table: Resource, xml: Resource): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('MSWIM\0\0\0', 0, 'latin1');
  header.writeUInt32LE(HEADER_BYTES, 8);
  header.writeUInt32LE(VERSION, 12);
  header.writeUInt32LE(FLAGS, 16);
  header.writeUInt32LE(CHUNK_BYTES, 20);
  Buffer.from(guid.replaceAll('-', ''), 'hex').copy(header, 24, 0, 16);
  header.writeUInt16LE(1, 40); // part 1
  header.writeUInt16LE(1, 42); // of 1
  header.writeUInt32LE(1, 44); // images
  resourceHeader(table).copy(header, 48);
  resourceHeader(xml).copy(header, 72);
  return header;
}
