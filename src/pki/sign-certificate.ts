import { renderBitString, renderDer, renderInteger, renderSequence, renderTime } from './der.ts';
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

/** Signs an X.509 version 3 certificate and gives its DER. */
export async function signCertificate(fields: CertificateFields, signer: Signer): Promise<Buffer> {
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
