import https from 'node:https';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { expect, test } from 'vitest';
import { issueServerCertificate, makeTlsRoot } from '../../src/pki/authority.ts';
import { certificatePem } from '../../src/pki/certificate.ts';
import { keepTlsFresh, type TlsPair } from '../../src/server/keep-tls-fresh.ts';

const HOSTS = ['mdm.example.test'];

async function pairOf(now: Date): Promise<TlsPair> {
  const { certificate, privateKey } = await issueServerCertificate(await makeTlsRoot(HOSTS, now), HOSTS, now);
  return { cert: certificatePem(certificate), key: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString() };
}

const fingerprint = (port: number) =>
  new Promise<string>((resolve, reject) => {
    const socket = tls.connect(
      { host: '127.0.0.1', port, servername: HOSTS[0] ?? '', rejectUnauthorized: false },
      () => {
        resolve(socket.getPeerCertificate().fingerprint256);
        socket.destroy();
      },
    );
    socket.once('error', reject);
  });

test('another server certificate is used without a restart; one that cannot be read leaves the former in place', async () => {
  const first = await pairOf(new Date());
  const second = await pairOf(new Date());
  const door = https.createServer(first);
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  const { port } = door.address() as AddressInfo;
  const found: { pair: TlsPair | null } = { pair: first };
  const told: string[] = [];
  const tell = (_fields: object, text: string) => void told.push(text);
  const watch = keepTlsFresh({
    doors: [door],
    current: first,
    read: async () => {
      if (found.pair === null) throw new Error('no file');
      return found.pair;
    },
    log: { info: tell, error: tell },
  });
  const before = await fingerprint(port);
  expect(await watch.look()).toBe(false);
  found.pair = null;
  expect(await watch.look()).toBe(false);
  expect(await fingerprint(port)).toBe(before);
  found.pair = { cert: 'no certificate', key: second.key };
  expect(await watch.look()).toBe(false);
  expect(await fingerprint(port)).toBe(before);
  found.pair = second;
  expect(await watch.look()).toBe(true);
  expect(await fingerprint(port)).not.toBe(before);
  expect(told).toHaveLength(3);
  watch.stop();
  door.close();
});
