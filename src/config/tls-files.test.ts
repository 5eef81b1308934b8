import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueServerCertificate, makeTlsRoot } from '../pki/authority.ts';
import { certificatePem } from '../pki/certificate.ts';
import { readTlsFiles } from './tls-files.ts';

const NOW = new Date('2026-11-25T05:00:00Z');
let folder: string;
const at = (name: string) => path.join(folder, name);

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-tls-'));
  const root = await makeTlsRoot(['mdm.example.test', '10.0.0.1'], NOW);
  for (const name of ['one', 'two']) {
    const { certificate, privateKey } = await issueServerCertificate(root, ['mdm.example.test', '10.0.0.1'], NOW);
    fs.writeFileSync(at(`${name}.pem`), certificatePem(certificate));
    fs.writeFileSync(at(`${name}.key`), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  }
  fs.writeFileSync(at('noise.pem'), 'noise');
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

const read = (certificate: string, key: string, host = 'mdm.example.test', now = NOW) =>
  readTlsFiles({ certificate: at(certificate), key: at(key) }, host, now);

test('a certificate with its key is taken for the name or address in it', () => {
  expect(read('one.pem', 'one.key').cert).toContain('BEGIN CERTIFICATE');
  expect(read('one.pem', 'one.key', '10.0.0.1').key).toContain('PRIVATE KEY');
});

test.each([
  ['an absent file', () => read('absent.pem', 'one.key'), /cannot be read \(ENOENT\)/],
  ['a file of another kind', () => read('noise.pem', 'one.key'), /not a PEM certificate/],
  ['the key of another certificate', () => read('one.pem', 'two.key'), /not the private key/],
  ['another host', () => read('one.pem', 'one.key', 'other.example.test'), /does not name other.example.test/],
  ['another address', () => read('one.pem', 'one.key', '10.0.0.2'), /does not name/],
  [
    'a certificate that ended',
    () => read('one.pem', 'one.key', 'mdm.example.test', new Date('2028-01-01')),
    /valid from/,
  ],
])('refuses %s', (_, attempt, sentence) => {
  expect(attempt).toThrow(sentence);
});
