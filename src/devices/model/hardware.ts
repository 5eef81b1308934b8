import { SERIAL_PLACEHOLDERS, UUID_PLACEHOLDERS } from './placeholder-ids.ts';

const NO_SERIALS = new Set(['', ...SERIAL_PLACEHOLDERS]);
const NO_UUIDS = new Set(UUID_PLACEHOLDERS);

/** A serial number as PCs and lists are compared by it, or null for firmware's placeholders. */
export function realSerial(serial: string | null | undefined): string | null {
  const text = (serial ?? '').normalize('NFKC').trim().toUpperCase();
  if (NO_SERIALS.has(text.toLowerCase()) || /^(.)\1*$/.test(text) || !/[0-9A-Z]/.test(text)) return null;
  return text.slice(0, 128);
}

/** An SMBIOS UUID in lower case, or null for all-zero, all-F and the placeholders of boards without one. */
export function realUuid(uuid: string | null | undefined): string | null {
  const hex = (uuid ?? '').replace(/[{}\s-]/g, '').toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(hex) || /^(.)\1*$/.test(hex) || NO_UUIDS.has(hex)) return null;
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
