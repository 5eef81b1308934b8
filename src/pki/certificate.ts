import {
  DerError,
  derChildren,
  expectTag,
  parseDer,
  readBitString,
  readTime,
  renderDer,
  renderOid,
  renderSequence,
  TAG,
} from './der.ts';

const COMMON_NAME = renderOid('2.5.4.3');

/** A Name of one common name. */
export function renderCommonName(text: string): Buffer {
  const attribute = renderSequence(COMMON_NAME, renderDer(TAG.utf8String, Buffer.from(text, 'utf8')));
  return renderSequence(renderDer(TAG.set, attribute));
}

/** A certificate taken apart: views into its DER. */
export interface CertificateParts {
  readonly toBeSigned: Buffer;
  /** AlgorithmIdentifier of the signature, DER. */
  readonly algorithm: Buffer;
  readonly signature: Buffer;
  /** Content of the serial number, big-endian, with the sign byte. */
  readonly serial: Buffer;
  readonly issuer: Buffer;
  readonly subject: Buffer;
  readonly spki: Buffer;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/**
 * Takes a version 3 certificate apart without judging it.
 * @throws DerError
 */
export function readCertificate(der: Buffer): CertificateParts {
  const [toBeSigned, algorithm, signature] = derChildren(expectTag(parseDer(der), TAG.sequence));
  const [version, serial, , issuer, validity, subject, spki] = derChildren(expectTag(toBeSigned, TAG.sequence));
  expectTag(version, 0xa0);
  const [notBefore, notAfter] = derChildren(expectTag(validity, TAG.sequence));
  return {
    toBeSigned: expectTag(toBeSigned, TAG.sequence).bytes,
    algorithm: expectTag(algorithm, TAG.sequence).bytes,
    signature: readBitString(signature),
    serial: expectTag(serial, TAG.integer).content,
    issuer: expectTag(issuer, TAG.sequence).bytes,
    subject: expectTag(subject, TAG.sequence).bytes,
    spki: expectTag(spki, TAG.sequence).bytes,
    notBefore: readTime(notBefore),
    notAfter: readTime(notAfter),
  };
}

/**
 * The text of a Name that is exactly one common name, as renderCommonName writes it.
 * @throws DerError for any other Name
 */
export function readCommonName(name: Buffer): string {
  const [set, ...sets] = derChildren(parseDer(name));
  const [attribute, ...attributes] = derChildren(expectTag(set, TAG.set));
  const [oid, text, ...more] = derChildren(expectTag(attribute, TAG.sequence));
  const isCommonName = expectTag(oid, TAG.oid).bytes.equals(COMMON_NAME);
  if (!isCommonName || sets.length + attributes.length + more.length > 0) throw new DerError('tag');
  return expectTag(text, TAG.utf8String).content.toString('utf8');
}

/** A certificate as PEM (RFC 7468). */
export function certificatePem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
