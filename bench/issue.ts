// Issuing device certificates: CSR read and proven, certificate built and signed, as in an enrollment. Our own DER
// against @peculiar/x509, beside the yardstick of the same run (`openssl speed`). Usage: node bench/issue.ts [--seconds 3]
import 'reflect-metadata';
import { createPublicKey, generateKeyPairSync, KeyObject, sign } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import * as x509 from '@peculiar/x509';
import { makeDeviceAuthorities } from '../src/pki/authority.ts';
import { renderCommonName } from '../src/pki/certificate.ts';
import { parseCertificationRequest } from '../src/pki/csr.ts';
import { renderBitString, renderDer, renderInteger, renderOid, renderSequence, TAG } from '../src/pki/der.ts';
import { backDated, certificateSerial, issueDeviceCertificate } from '../src/pki/issue.ts';
import { openSigner } from '../src/pki/signer.ts';
import { machine, rsa2048 } from './yardstick.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '3' } } });
const SECONDS = Number(values.seconds);
const YEAR_MS = 365 * 86_400_000;

interface Rate {
  readonly way: string;
  readonly perSecond: number;
  readonly cpuMsEach: number;
  /** Share of the time in which nothing else could run on the event loop. */
  readonly eventLoopBusy: number;
}

/** Runs `work` with `parallel` callers for the set time. */
async function measure(way: string, parallel: number, work: () => Promise<unknown>): Promise<Rate> {
  for (let i = 0; i < 20; i++) await work();
  const loop = performance.eventLoopUtilization();
  const cpu = process.cpuUsage();
  const start = performance.now();
  let done = 0;
  const caller = async () => {
    while (performance.now() - start < SECONDS * 1000) {
      await work();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: parallel }, caller));
  const used = process.cpuUsage(cpu);
  return {
    way,
    perSecond: Math.round((done * 1000) / (performance.now() - start)),
    cpuMsEach: Number(((used.user + used.system) / 1000 / done).toFixed(3)),
    eventLoopBusy: Number(performance.eventLoopUtilization(loop).utilization.toFixed(2)),
  };
}

const now = new Date();
const { issuing } = await makeDeviceAuthorities(now);
const signer = openSigner(issuing.certificate, issuing.privateKey);
const pc = generateKeyPairSync('rsa', { modulusLength: 2048 });
const info = renderSequence(
  renderInteger(Buffer.from([0])),
  renderCommonName('any'),
  pc.publicKey.export({ type: 'spki', format: 'der' }),
  renderDer(0xa0),
);
const sha256WithRsa = renderSequence(renderOid('1.2.840.113549.1.1.11'), renderDer(TAG.null));
const csr = renderSequence(info, sha256WithRsa, renderBitString(sign('sha256', info, pc.privateKey)));

async function issueOurs(): Promise<Buffer> {
  const { spki } = parseCertificationRequest(csr);
  return issueDeviceCertificate(signer, {
    subjectCommonName: '0198f0c2-7a44-7c55-9d10-3b1e0a4f9c21',
    spki,
    serial: certificateSerial(),
    notBefore: backDated(now),
    notAfter: new Date(now.getTime() + YEAR_MS),
  });
}

const csrBytes = new Uint8Array(csr);
const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
const pkcs8 = issuing.privateKey.export({ type: 'pkcs8', format: 'der' });
const webKey = await crypto.subtle.importKey('pkcs8', pkcs8, RSA, false, ['sign']);
const webIssuer = new x509.X509Certificate(new Uint8Array(issuing.certificate));
const issuerKeyId = KeyObject.from(await webIssuer.publicKey.export(crypto));

async function issueByLibrary(): Promise<ArrayBuffer> {
  const request = new x509.Pkcs10CertificateRequest(csrBytes);
  if (!(await request.verify(crypto))) throw new Error('CSR');
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: certificateSerial().toString('hex'),
    subject: 'CN=0198f0c2-7a44-7c55-9d10-3b1e0a4f9c21',
    issuer: webIssuer.subject,
    notBefore: backDated(now),
    notAfter: new Date(now.getTime() + YEAR_MS),
    publicKey: request.publicKey,
    signingKey: webKey,
    signingAlgorithm: RSA,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
      await x509.SubjectKeyIdentifierExtension.create(request.publicKey, false, crypto),
      await x509.AuthorityKeyIdentifierExtension.create(webIssuer.publicKey, false, crypto),
    ],
  });
  return certificate.rawData;
}

if (!createPublicKey(issuing.privateKey).equals(issuerKeyId)) throw new Error('the two ways must share one key');
const { signAndVerify: limit } = await rsa2048();
const rates = [
  await measure('own DER, one at a time', 1, issueOurs),
  await measure('own DER, 16 at once', 16, issueOurs),
  await measure('@peculiar/x509, one at a time', 1, issueByLibrary),
  await measure('@peculiar/x509, 16 at once', 16, issueByLibrary),
];
console.log(machine());
console.table(rates.map((rate) => ({ ...rate, ofYardstick: Number((rate.perSecond / limit).toFixed(2)) })));
console.log(`yardstick: openssl speed rsa2048, sign and verify by one process: ${Math.round(limit)}/s`);
