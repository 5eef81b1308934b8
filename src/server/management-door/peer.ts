import type { TLSSocket } from 'node:tls';
import type { ProvenPeer } from '../../management/run-session.ts';
import { CertificateError, type DeviceIssuer, verifyDeviceCertificate } from '../../pki/verify.ts';

/** What the TLS layer proved, kept per connection: a session's messages share one, and a certificate does not change on it. */
const peers = new WeakMap<TLSSocket, ProvenPeer | null>();

/**
 * The PC behind a connection: its client certificate was issued by our CA. The handshake asks for a certificate but
 * accepts any, so that a PC without a valid one gets an answer (403) instead of a broken connection.
 * @returns null when there is none, or one of others
 */
export function provenPeer(socket: TLSSocket, issuer: DeviceIssuer, now: Date): ProvenPeer | null {
  const known = peers.get(socket);
  if (known !== undefined) return known;
  const peer = readPeer(socket, issuer, now);
  peers.set(socket, peer);
  return peer;
}

function readPeer(socket: TLSSocket, issuer: DeviceIssuer, now: Date): ProvenPeer | null {
  const der = socket.getPeerX509Certificate()?.raw;
  if (der === undefined) return null;
  try {
    const { deviceId, fingerprint } = verifyDeviceCertificate(der, issuer, now);
    return { deviceId, fingerprint: Buffer.from(fingerprint, 'hex') };
  } catch (error) {
    if (error instanceof CertificateError) return null;
    throw error;
  }
}
