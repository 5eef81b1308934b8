import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { type CertificateParts, readCertificate, readCommonName } from './certificate.ts';
import { DerError } from './der.ts';
import { sha256Fingerprint } from './thumbprint.ts';

/** Why a client certificate is not one of ours: `malformed`, `foreign` (another issuer or a bad signature), or by date. */
export type CertificateErrorCode = 'malformed' | 'foreign' | 'not-yet-valid' | 'expired';

/** The only error of verifyDeviceCertificate. */
export class CertificateError extends Error {
  readonly code: CertificateErrorCode;

  constructor(code: CertificateErrorCode) {
    super(`client certificate refused: ${code}`);
    this.name = 'CertificateError';
    this.code = code;
  }
}

/** What a device certificate of ours says; whether it was revoked stands in the database. */
export interface DeviceCertificate {
  /** Our device id, from the subject. */
  readonly deviceId: string;
  /** Serial number, lower-case hex, two digits a byte. */
  readonly serial: string;
  /** SHA-256 of the DER, 64 upper-case hex digits. */
  readonly fingerprint: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** The issuing CA as a verifier needs it: read once, used at every connection. */
export interface DeviceIssuer {
  readonly name: Buffer;
  readonly publicKey: KeyObject;
}

/** Reads the issuing CA's certificate (DER) for verifyDeviceCertificate. */
export function openDeviceIssuer(certificate: Buffer): DeviceIssuer {
  const { subject, spki } = readCertificate(certificate);
  return { name: subject, publicKey: createPublicKey({ key: spki, format: 'der', type: 'spki' }) };
}

/** Longest certificate looked at; ours have about a thousand bytes. */
const MAX_BYTES = 8192;

/**
 * Checks that a certificate was issued by our issuing CA and is valid now. Nothing but the issuer's name is looked at
 * before the signature was checked, so what is read afterwards was written by us.
 * @throws CertificateError
 */
export function verifyDeviceCertificate(der: Buffer, issuer: DeviceIssuer, now: Date): DeviceCertificate {
  if (der.length > MAX_BYTES) throw new CertificateError('malformed');
  try {
    const parts = readCertificate(der);
    if (!parts.issuer.equals(issuer.name) || !isSignedBy(parts, issuer.publicKey))
      throw new CertificateError('foreign');
    if (now < parts.notBefore) throw new CertificateError('not-yet-valid');
    if (now > parts.notAfter) throw new CertificateError('expired');
    return {
      deviceId: readCommonName(parts.subject),
      serial: parts.serial.toString('hex'),
      fingerprint: sha256Fingerprint(der),
      notBefore: parts.notBefore,
      notAfter: parts.notAfter,
    };
  } catch (error) {
    if (error instanceof DerError) throw new CertificateError('malformed');
    throw error;
  }
}

function isSignedBy(parts: CertificateParts, publicKey: KeyObject): boolean {
  try {
    return verify('sha256', parts.toBeSigned, publicKey, parts.signature);
  } catch {
    return false; // OpenSSL throws where a signature is not even of the right form
  }
}
