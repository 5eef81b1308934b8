import { createHash } from 'node:crypto';

/** Name of a certificate in a Windows store: SHA-1 of its DER, 40 upper-case hex digits (MS-MDE2 2.2.9.2). */
export function thumbprint(der: Buffer): string {
  return createHash('sha1').update(der).digest('hex').toUpperCase();
}

/** SHA-256 of a certificate's DER, 64 upper-case hex digits: how a package names its TLS root. */
export function sha256Fingerprint(der: Buffer): string {
  return createHash('sha256').update(der).digest('hex').toUpperCase();
}
