/** Keys by which PCs are told apart. None of them alone makes two records one PC. */
export const KEYS = ['serial', 'uuid', 'hwDevId', 'mac', 'configmgrId', 'epmId', 'name'] as const;
export type Key = (typeof KEYS)[number];

/** Keys of the hardware itself: two known values that differ speak against one PC. */
export const HARDWARE_KEYS = ['serial', 'uuid', 'hwDevId'] as const satisfies readonly Key[];

/** Keys that bring records together; MAC addresses (docks) and names only support them. */
export const SEED_KEYS = ['serial', 'uuid', 'hwDevId', 'configmgrId', 'epmId'] as const satisfies readonly Key[];
export type SeedKey = (typeof SEED_KEYS)[number];

/**
 * What keys stand for. UUID and HWDevID are of one family, since Windows makes the latter from the board; so are the ids of
 * the old platforms' clients, since an image that was taken with one carries the other too.
 */
const FAMILY: Readonly<Record<Key, string>> = {
  serial: 'serial',
  uuid: 'board',
  hwDevId: 'board',
  mac: 'network',
  configmgrId: 'client',
  epmId: 'client',
  name: 'name',
};

/** The keys of one record, in the forms in which they are compared (devices/model/hardware.ts); null where unknown. */
export interface RecordKeys {
  readonly serial: string | null;
  readonly uuid: string | null;
  readonly hwDevId: string | null;
  readonly configmgrId: string | null;
  readonly epmId: string | null;
  /** NetBIOS name. */
  readonly nameKey: string;
  readonly domain: string;
  /** MACs of its newest claim, without those that three PCs claimed. */
  readonly macs: readonly string[];
}

/** How records compare: keys that all of them know and share, and keys of which two of them know different values. */
export interface Comparison {
  readonly equal: readonly Key[];
  readonly different: readonly Key[];
}

/** Compares records key by key; the one comparison by which Baton decides who is who. */
export function compareRecords(records: readonly RecordKeys[]): Comparison {
  const outcomes = KEYS.map((key) => ({ key, outcome: compareKey(key, records) }));
  return {
    equal: outcomes.filter(({ outcome }) => outcome === 'equal').map(({ key }) => key),
    different: outcomes.filter(({ outcome }) => outcome === 'different').map(({ key }) => key),
  };
}

function compareKey(key: Key, records: readonly RecordKeys[]): 'equal' | 'different' | 'unknown' {
  if (records.length < 2) return 'unknown';
  if (key === 'mac') return compareMacs(records);
  const values = records.map((record) => (key === 'name' ? record.nameKey : record[key])).filter((value) => value);
  const distinct = new Set(values);
  if (distinct.size > 1) return 'different';
  if (key === 'name' && new Set(records.map(({ domain }) => domain).filter(Boolean)).size > 1) return 'different';
  return values.length === records.length ? 'equal' : 'unknown';
}

/** One address in common is enough: a PC has several, and not all of them at once. */
function compareMacs(records: readonly RecordKeys[]): 'equal' | 'different' | 'unknown' {
  if (records.some(({ macs }) => macs.length === 0)) return 'unknown';
  const [first, ...others] = records.map(({ macs }) => new Set(macs));
  return [...(first ?? [])].some((mac) => others.every((set) => set.has(mac))) ? 'equal' : 'different';
}

/** How many independent things these keys say: keys of one family count once. */
export function independentKeys(keys: readonly Key[]): number {
  return new Set(keys.map((key) => FAMILY[key])).size;
}

/** A record that bears the serial number of a claim. */
export interface Bearer {
  readonly id: string;
  readonly serial: string | null;
  readonly uuid: string | null;
}

/**
 * The record that a claiming PC is known to be by its hardware (design fact 6): serial number and UUID are both real and
 * both equal, and no other record bears that serial number; null otherwise.
 * @param bearers records with the serial number of the claim, two at most: a doubled serial number proves nothing
 */
export function knownByHardware(
  pc: { readonly serial: string | null; readonly uuid: string | null },
  bearers: readonly Bearer[],
): string | null {
  const [only] = bearers;
  if (only === undefined || bearers.length > 1) return null;
  const nothing = { hwDevId: null, configmgrId: null, epmId: null, nameKey: '', domain: '', macs: [] };
  const { equal } = compareRecords([
    { ...nothing, ...pc },
    { ...nothing, serial: only.serial, uuid: only.uuid },
  ]);
  return equal.includes('serial') && equal.includes('uuid') ? only.id : null;
}
