import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** A request id of our own for every request; what a client sends as one is never taken over. */
export function newRequestId(_request: IncomingMessage): string {
  return randomUUID();
}

/** The peer's address as networks are compared with it: an IPv4 address mapped into IPv6 is an IPv4 address. */
export function peerAddress(remoteAddress: string | undefined): string {
  const address = remoteAddress ?? '0.0.0.0';
  return address.startsWith('::ffff:') ? address.slice(7) : address;
}
