/** Networks typed by a person, separated by spaces, commas or lines. */
export interface TypedNetworks {
  readonly right: string[];
  readonly wrong: string[];
}

/** Splits and checks networks in CIDR form: IPv4 `10.1.0.0/16`, IPv6 `2001:db8::/32`; a single address is a network of one. */
export function parseNetworks(text: string): TypedNetworks {
  const parts = text
    .normalize('NFKC')
    .split(/[\s,、]+/)
    .filter((part) => part !== '');
  return { right: parts.filter(isNetwork), wrong: parts.filter((part) => !isNetwork(part)) };
}

function isNetwork(text: string): boolean {
  const [address = '', prefix, more] = text.split('/');
  if (more !== undefined || text.length > 64) return false;
  const isV4 = isIpv4(address);
  if (!isV4 && !isIpv6(address)) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (isV4 ? 32 : 128));
}

function isIpv4(text: string): boolean {
  const bytes = text.split('.');
  return bytes.length === 4 && bytes.every((byte) => /^\d{1,3}$/.test(byte) && Number(byte) <= 255);
}

function isIpv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2 || !text.includes(':')) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const isWhole = groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group));
  return isWhole && (halves.length === 2 ? groups.length < 8 : groups.length === 8);
}
