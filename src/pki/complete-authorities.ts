import { createPrivateKey, X509Certificate } from 'node:crypto';
import net from 'node:net';
import { type Authority, issueServerCertificate, makeDeviceAuthorities, makeTlsRoot } from './authority.ts';
import { hostSubtree } from './extensions.ts';
import type { Sealer } from './seal.ts';

/** The certificates that an installation lives by, with their private keys. */
export interface Authorities {
  readonly deviceRoot: Authority;
  readonly deviceIssuing: Authority;
  readonly tlsRoot: Authority;
  readonly tlsServer: Authority;
}

/** Names under which they are kept. */
export type AuthorityKind = 'device-root' | 'device-issuing' | 'tls-root' | 'tls-server';

/** One of them as it is kept: DER, and the private key (PKCS#8) sealed in the context `authority/<kind>`. */
export interface StoredAuthority {
  readonly certificate: Buffer;
  readonly sealedKey: Buffer;
}

/** The TLS root that PCs trust already does not cover a host, and a new one was not asked for. */
export class TlsRootError extends Error {
  constructor() {
    super('the TLS root does not cover all hosts');
    this.name = 'TlsRootError';
  }
}

const REISSUE_BEFORE_MS = 30 * 86_400_000;

/** Whether the name constraints of a TLS root permit all the hosts. */
export function coversHosts(tlsRoot: Buffer, hosts: readonly string[]): boolean {
  return hosts.every((host) => tlsRoot.includes(hostSubtree(host)));
}

/** Whether a server certificate names exactly these hosts. */
export function namesHosts(certificate: Buffer, hosts: readonly string[]): boolean {
  const names = new X509Certificate(certificate).subjectAltName?.split(', ') ?? [];
  const canonical = (name: string) => (net.isIPv6(name) ? new URL(`http://[${name}]/`).hostname : name.toLowerCase());
  const named = names.map((name) => canonical(name.replace(/^(DNS|IP Address):/, '')));
  const wanted = new Set(hosts.map(canonical));
  return named.length === wanted.size && named.every((name) => wanted.has(name));
}

/**
 * Opens what is stored and makes what is missing: everything at the first start; a new server certificate when the
 * hosts changed or less than 30 days are left; a new TLS root when its name constraints lack a host, if
 * `mayReplaceTlsRoot` (PCs that trust the former one do not trust it).
 * @returns the authorities, and those that are to be stored now
 * @throws SealError when a key does not open, TlsRootError
 */
export async function completeAuthorities(options: {
  readonly stored: ReadonlyMap<AuthorityKind, StoredAuthority>;
  readonly sealer: Sealer;
  readonly hosts: readonly string[];
  readonly now: Date;
  readonly mayReplaceTlsRoot: boolean;
}): Promise<{ authorities: Authorities; changed: Map<AuthorityKind, StoredAuthority> }> {
  const { sealer, hosts, now } = options;
  const changed = new Map<AuthorityKind, StoredAuthority>();
  const find = (kind: AuthorityKind): Authority | undefined => {
    const row = options.stored.get(kind);
    return row === undefined ? undefined : openStored(kind, row, sealer);
  };
  const keep = (kind: AuthorityKind, authority: Authority): Authority => {
    const pkcs8 = authority.privateKey.export({ type: 'pkcs8', format: 'der' });
    changed.set(kind, { certificate: authority.certificate, sealedKey: sealer.seal(pkcs8, `authority/${kind}`) });
    return authority;
  };

  let deviceRoot = find('device-root');
  let deviceIssuing = find('device-issuing');
  if (deviceRoot === undefined || deviceIssuing === undefined) {
    const made = await makeDeviceAuthorities(now);
    deviceRoot = keep('device-root', made.root);
    deviceIssuing = keep('device-issuing', made.issuing);
  }
  let tlsRoot = find('tls-root');
  let tlsServer = find('tls-server');
  if (tlsRoot === undefined || !coversHosts(tlsRoot.certificate, hosts)) {
    if (tlsRoot !== undefined && !options.mayReplaceTlsRoot) throw new TlsRootError();
    tlsRoot = keep('tls-root', await makeTlsRoot(hosts, now));
    tlsServer = undefined;
  }
  if (tlsServer === undefined || !namesHosts(tlsServer.certificate, hosts) || endsSoon(tlsServer.certificate, now)) {
    tlsServer = keep('tls-server', await issueServerCertificate(tlsRoot, hosts, now));
  }
  return { authorities: { deviceRoot, deviceIssuing, tlsRoot, tlsServer }, changed };
}

function openStored(kind: AuthorityKind, row: StoredAuthority, sealer: Sealer): Authority {
  const key = sealer.unseal(row.sealedKey, `authority/${kind}`);
  return { certificate: row.certificate, privateKey: createPrivateKey({ key, format: 'der', type: 'pkcs8' }) };
}

function endsSoon(certificate: Buffer, now: Date): boolean {
  return new X509Certificate(certificate).validToDate.getTime() - now.getTime() < REISSUE_BEFORE_MS;
}
