import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { makeDeviceAuthorities } from './authority.ts';
import { backDated, certificateSerial, issueDeviceCertificate } from './issue.ts';
import { exportSpki, openSigner } from './signer.ts';
import { thumbprint } from './thumbprint.ts';
import { CertificateError, type DeviceIssuer, openDeviceIssuer, verifyDeviceCertificate } from './verify.ts';

const NOW = new Date('2026-11-25T05:00:00.000Z');
const UNTIL = new Date('2027-11-25T05:00:00.000Z');
const pc = generateKeyPairSync('rsa', { modulusLength: 2048 });
const fields = (subjectCommonName: string) => ({
  subjectCommonName,
  spki: exportSpki(pc.publicKey),
  serial: certificateSerial(),
  notBefore: backDated(NOW),
  notAfter: UNTIL,
});

let issuer: DeviceIssuer;
let ours: Buffer;
let foreign: Buffer;
let issuingCertificate: Buffer;

beforeAll(async () => {
  const [chain, other] = await Promise.all([makeDeviceAuthorities(NOW), makeDeviceAuthorities(NOW)]);
  issuer = openDeviceIssuer(chain.issuing.certificate);
  issuingCertificate = chain.issuing.certificate;
  ours = await issueDeviceCertificate(
    openSigner(chain.issuing.certificate, chain.issuing.privateKey),
    fields('device-1'),
  );
  foreign = await issueDeviceCertificate(
    openSigner(other.issuing.certificate, other.issuing.privateKey),
    fields('device-1'),
  );
});

function codeOf(der: Buffer, now = NOW): string {
  try {
    verifyDeviceCertificate(der, issuer, now);
  } catch (error) {
    if (error instanceof CertificateError) return error.code;
    throw error;
  }
  return 'ours';
}

test('a certificate of ours says which device it is', () => {
  const read = new X509Certificate(ours);
  expect(verifyDeviceCertificate(ours, issuer, NOW)).toEqual({
    deviceId: 'device-1',
    serial: read.serialNumber.toLowerCase(),
    fingerprint: read.fingerprint256.replaceAll(':', ''),
    notBefore: new Date('2026-11-25T04:50:00.000Z'),
    notAfter: UNTIL,
  });
});

test('valid from ten minutes before its issue, for slow clocks, until its end', () => {
  expect(codeOf(ours, new Date('2026-11-25T04:49:59.000Z'))).toBe('not-yet-valid');
  expect(codeOf(ours, new Date('2026-11-25T04:50:00.000Z'))).toBe('ours');
  expect(codeOf(ours, UNTIL)).toBe('ours');
  expect(codeOf(ours, new Date(UNTIL.getTime() + 1))).toBe('expired');
});

test('a certificate of another Baton, and the issuing CA itself, are foreign', () => {
  expect(codeOf(foreign)).toBe('foreign');
  expect(codeOf(issuingCertificate)).toBe('foreign');
});

test('one changed byte anywhere is refused', () => {
  fc.assert(
    fc.property(fc.nat(ours.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const changed = Buffer.from(ours);
      changed[at] = (changed[at] ?? 0) ^ change;
      // the outer AlgorithmIdentifier is the one part that no signature covers and that nothing is read from
      const outerAlgorithm = ours.length - 256 - 5 - 15;
      if (at < outerAlgorithm || at >= outerAlgorithm + 15) expect(codeOf(changed)).toMatch(/foreign|malformed/);
    }),
    { numRuns: 1000 },
  );
});

test('throws nothing but CertificateError on any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(codeOf(Buffer.from(bytes))).not.toBe('ours');
    }),
  );
  expect(codeOf(Buffer.alloc(9000))).toBe('malformed');
});

test('thumbprint: SHA-1 of the DER, 40 upper-case hex digits (MS-MDE2 2.2.9.2)', () => {
  expect(thumbprint(Buffer.from('3003020105', 'hex'))).toBe('16C3C3E0BB5B5F4FBAECDB6DF37A5A4F9D1196E4');
});
