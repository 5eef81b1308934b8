import { createPrivateKey, X509Certificate } from 'node:crypto';
import net from 'node:net';
import { type Authority, issueServerCertificate, makeDeviceAuthorities, makeTlsRoot } from './authority.ts';
import { hostSubtree } from './extensions.ts';
import type { Sealer } from './seal.ts';

/** The four certificates that an installation signs with or shows. */
export type AuthorityKind = 'device-root' | 'device-issuing' | 'tls-root' | 'tls-server';

/** One of them as it is kept: the private key (PKCS#8) sealed in the context `authority/<kind>`. */
export interface StoredAuthority {
  readonly kind: AuthorityKind;
  /** DER. */
  readonly certificate: Buffer;
  readonly sealedKey: Buffer;
}

/** All of them, opened. */
export type Authorities = Readonly<Record<AuthorityKind, Authority>>;

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
export async function openAuthorities(options: {
  readonly stored: readonly StoredAuthority[];
  readonly sealer: Sealer;
  readonly hosts: readonly string[];
  readonly now: Date;
  readonly mayReplaceTlsRoot: boolean;
}): Promise<{ authorities: Authorities; changed: StoredAuthority[] }> {
  const { sealer, hosts, now } = options;
  const opened = new Map(options.stored.map((row) => [row.kind, openStored(row, sealer)]));
  const changed: StoredAuthority[] = [];
  const keep = (kind: AuthorityKind, authority: Authority): Authority => {
    const pkcs8 = authority.privateKey.export({ type: 'pkcs8', format: 'der' });
    changed.push({ kind, certificate: authority.certificate, sealedKey: sealer.seal(pkcs8, `authority/${kind}`) });
    return authority;
  };

  let deviceRoot = opened.get('device-root');
  let deviceIssuing = opened.get('device-issuing');
  if (deviceRoot === undefined || deviceIssuing === undefined) {
    const made = await makeDeviceAuthorities(now);
    deviceRoot = keep('device-root', made.root);
    deviceIssuing = keep('device-issuing', made.issuing);
  }
  let tlsRoot = opened.get('tls-root');
  let tlsServer = opened.get('tls-server');
  if (tlsRoot === undefined || !coversHosts(tlsRoot.certificate, hosts)) {
    if (tlsRoot !== undefined && !options.mayReplaceTlsRoot) throw new TlsRootError();
    tlsRoot = keep('tls-root', await makeTlsRoot(hosts, now));
    tlsServer = undefined;
  }
  if (tlsServer === undefined || !namesHosts(tlsServer.certificate, hosts) || endsSoon(tlsServer.certificate, now)) {
    tlsServer = keep('tls-server', await issueServerCertificate(tlsRoot, hosts, now));
  }
  return {
    authorities: {
      'device-root': deviceRoot,
      'device-issuing': deviceIssuing,
      'tls-root': tlsRoot,
      'tls-server': tlsServer,
    },
    changed,
  };
}

function openStored(row: StoredAuthority, sealer: Sealer): Authority {
  const key = sealer.unseal(row.sealedKey, `authority/${row.kind}`);
  return { certificate: row.certificate, privateKey: createPrivateKey({ key, format: 'der', type: 'pkcs8' }) };
}

function endsSoon(certificate: Buffer, now: Date): boolean {
  return new X509Certificate(certificate).validToDate.getTime() - now.getTime() < REISSUE_BEFORE_MS;
}
