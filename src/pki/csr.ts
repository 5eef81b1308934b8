import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { type DerElement, DerError, derChildren, expectTag, parseDer, readBitString, renderOid, TAG } from './der.ts';

/**
 * Why a certification request is refused: `too-large`, `malformed` (not PKCS#10), `key` (kind or size that we do not
 * certify), `algorithm` (of its signature), `signature` (does not prove possession of the key).
 */
export type CsrErrorCode = 'too-large' | 'malformed' | 'key' | 'algorithm' | 'signature';

/** The only error of parseCertificationRequest; its message holds nothing of the request. */
export class CsrError extends Error {
  readonly code: CsrErrorCode;

  constructor(code: CsrErrorCode) {
    super(`certification request refused: ${code}`);
    this.name = 'CsrError';
    this.code = code;
  }
}

/** What we take from a PKCS#10: the key, proven by its own signature. */
export interface CertificationRequest {
  readonly publicKey: KeyObject;
  /** SubjectPublicKeyInfo, DER: goes into the certificate bit for bit, or Windows does not find its private key. */
  readonly spki: Buffer;
  /** Size of the key: 2048 to 8192 (RSA) or 256 (P-256). */
  readonly bits: number;
}

const MAX_BYTES = 32_768;
const MIN_RSA_BITS = 2048;
const MAX_RSA_BITS = 8192;

/** RFC 8017 A.2.4 and RFC 5758 3.2: which hash, by the DER of the algorithm's OID in hex. */
const SIGNATURES = new Map<string, { readonly key: 'rsa' | 'ec'; readonly hash: string }>(
  (
    [
      ['1.2.840.113549.1.1.5', 'rsa', 'sha1'],
      ['1.2.840.113549.1.1.11', 'rsa', 'sha256'],
      ['1.2.840.113549.1.1.12', 'rsa', 'sha384'],
      ['1.2.840.113549.1.1.13', 'rsa', 'sha512'],
      ['1.2.840.10045.4.1', 'ec', 'sha1'],
      ['1.2.840.10045.4.3.2', 'ec', 'sha256'],
      ['1.2.840.10045.4.3.3', 'ec', 'sha384'],
      ['1.2.840.10045.4.3.4', 'ec', 'sha512'],
    ] as const
  ).map(([oid, key, hash]) => [renderOid(oid).toString('hex'), { key, hash }]),
);

/**
 * Reads a PKCS#10 certification request (RFC 2986, DER) and proves it by its own signature over the
 * certificationRequestInfo as received, never over a re-encoded one. SHA-1 is accepted, since Windows signs with it when
 * it was offered no policy (MS-MDE2 3.1.4). The subject is stepped over and never decoded: Windows writes a
 * PrintableString there that holds characters such as `!` and NUL, and we certify a subject of our own.
 * @throws CsrError
 */
export function parseCertificationRequest(der: Buffer): CertificationRequest {
  if (der.length > MAX_BYTES) throw new CsrError('too-large');
  const { info, spki, algorithm, signature } = splitRequest(der);
  const { publicKey, bits } = readPublicKey(spki);
  const known = SIGNATURES.get(algorithm.oid);
  if (known === undefined || known.key !== publicKey.asymmetricKeyType || !algorithm.hasPlainParameters) {
    throw new CsrError('algorithm');
  }
  let isProven = false;
  try {
    isProven = verify(known.hash, info, publicKey, signature);
  } catch {
    // OpenSSL throws where a signature is not even of the right form
  }
  if (!isProven) throw new CsrError('signature');
  return { publicKey, spki, bits };
}

interface RequestParts {
  readonly info: Buffer;
  readonly spki: Buffer;
  readonly algorithm: { readonly oid: string; readonly hasPlainParameters: boolean };
  readonly signature: Buffer;
}

function splitRequest(der: Buffer): RequestParts {
  try {
    const [info, algorithm, signature, ...more] = derChildren(expectTag(parseDer(der), TAG.sequence));
    const [version, subject, spki, attributes, ...others] = derChildren(expectTag(info, TAG.sequence));
    expectTag(subject, TAG.sequence);
    const isVersion1 = expectTag(version, TAG.integer).content.equals(Buffer.from([0]));
    const hasOnlyAttributes = attributes === undefined || attributes.tag === 0xa0;
    if (more.length > 0 || others.length > 0 || !isVersion1 || !hasOnlyAttributes) throw new CsrError('malformed');
    return {
      info: expectTag(info, TAG.sequence).bytes,
      // a copy: what is kept must not keep the whole request alive
      spki: Buffer.from(expectTag(spki, TAG.sequence).bytes),
      algorithm: readAlgorithm(expectTag(algorithm, TAG.sequence)),
      signature: readBitString(signature),
    };
  } catch (error) {
    if (error instanceof DerError) throw new CsrError('malformed');
    throw error;
  }
}

function readAlgorithm(element: DerElement): RequestParts['algorithm'] {
  const [oid, parameters, ...more] = derChildren(element);
  const isNull = parameters?.tag === TAG.null && parameters.content.length === 0;
  return {
    oid: expectTag(oid, TAG.oid).bytes.toString('hex'),
    hasPlainParameters: (parameters === undefined || isNull) && more.length === 0,
  };
}

function readPublicKey(spki: Buffer): { publicKey: KeyObject; bits: number } {
  let publicKey: KeyObject;
  try {
    publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    // OpenSSL also reads BER and leaves trailing bytes; only a key in its one DER form is certified
    if (!publicKey.export({ type: 'spki', format: 'der' }).equals(spki)) throw new CsrError('key');
  } catch {
    throw new CsrError('key');
  }
  const { modulusLength = 0, publicExponent = 0n, namedCurve } = publicKey.asymmetricKeyDetails ?? {};
  if (publicKey.asymmetricKeyType === 'ec' && namedCurve === 'prime256v1') return { publicKey, bits: 256 };
  const isRsa = publicKey.asymmetricKeyType === 'rsa' && modulusLength >= MIN_RSA_BITS && modulusLength <= MAX_RSA_BITS;
  // an exponent of 1 makes every signature true, a huge one makes every check slow
  const hasPlainExponent = publicExponent >= 3n && publicExponent < 2n ** 32n && publicExponent % 2n === 1n;
  if (!isRsa || !hasPlainExponent) throw new CsrError('key');
  return { publicKey, bits: modulusLength };
}
