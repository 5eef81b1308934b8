import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CsrError, parseCertificationRequest } from './csr.ts';
import { parseDer, renderBitString, renderDer, renderInteger, renderOid, renderSequence, TAG } from './der.ts';
import { exportSpki } from './signer.ts';

const NULL = renderDer(TAG.null);
const RSA = {
  sha1: '1.2.840.113549.1.1.5',
  sha256: '1.2.840.113549.1.1.11',
  sha384: '1.2.840.113549.1.1.12',
  sha512: '1.2.840.113549.1.1.13',
};
const ECDSA = { sha256: '1.2.840.10045.4.3.2', sha384: '1.2.840.10045.4.3.3', sha512: '1.2.840.10045.4.3.4' };

const pc = generateKeyPairSync('rsa', { modulusLength: 2048 });
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });

interface Shape {
  readonly keys?: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
  readonly hash?: string;
  readonly oid?: string;
  readonly parameters?: readonly Buffer[];
  readonly subject?: Buffer;
  readonly version?: number;
  readonly spki?: Buffer;
  readonly afterInfo?: readonly Buffer[];
  readonly after?: readonly Buffer[];
  readonly attributes?: readonly Buffer[];
  readonly signedBy?: KeyObject;
}

/** CN=…, tagged PrintableString whatever it holds, as Windows does. */
function printableName(text: string): Buffer {
  return renderSequence(
    renderDer(TAG.set, renderSequence(renderOid('2.5.4.3'), renderDer(0x13, Buffer.from(text, 'latin1')))),
  );
}

function buildCsr(shape: Shape = {}): Buffer {
  const { keys = pc, hash = 'sha256', oid = RSA.sha256 } = shape;
  const info = renderSequence(
    renderInteger(Buffer.from([shape.version ?? 0])),
    shape.subject ?? printableName('B1C43CD0-1624-5FBB-8E54-34CF17DFD3A1!C0FFEE\0'),
    shape.spki ?? exportSpki(keys.publicKey),
    ...(shape.attributes ?? [renderDer(0xa0)]),
    ...(shape.afterInfo ?? []),
  );
  const signature = sign(hash, info, shape.signedBy ?? keys.privateKey);
  const algorithm = renderSequence(renderOid(oid), ...(shape.parameters ?? [NULL]));
  return renderSequence(info, algorithm, renderBitString(signature), ...(shape.after ?? []));
}

function codeOf(der: Buffer): string {
  try {
    parseCertificationRequest(der);
  } catch (error) {
    if (error instanceof CsrError) return error.code;
    throw error;
  }
  return 'accepted';
}

test('a subject in PrintableString that holds "!" and NUL is accepted, since it is never decoded', () => {
  const request = parseCertificationRequest(buildCsr());
  expect(request.bits).toBe(2048);
  expect(request.spki.equals(exportSpki(pc.publicKey))).toBe(true);
  expect(request.publicKey.equals(pc.publicKey)).toBe(true);
});

test.each(Object.entries(RSA))(
  'RSA with %s proves the key (SHA-1 too: Windows uses it without a policy)',
  (hash, oid) => {
    expect(codeOf(buildCsr({ hash, oid }))).toBe('accepted');
  },
);

test.each(Object.entries(ECDSA))('ECDSA P-256 with %s proves the key', (hash, oid) => {
  expect(codeOf(buildCsr({ keys: p256, hash, oid, parameters: [] }))).toBe('accepted');
});

test('what openssl writes is read, with attributes', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-csr-'));
  const args = [
    'req',
    '-new',
    '-newkey',
    'rsa:3072',
    '-nodes',
    '-keyout',
    path.join(folder, 'key.pem'),
    '-subj',
    '/CN=PC-01',
  ];
  const der = execFileSync('openssl', [...args, '-addext', 'extendedKeyUsage=clientAuth', '-outform', 'DER'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  fs.rmSync(folder, { recursive: true });
  expect(parseCertificationRequest(der).bits).toBe(3072);
});

const small = generateKeyPairSync('rsa', { modulusLength: 1024 });
const smallExponent = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const edwards = generateKeyPairSync('ed25519');
const rsaKey = exportSpki(pc.publicKey);
const integerOne = renderInteger(Buffer.from([1]));
const modulus = Buffer.alloc(256, 0xc5);

test.each<[string, string, Shape]>([
  ['RSA of 1024 bits', 'key', { keys: small }],
  ['P-384', 'key', { keys: p384, oid: ECDSA.sha256, parameters: [] }],
  ['a key with bytes after it', 'key', { spki: renderSequence(parseDer(rsaKey).content, NULL) }],
  [
    'an RSA exponent of 1, which makes every signature true',
    'key',
    {
      spki: renderSequence(
        renderSequence(renderOid('1.2.840.113549.1.1.1'), NULL),
        renderBitString(renderSequence(renderInteger(modulus), integerOne)),
      ),
    },
  ],
  ['a signature by another key', 'signature', { signedBy: smallExponent.privateKey }],
  ['a signature with another hash than it says', 'signature', { hash: 'sha512' }],
  ['an unknown algorithm (MD5)', 'algorithm', { oid: '1.2.840.113549.1.1.4' }],
  ['RSA-PSS', 'algorithm', { oid: '1.2.840.113549.1.1.10' }],
  ['an algorithm of the other kind of key', 'algorithm', { oid: ECDSA.sha256, parameters: [] }],
  ['algorithm parameters other than NULL', 'algorithm', { parameters: [integerOne] }],
  ['version 2', 'malformed', { version: 1 }],
  ['a member too many', 'malformed', { after: [NULL] }],
  ['a member too many inside', 'malformed', { afterInfo: [NULL] }],
  ['attributes under another tag', 'malformed', { attributes: [renderDer(0xa1)] }],
  ['a subject that is no sequence', 'malformed', { subject: renderDer(TAG.utf8String, Buffer.from('PC')) }],
  ['a key that is no sequence', 'malformed', { spki: NULL }],
  ['more than 32 KiB', 'too-large', { subject: renderSequence(Buffer.alloc(33_000, 5)) }],
])('refuses %s: %s', (_, code, shape) => {
  expect(codeOf(buildCsr(shape))).toBe(code);
});

test('refuses Ed25519', () => {
  const info = renderSequence(
    renderInteger(Buffer.from([0])),
    printableName('PC'),
    exportSpki(edwards.publicKey),
    renderDer(0xa0),
  );
  const signature = renderBitString(sign(null, info, edwards.privateKey));
  expect(codeOf(renderSequence(info, renderSequence(renderOid('1.3.101.112')), signature))).toBe('key');
});

test('an exponent of 3 is weak only where it is badly used: accepted', () => {
  expect(codeOf(buildCsr({ keys: smallExponent }))).toBe('accepted');
});

test('refuses bytes after the request, and every request cut short', () => {
  const whole = buildCsr();
  expect(codeOf(Buffer.concat([whole, Buffer.from([0])]))).toBe('malformed');
  for (let length = 0; length < whole.length; length += 7) expect(codeOf(whole.subarray(0, length))).toBe('malformed');
});

test('the signature is over the bytes as received: one changed byte anywhere is never accepted as another request', () => {
  const whole = buildCsr();
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ change;
      expect(codeOf(changed)).not.toBe('accepted');
    }),
    { numRuns: 1500 },
  );
});

test('throws nothing but CsrError on any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
      codeOf(Buffer.from(bytes));
      codeOf(
        renderSequence(
          renderSequence(Buffer.from(bytes)),
          renderSequence(renderOid(RSA.sha256), NULL),
          renderBitString(Buffer.alloc(256)),
        ),
      );
    }),
    { numRuns: 2000 },
  );
});
