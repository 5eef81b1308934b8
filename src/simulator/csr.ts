import { type KeyObject, sign } from 'node:crypto';

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const length = body.length < 128 ? Buffer.from([body.length]) : longLength(body.length);
  return Buffer.concat([Buffer.from([tag]), length, body]);
}

function longLength(size: number): Buffer {
  const bytes =
    size > 0xffff ? [size >> 16, (size >> 8) & 255, size & 255] : size > 255 ? [size >> 8, size & 255] : [size];
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

const OID_CN = Buffer.from('0603550403', 'hex');
const SHA256_WITH_RSA = Buffer.from('300d06092a864886f70d01010b0500', 'hex');

/**
 * A PKCS#10 as Windows writes it: its CN is tagged PrintableString but holds characters that no PrintableString may, which
 * strict decoders refuse.
 */
export function makeCsr(
  keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject },
  commonName: string,
): Buffer {
  const subject = der(0x30, der(0x31, der(0x30, OID_CN, der(0x13, Buffer.from(`${commonName}!\0`, 'latin1')))));
  const spki = keys.publicKey.export({ type: 'spki', format: 'der' });
  const info = der(0x30, Buffer.from('020100', 'hex'), subject, spki, der(0xa0));
  const signature = sign('sha256', info, keys.privateKey);
  return der(0x30, info, SHA256_WITH_RSA, der(0x03, Buffer.from([0]), signature));
}
