import { checkCell, shown } from './check-cell.ts';
import type { UserField } from './fields.ts';
import type { RowReason } from './row-reasons.ts';

/** A person as a row says it; '' = the row says nothing, so that what is known stays. */
export interface UserRow {
  readonly upn: string;
  readonly displayName: string;
  readonly reading: string;
  readonly department: string;
  readonly email: string;
  /** DOMAIN\\name, as a PC without the UPN names its user. */
  readonly accountName: string;
  readonly groups: readonly string[];
  readonly disabled: boolean | null;
}

const LIMIT = 256;
const GROUPS_LIMIT = 4_096;
const GROUPS = 100;
/** One @ with something on both sides; no blanks, none of the signs that no directory allows, no full-width letters. */
const UPN = /^[^@\s"<>,;|\\\uff01-\uff5e]+@[^@\s"<>,;|\\\uff01-\uff5e]+$/;
/** Between groups of one cell; a comma may stand in a group's name. */
const BETWEEN_GROUPS = /[;|、；\n]/;
/** A NetBIOS name and a SAM account name: blanks inside, none of the signs that Windows allows in neither (MS-SAMR 3.1.1.6). */
const ACCOUNT =
  /^[^\s\\/:*?"<>|@]{1,15}\\[^\s"/\\[\]:;|=,+*?<>@](?:[^"/\\[\]:;|=,+*?<>@]{0,102}[^\s"/\\[\]:;|=,+*?<>@])?$/;
const YES = new Set(['true', '1', 'yes', 'y', 'on', 'はい', '真', '○', '〇', '有効', '無効', 'enabled', 'disabled']);
const NO = new Set(['false', '0', 'no', 'n', 'off', 'いいえ', '偽', '×', '-']);
/** Words that mean the opposite in a column of the other name. */
const DISABLED_WORDS = new Set(['無効', 'disabled']);
const ENABLED_WORDS = new Set(['有効', 'enabled']);

/** Reads the mapped cells of a row as a person. */
export function readUserRow(cells: Readonly<Partial<Record<UserField, string>>>): UserRow | RowReason {
  for (const field of ['upn', 'displayName', 'reading', 'department', 'email', 'accountName'] as const) {
    const bad = checkCell(field, cells[field] ?? '', LIMIT);
    if (bad !== null) return bad;
  }
  const text = (field: UserField) => (cells[field] ?? '').trim().normalize('NFC');
  const upn = text('upn');
  if (upn === '') return { id: 'UPN_MISSING', field: 'upn' };
  if (!UPN.test(upn)) return { id: 'UPN_NOT_VALID', field: 'upn', value: shown(upn) };
  const accountName = text('accountName');
  if (accountName !== '' && !ACCOUNT.test(accountName))
    return { id: 'ACCOUNT_NOT_VALID', field: 'accountName', value: shown(accountName) };
  const groups = readGroups(cells.groups ?? '');
  if ('id' in groups) return groups;
  const disabled = readDisabled(cells);
  if (typeof disabled === 'object' && disabled !== null) return disabled;
  return {
    upn,
    displayName: text('displayName'),
    reading: text('reading'),
    department: text('department'),
    email: text('email'),
    accountName,
    groups,
    disabled,
  };
}

function readGroups(cell: string): readonly string[] | RowReason {
  if (cell.length > GROUPS_LIMIT) return { id: 'TOO_LONG', field: 'groups', value: String(GROUPS_LIMIT) };
  const names = new Map<string, string>();
  for (const part of cell.split(BETWEEN_GROUPS)) {
    const bad = checkCell('groups', part, LIMIT);
    if (bad !== null) return bad;
    const name = part.trim().normalize('NFC');
    if (name !== '' && !names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
  }
  return names.size > GROUPS ? { id: 'TOO_MANY_GROUPS', field: 'groups', value: String(GROUPS) } : [...names.values()];
}

function readDisabled(cells: Readonly<Partial<Record<UserField, string>>>): boolean | null | RowReason {
  const field = cells.disabled !== undefined ? 'disabled' : 'enabled';
  const word = (cells[field] ?? '').normalize('NFKC').trim().toLowerCase();
  if (word === '') return null;
  if (DISABLED_WORDS.has(word)) return true;
  if (ENABLED_WORDS.has(word)) return false;
  if (YES.has(word)) return field === 'disabled';
  if (NO.has(word)) return field === 'enabled';
  return { id: 'FLAG_NOT_VALID', field, value: shown(word) };
}
