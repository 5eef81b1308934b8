import { createHash, X509Certificate } from 'node:crypto';
import type { PollStage } from './clock.ts';
import { makeAgent } from './http.ts';
import type { Account, Pc } from './pc.ts';
import type { Node } from './xml.ts';

/**
 * Applies a provisioning document by Windows' rules.
 * @returns the DM account, or the HRESULT under which Windows rolls the enrollment back
 */
export function applyProvisioningDoc(
  document: Node,
  pc: Pc,
  deviceId: string,
  type: 'Device' | 'Full',
): Account | string {
  if (document.name !== 'wap-provisioningdoc' || document.attributes['version'] !== '1.1') return '0x80180008';
  const top = document.children.map((child) => child.attributes['type']);
  if (top.some((name) => name === undefined || !['CertificateStore', 'APPLICATION', 'DMClient'].includes(name)))
    return '0x80180022';
  const stores = document.children.filter((child) => child.attributes['type'] === 'CertificateStore');
  const leaf = certificates(stores, 'My', type === 'Full' ? 'User' : 'System')[0];
  const roots = certificates(stores, 'Root', 'System');
  if (leaf === undefined) return '0x80180024';
  if (roots.length !== 1 || [leaf, ...roots].some((entry) => thumbprint(entry.der) !== entry.hash)) return '0x8018001E';
  const certificate = new X509Certificate(leaf.der);
  const ours = pc.keys?.publicKey.export({ type: 'spki', format: 'der' });
  if (ours === undefined || !certificate.publicKey.export({ type: 'spki', format: 'der' }).equals(ours))
    return '0x80180024';

  const application = document.children.find((child) => child.attributes['type'] === 'APPLICATION');
  const auths = application?.children.filter((child) => child.attributes['type'] === 'APPAUTH') ?? [];
  const serverAuth = auths.find((auth) => parm(auth, 'AAUTHLEVEL') === 'CLIENT');
  const clientAuth = auths.find((auth) => parm(auth, 'AAUTHLEVEL') === 'APPSRV');
  if (application === undefined || serverAuth === undefined || clientAuth === undefined) return '0x8018001F';
  for (const auth of [serverAuth, clientAuth]) {
    if (parm(auth, 'AAUTHTYPE') !== 'DIGEST' || Buffer.from(parm(auth, 'AAUTHDATA') ?? '', 'base64').length < 16)
      return '0x80180023';
  }
  const providerId = parm(application, 'PROVIDER-ID');
  const address = parm(application, 'ADDR');
  const provider = anywhereOfType(document, 'Provider')?.children[0];
  if (providerId === undefined || address === undefined || provider?.attributes['type'] !== providerId)
    return '0x80180020';
  if (provider.children.some((child) => child.name === 'parm' && child.attributes['datatype'] === undefined))
    return '0x80180020';
  const poll = provider.children.find((child) => child.attributes['type'] === 'Poll');
  if (poll === undefined || Number(parm(poll, 'NumberOfFirstRetries')) < 1) return '0x80180020';
  const stage = (count: string, interval: string): PollStage => ({
    sessions: Number(parm(poll, count) ?? 0),
    minutes: Number(parm(poll, interval) ?? 0),
  });

  pc.tree.set(`./Device/Vendor/MSFT/DMClient/Provider/${providerId}/EntDMID`, parm(provider, 'EntDMID') ?? '');
  pc.tree.set(`./Device/Vendor/MSFT/DMClient/Provider/${providerId}/HWDevID`, pc.hardware.hwDevId);
  const key = pc.keys?.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() ?? '';
  const intermediates = certificates(stores, 'CA', 'System').map((entry) => new X509Certificate(entry.der).toString());
  const chain = [certificate.toString(), ...intermediates].join('');
  return {
    providerId,
    address,
    client: {
      name: parm(clientAuth, 'AAUTHNAME') ?? '',
      secret: parm(clientAuth, 'AAUTHSECRET') ?? '',
      nonce: parm(clientAuth, 'AAUTHDATA') ?? '',
    },
    deviceId,
    certificate: certificate.toString(),
    key,
    validFrom: certificate.validFromDate,
    validTo: certificate.validToDate,
    connection: {
      retries: Number(parm(application, 'CONNRETRYFREQ') ?? 3),
      firstMs: Number(parm(application, 'INITIALBACKOFFTIME') ?? 16_000),
      longestMs: Number(parm(application, 'MAXBACKOFFTIME') ?? 86_400_000),
    },
    poll: [
      stage('NumberOfFirstRetries', 'IntervalForFirstSetOfRetries'),
      stage('NumberOfSecondRetries', 'IntervalForSecondSetOfRetries'),
      stage('NumberOfRemainingScheduledRetries', 'IntervalForRemainingScheduledRetries'),
    ],
    agent: makeAgent({ key, cert: chain }),
    sessions: 0,
    isLeaving: false,
  };
}

function parm(node: Node, name: string): string | undefined {
  return node.children.find((child) => child.name === 'parm' && child.attributes['name'] === name)?.attributes['value'];
}

function anywhereOfType(node: Node, type: string): Node | undefined {
  if (node.attributes['type'] === type) return node;
  for (const child of node.children) {
    const found = anywhereOfType(child, type);
    if (found !== undefined) return found;
  }
  return undefined;
}

function certificates(stores: readonly Node[], store: string, scope: string): { hash: string; der: Buffer }[] {
  const scopes = stores
    .flatMap((node) => node.children.filter((child) => child.attributes['type'] === store))
    .flatMap((node) => node.children.filter((child) => child.attributes['type'] === scope));
  return scopes.flatMap((node) =>
    node.children.flatMap((child) => {
      const encoded = parm(child, 'EncodedCertificate');
      return encoded === undefined
        ? []
        : [{ hash: child.attributes['type'] ?? '', der: Buffer.from(encoded, 'base64') }];
    }),
  );
}

function thumbprint(der: Buffer): string {
  return createHash('sha1').update(der).digest('hex').toUpperCase();
}
