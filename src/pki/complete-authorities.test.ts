import { randomBytes, X509Certificate } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import {
  type Authorities,
  type AuthorityKind,
  completeAuthorities,
  namesHosts,
  type StoredAuthority,
  TlsRootError,
} from './complete-authorities.ts';
import { openSealer, SealError } from './seal.ts';

const NOW = new Date('2026-11-25T05:00:00.000Z');
const HOSTS = ['mdm.example.test', '127.0.0.1', '::1'];
const sealer = openSealer(randomBytes(32));
const later = (days: number) => new Date(NOW.getTime() + days * 86_400_000);

let first: { authorities: Authorities; changed: Map<AuthorityKind, StoredAuthority> };
beforeAll(async () => {
  first = await completeAuthorities({ stored: new Map(), sealer, hosts: HOSTS, now: NOW, mayReplaceTlsRoot: false });
});

const again = (change: Partial<Parameters<typeof completeAuthorities>[0]>) =>
  completeAuthorities({
    stored: first.changed,
    sealer,
    hosts: HOSTS,
    now: later(1),
    mayReplaceTlsRoot: false,
    ...change,
  });
const kinds = (rows: ReadonlyMap<AuthorityKind, StoredAuthority>) => [...rows.keys()];

test('the first start makes all four, the second opens them and makes none', async () => {
  expect(kinds(first.changed)).toEqual(['device-root', 'device-issuing', 'tls-root', 'tls-server']);
  const second = await again({});
  expect(kinds(second.changed)).toEqual([]);
  for (const authority of Object.values(second.authorities)) {
    expect(new X509Certificate(authority.certificate).checkPrivateKey(authority.privateKey)).toBe(true);
  }
});

test('the server certificate is issued anew with less than 30 days left, by the same root', async () => {
  expect(kinds((await again({ now: later(366) })).changed)).toEqual([]);
  const renewed = await again({ now: later(368) });
  expect(kinds(renewed.changed)).toEqual(['tls-server']);
});

test('fewer hosts: another server certificate, the same root', async () => {
  const fewer = await again({ hosts: ['mdm.example.test'] });
  expect(kinds(fewer.changed)).toEqual(['tls-server']);
  expect(namesHosts(fewer.authorities.tlsServer.certificate, ['MDM.example.test'])).toBe(true);
});

test('another host needs another root, which PCs do not trust yet: only when asked for', async () => {
  const hosts = [...HOSTS, 'other.example.test'];
  await expect(again({ hosts })).rejects.toThrow(TlsRootError);
  expect(kinds((await again({ hosts, mayReplaceTlsRoot: true })).changed)).toEqual(['tls-root', 'tls-server']);
});

test('sealed keys open under their own master key only', async () => {
  await expect(again({ sealer: openSealer(randomBytes(32)) })).rejects.toThrow(SealError);
});

test('a stored file holds no private key in the clear', () => {
  const sealed = Buffer.concat([...first.changed.values()].map((row) => row.sealedKey));
  for (const { privateKey } of Object.values(first.authorities)) {
    const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' });
    expect(sealed.includes(pkcs8.subarray(40, 60))).toBe(false);
  }
});
