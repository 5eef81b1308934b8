/** Text that firmware writes where nobody filled in a serial number or UUID; compared without case and blanks. */
const PLACEHOLDERS = new Set([
  '',
  '0',
  'none',
  'na',
  'n/a',
  'null',
  'unknown',
  'default',
  'default string',
  'defaultstring',
  'to be filled by o.e.m.',
  'tobefilledbyo.e.m.',
  'to be filled by oem',
  'system serial number',
  'system serialnumber',
  'serial number',
  'not specified',
  'not applicable',
  'not available',
  'o.e.m.',
  'oem',
  'invalid',
  'empty',
  'chassis serial number',
  'base board serial number',
  '123456789',
  '1234567890',
  '0123456789',
  '12345678',
  '01234567',
  'xxxxxxx',
]);

/** A serial number as PCs and lists are compared by it, or null for firmware's placeholders. */
export function realSerial(serial: string | null | undefined): string | null {
  const text = (serial ?? '').normalize('NFKC').trim().toUpperCase();
  if (PLACEHOLDERS.has(text.toLowerCase()) || /^(.)\1*$/.test(text) || !/[0-9A-Z]/.test(text)) return null;
  return text.slice(0, 128);
}

/** An SMBIOS UUID in lower case, or null for all-zero, all-F and the well-known placeholder of boards without one. */
export function realUuid(uuid: string | null | undefined): string | null {
  const hex = (uuid ?? '').replace(/[{}\s-]/g, '').toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(hex) || /^(.)\1*$/.test(hex) || hex === '03000200040005000006000700080009') return null;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** A computer name as NetBIOS compares it: the host part, first 15 characters, no case. */
export function netBiosName(name: string): string {
  return (name.trim().split('.')[0] ?? '').toUpperCase().slice(0, 15);
}

/** A MAC address as 12 hex digits, or null for no address, broadcast and multicast. */
export function canonicalMac(mac: string): string | null {
  const hex = mac.replace(/[^0-9a-fA-F]/g, '').toUpperCase();
  if (!/^[0-9A-F]{12}$/.test(hex) || /^(0{12}|F{12})$/.test(hex)) return null;
  return (Number.parseInt(hex.slice(0, 2), 16) & 1) === 1 ? null : hex;
}

/** A ConfigMgr client GUID or EPM device id as it is compared: hex digits of a GUID in lower case without GUID: and braces, or null. */
export function clientId(id: string | null | undefined): string | null {
  const text = (id ?? '')
    .trim()
    .replace(/^GUID:/i, '')
    .replace(/[{}]/g, '')
    .toLowerCase();
  return /^[0-9a-f-]{8,64}$/.test(text) && !/^[0-]*$/.test(text) ? text : null;
}
