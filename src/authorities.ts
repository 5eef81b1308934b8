import { createPrivateKey } from 'node:crypto';
import { type Authority, issueServerCertificate, makeDeviceAuthorities, makeTlsRoot } from './pki/authority.ts';
import { readCertificate } from './pki/certificate.ts';
import type { Sealer } from './pki/seal.ts';
import {
  type AuthorityKind,
  listAuthorities,
  type StoredAuthority,
  storeAuthority,
} from './storage/authorities-store.ts';
import type { Database } from './storage/database.ts';

/** The certificates that an installation lives by, with their private keys. */
export interface Authorities {
  readonly deviceRoot: Authority;
  readonly deviceIssuing: Authority;
  readonly tlsRoot: Authority;
  readonly tlsServer: Authority;
}

const ADVISORY_LOCK = 0x6261746e;
const RENEW_BEFORE_MS = 30 * 86_400_000;

/**
 * Reads the certificates, and makes at the first start what is missing: the device CA, the TLS root, the server's own
 * certificate. That one is made anew 30 days before its end. Several nodes may start at once.
 * @throws SealError when the master key is not the one they were sealed under
 */
export async function openAuthorities(
  database: Database,
  sealer: Sealer,
  hosts: readonly string[],
  now: Date,
): Promise<Authorities> {
  return database.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [ADVISORY_LOCK]);
    const stored = await listAuthorities(tx);
    const open = (kind: AuthorityKind, row: StoredAuthority): Authority => ({
      certificate: row.certificate,
      privateKey: createPrivateKey({
        key: sealer.unseal(row.sealedKey, `authority/${kind}`),
        format: 'der',
        type: 'pkcs8',
      }),
    });
    const keep = async (kind: AuthorityKind, authority: Authority): Promise<Authority> => {
      const key = authority.privateKey.export({ format: 'der', type: 'pkcs8' });
      await storeAuthority(tx, kind, {
        certificate: authority.certificate,
        sealedKey: sealer.seal(key, `authority/${kind}`),
      });
      return authority;
    };
    const find = (kind: AuthorityKind): Authority | null => {
      const row = stored.get(kind);
      return row === undefined ? null : open(kind, row);
    };

    let deviceRoot = find('device-root');
    let deviceIssuing = find('device-issuing');
    if (deviceRoot === null || deviceIssuing === null) {
      const made = await makeDeviceAuthorities(now);
      deviceRoot = await keep('device-root', made.root);
      deviceIssuing = await keep('device-issuing', made.issuing);
    }
    const tlsRoot = find('tls-root') ?? (await keep('tls-root', await makeTlsRoot(hosts, now)));
    const former = find('tls-server');
    const isDue =
      former === null || readCertificate(former.certificate).notAfter.getTime() - now.getTime() < RENEW_BEFORE_MS;
    const tlsServer = isDue ? await keep('tls-server', await issueServerCertificate(tlsRoot, hosts, now)) : former;
    return { deviceRoot, deviceIssuing, tlsRoot, tlsServer };
  });
}

/** A certificate as PEM. */
export function certificatePem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
