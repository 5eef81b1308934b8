import { isIP } from 'node:net';

/**
 * A network as an administrator types it: an address with a prefix length (10.20.0.0/16, 2001:db8::/48), or one address.
 * Bits after the prefix are accepted and cut off by the database.
 * @returns the text with its prefix, or null when it is none
 */
export function parseNetwork(text: string): string | null {
  const match = /^([0-9A-Fa-f:.]{2,45})(?:\/(\d{1,3}))?$/.exec(text.trim());
  const address = match?.[1];
  if (address === undefined) return null;
  const version = isIP(address);
  if (version === 0) return null;
  const widest = version === 4 ? 32 : 128;
  const prefix = match?.[2] === undefined ? widest : Number(match[2]);
  return prefix <= widest ? `${address.toLowerCase()}/${prefix}` : null;
}
