import { createHash } from 'node:crypto';
import net from 'node:net';
import { derChildren, parseDer, readBitString, renderDer, renderOid, renderSequence, TAG } from './der.ts';

const TRUE = renderDer(TAG.boolean, Buffer.from([0xff]));

function renderExtension(oid: string, isCritical: boolean, value: Buffer): Buffer {
  return renderSequence(renderOid(oid), ...(isCritical ? [TRUE] : []), renderDer(TAG.octetString, value));
}

/** Basic constraints (RFC 5280 4.2.1.9) of a CA below which `pathLength` further CAs may stand. */
export function caConstraint(pathLength: number): Buffer {
  return renderExtension('2.5.29.19', true, renderSequence(TRUE, renderDer(TAG.integer, Buffer.from([pathLength]))));
}

/** Basic constraints of a certificate that is no CA: an empty sequence, since false is the default. */
export const END_ENTITY = renderExtension('2.5.29.19', true, renderSequence());

/** Bits of KeyUsage (RFC 5280 4.2.1.3), as they stand in the first byte. */
export const KEY_USAGE = { digitalSignature: 0x80, keyEncipherment: 0x20, keyCertSign: 0x04, cRLSign: 0x02 } as const;

/** Key usage, critical; `bits` is a sum of KEY_USAGE. */
export function keyUsage(bits: number): Buffer {
  // DER counts the zero bits after the last one bit
  const unused = 31 - Math.clz32(bits & -bits);
  return renderExtension('2.5.29.15', true, renderDer(TAG.bitString, Buffer.from([unused, bits])));
}

/** Extended key usage (RFC 5280 4.2.1.12) with exactly one purpose. */
export function extendedKeyUsage(purpose: 'clientAuth' | 'serverAuth'): Buffer {
  const oid = purpose === 'clientAuth' ? '1.3.6.1.5.5.7.3.2' : '1.3.6.1.5.5.7.3.1';
  return renderExtension('2.5.29.37', false, renderSequence(renderOid(oid)));
}

/** Key identifier by RFC 5280 4.2.1.2 (1): SHA-1 of the key's bits, without the algorithm around them. */
export function keyIdentifier(spki: Buffer): Buffer {
  const [, bits] = derChildren(parseDer(spki));
  return createHash('sha1').update(readBitString(bits)).digest();
}

/** Subject key identifier. */
export function subjectKeyIdentifier(keyId: Buffer): Buffer {
  return renderExtension('2.5.29.14', false, renderDer(TAG.octetString, keyId));
}

/** Authority key identifier: must equal the subject key identifier of the CA, or no chain is built. */
export function authorityKeyIdentifier(keyId: Buffer): Buffer {
  return renderExtension('2.5.29.35', false, renderSequence(renderDer(0x80, keyId)));
}

/** IPv4 or IPv6 text as 4 or 16 bytes. */
function addressBytes(address: string): Buffer {
  if (net.isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  // the URL parser writes an IPv6 address in its one canonical form
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const left = groups(head);
  const right = groups(tail ?? '');
  const middle = tail === undefined ? [] : Array<string>(8 - left.length - right.length).fill('0');
  return Buffer.from([...left, ...middle, ...right].map((group) => group.padStart(4, '0')).join(''), 'hex');
}

const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;

/** Subject alternative name (RFC 5280 4.2.1.6) of host names and IP addresses. */
export function subjectAltName(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) =>
    net.isIP(host) ? renderDer(IP_ADDRESS, addressBytes(host)) : renderDer(DNS_NAME, Buffer.from(host, 'latin1')),
  );
  return renderExtension('2.5.29.17', false, renderSequence(...names));
}

function renderSubtree(tag: number, base: Buffer): Buffer {
  return renderSequence(renderDer(tag, base));
}

/** GeneralSubtree (RFC 5280 4.2.1.10) of one host name and all names below it, or of one IP address alone. */
export function hostSubtree(host: string): Buffer {
  if (!net.isIP(host)) return renderSubtree(DNS_NAME, Buffer.from(host, 'latin1'));
  const bytes = addressBytes(host);
  return renderSubtree(IP_ADDRESS, Buffer.concat([bytes, Buffer.alloc(bytes.length, 0xff)]));
}

/**
 * Name constraints (RFC 5280 4.2.1.10, critical): only the given hosts. A kind of name that none of the hosts has is
 * excluded as a whole, since a kind without a permitted entry is otherwise not limited at all.
 */
export function nameConstraints(hosts: readonly string[]): Buffer {
  const excluded = [
    ...(hosts.every((host) => net.isIP(host)) ? [renderSubtree(DNS_NAME, Buffer.alloc(0))] : []),
    ...(hosts.some((host) => net.isIP(host))
      ? []
      : [8, 32].map((size) => renderSubtree(IP_ADDRESS, Buffer.alloc(size)))),
  ];
  return renderExtension(
    '2.5.29.30',
    true,
    renderSequence(
      renderDer(0xa0, ...hosts.map(hostSubtree)),
      ...(excluded.length > 0 ? [renderDer(0xa1, ...excluded)] : []),
    ),
  );
}
