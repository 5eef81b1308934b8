const WHITE_SPACE = /[ \t\r\n]+/g;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** The bytes of padded base64 in which any white space may stand, or undefined where it is no base64. */
export function decodeBase64(text: string): Buffer | undefined {
  const packed = text.replace(WHITE_SPACE, '');
  return packed.length % 4 === 0 && BASE64.test(packed) ? Buffer.from(packed, 'base64') : undefined;
}

/** Base64 in one line. */
export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
