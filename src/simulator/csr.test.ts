import { generateKeyPairSync, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeCsr } from './csr.ts';

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** Content of the outermost SEQUENCE's elements, each with its head. */
function elements(der: Buffer): Buffer[] {
  const open = (at: number): { start: number; end: number } => {
    const first = der[at + 1] ?? 0;
    const bytes = first < 0x80 ? 0 : first & 0x7f;
    const length = bytes === 0 ? first : der.readUIntBE(at + 2, bytes);
    return { start: at + 2 + bytes, end: at + 2 + bytes + length };
  };
  const { start, end } = open(0);
  const found: Buffer[] = [];
  for (let at = start; at < end; ) {
    const next = open(at).end;
    found.push(der.subarray(at, next));
    at = next;
  }
  return found;
}

test('a PKCS#10 (RFC 2986) signed by its own key, whose CN is a PrintableString with ! and NUL as Windows writes it', () => {
  const csr = makeCsr(keys, 'PC-0417');
  const [info, algorithm, signature] = elements(csr);
  expect(algorithm?.toString('hex')).toBe('300d06092a864886f70d01010b0500');
  expect(verify('sha256', info ?? Buffer.alloc(0), keys.publicKey, signature?.subarray(5) ?? Buffer.alloc(0))).toBe(
    true,
  );
  expect(info?.includes(Buffer.concat([Buffer.from([0x13, 9]), Buffer.from('PC-0417!\0', 'latin1')]))).toBe(true);
});
