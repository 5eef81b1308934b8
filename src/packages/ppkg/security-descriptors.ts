const SE_DACL_PRESENT = 0x0004;
const SE_SELF_RELATIVE = 0x8000;
const FILE_ALL_ACCESS = 0x001f01ff;
/** OBJECT_INHERIT and CONTAINER_INHERIT: what lies in a folder is as closed as the folder. */
const INHERITED = 0x03;
const NT_AUTHORITY = 5;
const SYSTEM = sid(18);
const ADMINISTRATORS = sid(32, 544);

/** SYSTEM and Administrators may do anything, nobody else anything: the files hold a secret. */
export const FOLDER_DESCRIPTOR: Buffer = descriptor(INHERITED);
export const FILE_DESCRIPTOR: Buffer = descriptor(0);

/** A SID of the authority NT (MS-DTYP 2.4.2). */
function sid(...parts: number[]): Buffer {
  const bytes = Buffer.alloc(8 + 4 * parts.length);
  bytes.writeUInt8(1, 0);
  bytes.writeUInt8(parts.length, 1);
  bytes.writeUInt8(NT_AUTHORITY, 7);
  for (const [index, part] of parts.entries()) bytes.writeUInt32LE(part, 8 + 4 * index);
  return bytes;
}

/** ACCESS_ALLOWED_ACE (MS-DTYP 2.4.4.2). */
function allow(who: Buffer, flags: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt8(flags, 1);
  bytes.writeUInt16LE(8 + who.length, 2);
  bytes.writeUInt32LE(FILE_ALL_ACCESS, 4);
  return Buffer.concat([bytes, who]);
}

/** A self-relative SECURITY_DESCRIPTOR (MS-DTYP 2.4.6): owner and group Administrators, a DACL of two entries. */
function descriptor(flags: number): Buffer {
  const entries = [allow(SYSTEM, flags), allow(ADMINISTRATORS, flags)];
  const acl = Buffer.alloc(8);
  acl.writeUInt8(2, 0);
  acl.writeUInt16LE(8 + Buffer.concat(entries).length, 2);
  acl.writeUInt16LE(entries.length, 4);
  const head = Buffer.alloc(20);
  head.writeUInt8(1, 0);
  head.writeUInt16LE(SE_DACL_PRESENT | SE_SELF_RELATIVE, 2);
  head.writeUInt32LE(head.length, 4); // owner
  head.writeUInt32LE(head.length + ADMINISTRATORS.length, 8); // group
  head.writeUInt32LE(head.length + 2 * ADMINISTRATORS.length, 16); // DACL
  return Buffer.concat([head, ADMINISTRATORS, ADMINISTRATORS, acl, ...entries]);
}
