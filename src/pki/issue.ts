import { randomBytes } from 'node:crypto';
import { renderCommonName } from './certificate.ts';
import {
  authorityKeyIdentifier,
  END_ENTITY,
  extendedKeyUsage,
  KEY_USAGE,
  keyIdentifier,
  keyUsage,
  subjectKeyIdentifier,
} from './extensions.ts';
import { signCertificate } from './sign-certificate.ts';
import type { Signer } from './signer.ts';

/** What is certified for a PC. */
export interface DeviceCertificateFields {
  /** Our device id: the whole subject is `CN=<this>`. */
  readonly subjectCommonName: string;
  /** SubjectPublicKeyInfo from the CSR, DER. */
  readonly spki: Buffer;
  /** From certificateSerial. */
  readonly serial: Buffer;
  /** From backDated. */
  readonly notBefore: Date;
  readonly notAfter: Date;
}

const BACK_DATED_MS = 10 * 60_000;

/** A serial number: 16 random bytes, positive and of full length (RFC 5280 4.1.2.2). */
export function certificateSerial(): Buffer {
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return serial;
}

/** Start of validity for PCs whose clock is slow: ten minutes ago, whole seconds. Longer would open renewal too early. */
export function backDated(now: Date): Date {
  return new Date(Math.floor((now.getTime() - BACK_DATED_MS) / 1000) * 1000);
}

const FIXED_EXTENSIONS = [
  END_ENTITY,
  keyUsage(KEY_USAGE.digitalSignature | KEY_USAGE.keyEncipherment),
  extendedKeyUsage('clientAuth'),
] as const;

/**
 * Issues the certificate with which a PC proves itself at the management door: client authentication only, no CA,
 * SHA-256, subject exactly `CN=<device id>` (MS-MDE2 3.1.4 leaves it to the server).
 * @returns DER
 */
export function issueDeviceCertificate(signer: Signer, fields: DeviceCertificateFields): Promise<Buffer> {
  return signCertificate(
    {
      serial: fields.serial,
      subject: renderCommonName(fields.subjectCommonName),
      spki: fields.spki,
      notBefore: fields.notBefore,
      notAfter: fields.notAfter,
      extensions: [
        ...FIXED_EXTENSIONS,
        subjectKeyIdentifier(keyIdentifier(fields.spki)),
        authorityKeyIdentifier(signer.keyId),
      ],
    },
    signer,
  );
}
