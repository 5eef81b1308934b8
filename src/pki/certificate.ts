import {
  DerError,
  derChildren,
  expectTag,
  parseDer,
  readBitString,
  readTime,
  renderBitString,
  renderDer,
  renderInteger,
  renderOid,
  renderSequence,
  renderTime,
  TAG,
} from './der.ts';
import type { Signer } from './signer.ts';

/** Everything of a certificate that its issuer does not decide (RFC 5280 4.1.2). */
export interface CertificateFields {
  /** Big-endian, positive; 16 random bytes. */
  readonly serial: Buffer;
  /** DER Name. */
  readonly subject: Buffer;
  readonly spki: Buffer;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** DER extensions, see extensions.ts. */
  readonly extensions: readonly Buffer[];
}

const VERSION_3 = renderDer(0xa0, renderInteger(Buffer.from([2])));
const COMMON_NAME = renderOid('2.5.4.3');

/** A Name of one common name. */
export function renderCommonName(text: string): Buffer {
  const attribute = renderSequence(COMMON_NAME, renderDer(TAG.utf8String, Buffer.from(text, 'utf8')));
  return renderSequence(renderDer(TAG.set, attribute));
}

/** Signs an X.509 version 3 certificate and gives its DER. */
export async function renderCertificate(fields: CertificateFields, signer: Signer): Promise<Buffer> {
  const toBeSigned = renderSequence(
    VERSION_3,
    renderInteger(fields.serial),
    signer.algorithm,
    signer.name,
    renderSequence(renderTime(fields.notBefore), renderTime(fields.notAfter)),
    fields.subject,
    fields.spki,
    renderDer(0xa3, renderSequence(...fields.extensions)),
  );
  return renderSequence(toBeSigned, signer.algorithm, renderBitString(await signer.sign(toBeSigned)));
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
