import { createPublicKey, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { readCertificate } from './certificate.ts';
import { renderDer, renderOid, renderSequence, TAG } from './der.ts';
import { keyIdentifier } from './extensions.ts';

/**
 * The power to sign certificates as one CA. Callers see neither the key nor where it is: a key in memory here, a
 * hardware module behind the same four fields one day.
 */
export interface Signer {
  /** Subject of the CA as it stands in its certificate: Windows compares the bytes when it builds a chain. */
  readonly name: Buffer;
  /** The CA's subject key identifier, which becomes the authority key identifier of what it signs. */
  readonly keyId: Buffer;
  /** DER AlgorithmIdentifier of the signatures. */
  readonly algorithm: Buffer;
  /** Signs with SHA-256. Asynchronous: an RSA signature is the cost of issuing, and it runs beside the event loop. */
  sign(bytes: Buffer): Promise<Buffer>;
}

const signAsync = promisify(sign) as (algorithm: string, bytes: Buffer, key: KeyObject) => Promise<Buffer>;

const SHA256_WITH_RSA = renderSequence(renderOid('1.2.840.113549.1.1.11'), renderDer(TAG.null));
const ECDSA_WITH_SHA256 = renderSequence(renderOid('1.2.840.10045.4.3.2'));

/** A signer from a CA's name (DER) and its RSA or P-256 private key in memory. */
export function keySigner(name: Buffer, privateKey: KeyObject): Signer {
  return {
    name,
    keyId: keyIdentifier(exportSpki(createPublicKey(privateKey))),
    algorithm: privateKey.asymmetricKeyType === 'rsa' ? SHA256_WITH_RSA : ECDSA_WITH_SHA256,
    // libuv's thread pool: as many signatures at once as the machine has processors, none on the event loop
    sign: (bytes) => signAsync('sha256', bytes, privateKey),
  };
}

/**
 * The signer of an existing CA certificate.
 * @throws Error when the private key is not the certificate's
 */
export function openSigner(certificate: Buffer, privateKey: KeyObject): Signer {
  const { subject, spki } = readCertificate(certificate);
  if (!exportSpki(createPublicKey(privateKey)).equals(spki)) throw new Error('private key of another certificate');
  return keySigner(subject, privateKey);
}

/** SubjectPublicKeyInfo of a public key, DER. */
export function exportSpki(publicKey: KeyObject): Buffer {
  return publicKey.export({ type: 'spki', format: 'der' });
}
