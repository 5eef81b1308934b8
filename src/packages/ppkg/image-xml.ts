import { xmlText } from '../model/xml-text.ts';
import { fileTime } from './file-time.ts';
import type { PackageFile } from './package-files.ts';

/** Which package it is, for Windows. */
export interface ImageIdentity {
  /** GUID, lower case, without braces; new for each package. */
  readonly packageId: string;
  readonly name: string;
  readonly version: string;
  readonly builtAt: Date;
}

/** Owner ITAdmin 5000 and rank 0. Among packages with the same setting the higher one wins. */
const ALTITUDE = 5000;

/**
 * The XML of the WIM, which is what identifies a provisioning package: UTF-16LE with a byte order mark, one line, no
 * declaration, its elements in exactly this order. NOTES has the shape that Windows Configuration Designer gives it.
 * @param xmlOffset where this XML lies, which is the outer TOTALBYTES
 */
export function imageXml(files: readonly PackageFile[], identity: ImageIdentity, xmlOffset: number): Buffer {
  const { packageId, builtAt } = identity;
  const folders = new Set(
    files.flatMap(({ path }) => path.slice(0, -1).map((_, at) => path.slice(0, at + 1).join('/'))),
  );
  const bytes = files.reduce((sum, file) => sum + file.content.length, 0);
  const text = [
    `<WIM><TOTALBYTES>${xmlOffset}</TOTALBYTES><IMAGE INDEX="1"><NAME>${xmlText(identity.name)}</NAME><DESCRIPTION></DESCRIPTION>`,
    '<NOTES>VERSION=10.0.26100.1;Source=Classic;;TargetSkus=WindowsCommon,Desktop;EncryptPackage=False;SignPackage=False;',
    `PackageID=${packageId};</NOTES><AUTHOR></AUTHOR><VERSION>${xmlText(identity.version)}</VERSION><ALTITUDE>${ALTITUDE}</ALTITUDE>`,
    `<RESETCLEAR>0</RESETCLEAR><PACKAGEID>{${packageId}}</PACKAGEID><DIRCOUNT>${folders.size}</DIRCOUNT>`,
    `<FILECOUNT>${files.length}</FILECOUNT><TOTALBYTES>${bytes}</TOTALBYTES><HARDLINKBYTES>0</HARDLINKBYTES>`,
    `<CREATIONTIME>${timeParts(builtAt)}</CREATIONTIME><LASTMODIFICATIONTIME>${timeParts(builtAt)}</LASTMODIFICATIONTIME>`,
    '<WIMBOOT>0</WIMBOOT></IMAGE></WIM>',
  ].join('');
  return Buffer.from(`\uFEFF${text}`, 'utf16le');
}

function timeParts(at: Date): string {
  const digits = fileTime(at).toString(16).toUpperCase().padStart(16, '0');
  return `<HIGHPART>0x${digits.slice(0, 8)}</HIGHPART><LOWPART>0x${digits.slice(8)}</LOWPART>`;
}
