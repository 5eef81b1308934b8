import type { Entry } from 'ldapts';

/** An entry's attributes by their names in lower case. */
export type Attributes = ReadonlyMap<string, readonly (string | Buffer)[]>;

/** The attributes of an entry, whatever case the server answers in. */
export function attributesOf(entry: Entry): Attributes {
  const found = new Map<string, readonly (string | Buffer)[]>();
  for (const [name, value] of Object.entries(entry)) {
    if (name === 'dn') continue;
    found.set(name.toLowerCase(), Array.isArray(value) ? value : [value]);
  }
  return found;
}

/** The first value of an attribute as text; '' = none. */
export function firstText(attributes: Attributes, name: string): string {
  if (name === '') return '';
  const value = attributes.get(name.toLowerCase())?.[0];
  return value === undefined ? '' : Buffer.isBuffer(value) ? value.toString('utf8') : value;
}

/** All values of an attribute as texts. */
export function allTexts(attributes: Attributes, name: string): string[] {
  return (attributes.get(name.toLowerCase()) ?? []).map((value) =>
    Buffer.isBuffer(value) ? value.toString('utf8') : value,
  );
}

/** An id as text: the 16 bytes of an objectGUID in Microsoft's order, other bytes in hex, text as it is. */
export function idText(value: string | Buffer | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value.toLowerCase();
  if (value.length !== 16) return value.toString('hex');
  const hex = (from: number, to: number) => value.subarray(from, to).toString('hex');
  const turned = (from: number, to: number) => Buffer.from(value.subarray(from, to)).reverse().toString('hex');
  return `${turned(0, 4)}-${turned(4, 6)}-${turned(6, 8)}-${hex(8, 10)}-${hex(10, 16)}`;
}

/** The bytes of an objectGUID from its text, for a filter. */
export function guidBytes(text: string): Buffer {
  const hex = Buffer.from(text.replaceAll('-', ''), 'hex');
  const turned = (from: number, to: number) => Buffer.from(hex.subarray(from, to)).reverse();
  return Buffer.concat([turned(0, 4), turned(4, 6), turned(6, 8), hex.subarray(8)]);
}

const TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:[.,]\d+)?Z$/;

/** A generalized time in UTC (RFC 4517 3.3.13) as directories write it; null = it is none. */
export function parseGeneralizedTime(text: string): Date | null {
  const match = TIME.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second] = match.map(Number) as [number, ...number[]];
  const time = new Date(Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1, hour ?? 0, minute ?? 0, second ?? 0));
  return Number.isNaN(time.getTime()) ? null : time;
}

/** A moment as generalized time. */
export function renderGeneralizedTime(time: Date): string {
  return `${time.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
}

/** 100-nanosecond steps between 1601 and 1970. */
const EPOCH = 116_444_736_000_000_000n;
const NEVER = 0x7fff_ffff_ffff_ffffn;

/** accountExpires: a Windows file time; 0 and the largest number mean never. */
export function parseFileTime(text: string): Date | null {
  if (!/^\d{1,19}$/.test(text)) return null;
  const steps = BigInt(text);
  if (steps === 0n || steps >= NEVER) return null;
  const time = new Date(Number((steps - EPOCH) / 10_000n));
  return Number.isNaN(time.getTime()) ? null : time;
}

/** Letters outside of these stand as \XX in a filter (RFC 4515 3), so that no value is ever syntax. */
export function filterValue(value: string | Buffer): string {
  return [...Buffer.from(value)].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('');
}

/** The DNS name that a base stands for: DC=corp,DC=example,DC=test -> corp.example.test. */
export function dnsName(base: string): string {
  return [...base.matchAll(/(?:^|,)\s*dc\s*=\s*([A-Za-z0-9-]+)/gi)].map((match) => match[1]).join('.');
}
