import 'reflect-metadata';
import { execFileSync } from 'node:child_process';
import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as x509 from '@peculiar/x509';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Authority, issueServerCertificate, makeDeviceAuthorities, makeTlsRoot } from './authority.ts';
import { renderCommonName } from './certificate.ts';
import { caConstraint } from './extensions.ts';
import { backDated, certificateSerial, issueDeviceCertificate } from './issue.ts';
import { signCertificate } from './sign-certificate.ts';
import { exportSpki, openSigner } from './signer.ts';

const NOW = new Date('2026-11-25T05:00:00.000Z');
const DEVICE_ID = '0198f0c2-7a44-7c55-9d10-3b1e0a4f9c21';
const pc = generateKeyPairSync('rsa', { modulusLength: 2048 });
const HOSTS = ['mdm.corp.example.test', '10.1.2.3', 'fd00::12'];

let folder: string;
let chain: { root: Authority; issuing: Authority };
let tlsRoot: Authority;
let device: Buffer;

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-pki-'));
  chain = await makeDeviceAuthorities(NOW);
  tlsRoot = await makeTlsRoot(HOSTS, NOW);
  device = await issueDeviceCertificate(openSigner(chain.issuing.certificate, chain.issuing.privateKey), {
    subjectCommonName: DEVICE_ID,
    spki: exportSpki(pc.publicKey),
    serial: certificateSerial(),
    notBefore: backDated(NOW),
    notAfter: new Date('2027-11-25T05:00:00.000Z'),
  });
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** `openssl verify`, the judge that is not ours; "OK" or its complaint. */
function verifyByOpenssl(
  purpose: string,
  root: Buffer,
  leaf: Buffer,
  more: { intermediate?: Buffer; host?: string } = {},
): string {
  const pem = (name: string, der: Buffer) => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, new X509Certificate(der).toString());
    return file;
  };
  const args = [
    'verify',
    '-purpose',
    purpose,
    '-x509_strict',
    '-attime',
    String(NOW.getTime() / 1000),
    '-CAfile',
    pem('root.pem', root),
  ];
  if (more.intermediate) args.push('-untrusted', pem('intermediate.pem', more.intermediate));
  if (more.host) args.push(/^[\d.]+$|:/.test(more.host) ? '-verify_ip' : '-verify_hostname', more.host);
  try {
    execFileSync('openssl', [...args, pem('leaf.pem', leaf)], { stdio: 'pipe' });
    return 'OK';
  } catch (error) {
    return (error as { stderr: Buffer }).stderr.toString();
  }
}

test('openssl accepts the device chain for client authentication, and for nothing else', () => {
  const intermediate = chain.issuing.certificate;
  expect(verifyByOpenssl('sslclient', chain.root.certificate, device, { intermediate })).toBe('OK');
  expect(verifyByOpenssl('sslserver', chain.root.certificate, device, { intermediate })).toMatch(
    /unsuitable certificate purpose|unsupported certificate purpose/,
  );
});

test('the device certificate is what the design says: CN=<device id>, clientAuth, no CA, SHA-256, the key of the CSR', () => {
  const read = new x509.X509Certificate(new Uint8Array(device));
  expect(read.subject).toBe(`CN=${DEVICE_ID}`);
  expect(read.issuer).toBe(new x509.X509Certificate(new Uint8Array(chain.issuing.certificate)).subject);
  expect(read.getExtension(x509.BasicConstraintsExtension)?.ca).toBe(false);
  expect(read.getExtension(x509.ExtendedKeyUsageExtension)?.usages).toEqual([x509.ExtendedKeyUsage.clientAuth]);
  expect(read.getExtension(x509.KeyUsagesExtension)?.usages).toBe(
    x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment,
  );
  expect(read.signatureAlgorithm).toMatchObject({ name: 'RSASSA-PKCS1-v1_5', hash: { name: 'SHA-256' } });
  expect(read.notBefore.toISOString()).toBe('2026-11-25T04:50:00.000Z');
  expect(Buffer.from(read.publicKey.rawData).equals(exportSpki(pc.publicKey))).toBe(true);
});

test('the authority key id equals the key id of the CA: SHA-1 of its key bits', () => {
  const bits = (authority: Authority) => new x509.X509Certificate(new Uint8Array(authority.certificate));
  const spki = exportSpki(pc.publicKey);
  const keyBits = spki.subarray(spki.length - 270);
  const read = new x509.X509Certificate(new Uint8Array(device));
  expect(read.getExtension(x509.SubjectKeyIdentifierExtension)?.keyId).toBe(
    createHash('sha1').update(keyBits).digest('hex'),
  );
  expect(read.getExtension(x509.AuthorityKeyIdentifierExtension)?.keyId).toBe(
    bits(chain.issuing).getExtension(x509.SubjectKeyIdentifierExtension)?.keyId,
  );
  expect(bits(chain.issuing).getExtension(x509.AuthorityKeyIdentifierExtension)?.keyId).toBe(
    bits(chain.root).getExtension(x509.SubjectKeyIdentifierExtension)?.keyId,
  );
});

test('below the root stands one CA and below the issuing CA none (path lengths 1 and 0), both for clientAuth only', () => {
  const pathOf = (authority: Authority) => {
    const read = new x509.X509Certificate(new Uint8Array(authority.certificate));
    const { ca, pathLength } = read.getExtension(x509.BasicConstraintsExtension) ?? {};
    return { ca, pathLength, usages: read.getExtension(x509.ExtendedKeyUsageExtension)?.usages };
  };
  expect(pathOf(chain.root)).toEqual({ ca: true, pathLength: 1, usages: [x509.ExtendedKeyUsage.clientAuth] });
  expect(pathOf(chain.issuing)).toEqual({ ca: true, pathLength: 0, usages: [x509.ExtendedKeyUsage.clientAuth] });
});

test('two certificates have different positive serial numbers of 16 bytes', () => {
  const serials = Array.from({ length: 200 }, certificateSerial);
  expect(new Set(serials.map((serial) => serial.toString('hex'))).size).toBe(200);
  for (const serial of serials) expect([serial.length, (serial[0] ?? 0) >> 6]).toEqual([16, 1]);
});

test('openssl accepts the server certificate for each of our hosts, and it is valid for at most 397 days', async () => {
  const server = await issueServerCertificate(tlsRoot, HOSTS, NOW);
  for (const host of HOSTS)
    expect(verifyByOpenssl('sslserver', tlsRoot.certificate, server.certificate, { host })).toBe('OK');
  const { validFromDate, validToDate } = new X509Certificate(server.certificate);
  expect((validToDate.getTime() - validFromDate.getTime()) / 86_400_000).toBe(397);
});

test('a server certificate never outlives its root', async () => {
  const late = new Date(NOW.getTime() + (3650 - 100) * 86_400_000);
  const server = await issueServerCertificate(tlsRoot, HOSTS, late);
  expect(new X509Certificate(server.certificate).validToDate).toEqual(
    new X509Certificate(tlsRoot.certificate).validToDate,
  );
});

test.each([
  ['another name', HOSTS, 'login.example.test'],
  ['another address', HOSTS, '10.1.2.4'],
  ['an address where the root is made for names only', ['mdm.example.test'], '10.1.2.3'],
  ['an IPv6 address where the root is made for names only', ['mdm.example.test'], 'fd00::13'],
  ['a name where the root is made for addresses only', ['10.1.2.3'], 'mdm.example.test'],
])('name constraints: openssl refuses a certificate of the TLS root for %s', async (_, permitted, host) => {
  const root = await makeTlsRoot(permitted, NOW);
  const stolen = await issueServerCertificate(root, [host], NOW);
  expect(verifyByOpenssl('sslserver', root.certificate, stolen.certificate, { host })).toMatch(
    /permitted subtree violation|excluded subtree violation/,
  );
});

test('path length 0: openssl refuses a CA below the issuing CA', async () => {
  const below = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const certificate = await signCertificate(
    {
      serial: certificateSerial(),
      subject: renderCommonName('below'),
      spki: exportSpki(below.publicKey),
      notBefore: backDated(NOW),
      notAfter: new Date('2027-11-25T05:00:00.000Z'),
      extensions: [caConstraint(0)],
    },
    openSigner(chain.issuing.certificate, chain.issuing.privateKey),
  );
  const leaf = await issueDeviceCertificate(openSigner(certificate, below.privateKey), {
    subjectCommonName: DEVICE_ID,
    spki: exportSpki(pc.publicKey),
    serial: certificateSerial(),
    notBefore: backDated(NOW),
    notAfter: new Date('2027-11-25T05:00:00.000Z'),
  });
  const both = path.join(folder, 'both.pem');
  fs.writeFileSync(both, new X509Certificate(certificate).toString() + new X509Certificate(chain.issuing.certificate));
  fs.writeFileSync(path.join(folder, 'r.pem'), new X509Certificate(chain.root.certificate).toString());
  fs.writeFileSync(path.join(folder, 'l.pem'), new X509Certificate(leaf).toString());
  const args = [
    'verify',
    '-CAfile',
    path.join(folder, 'r.pem'),
    '-untrusted',
    both,
    '-attime',
    String(NOW.getTime() / 1000),
  ];
  expect(() => execFileSync('openssl', [...args, path.join(folder, 'l.pem')], { stdio: 'pipe' })).toThrow(
    /path length constraint/,
  );
});

test('a signer of a certificate and the key of another one is refused', () => {
  expect(() => openSigner(chain.issuing.certificate, chain.root.privateKey)).toThrow(/another certificate/);
});
