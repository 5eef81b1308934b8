import { clientId, netBiosName, realSerial, realUuid } from '../../model/hardware.ts';

/** The console that wrote a device list. */
export type ListSource = 'intune' | 'configmgr';

/** What the column "Managed by" (管理者) of Intune means; `other`: something that is neither of these. */
export type Label = 'co-managed' | 'intune' | 'configmgr' | 'other';

/** What a console says of one PC; a key that is absent says nothing. */
export interface Says {
  /** "Managed by" as written. */
  readonly managedBy?: string;
  readonly label?: Label;
  /** ConfigMgr: a client is there, and it is active. */
  readonly client?: boolean;
  readonly clientActive?: boolean;
  readonly clientVersion?: string;
  readonly coManaged?: boolean;
  /** SMS_Client_ComanagementState: ComgmtPolicyPresent, MDMEnrolled. */
  readonly policyPresent?: boolean;
  readonly mdmEnrolled?: boolean;
}

/** By what a list tells one PC from all others, each as PCs are compared by it. */
export interface PcKeys {
  readonly serial: string | null;
  readonly uuid: string | null;
  readonly configmgrId: string | null;
  readonly entraId: string | null;
  readonly resourceId: string | null;
  readonly nameKey: string | null;
  readonly domain: string | null;
}

/** One row of a device list. */
export interface ListEntry {
  readonly line: number;
  readonly name: string;
  readonly keys: PcKeys;
  /** When the console last heard of the PC. */
  readonly seenAt: Date | null;
  readonly says: Says;
}

/** Words of the column, and members and numbers of Graph's managementAgentType. */
const LABELS: Readonly<Record<Exclude<Label, 'other'>, string>> = {
  'co-managed':
    'comanaged comanagement 共同管理 共同管理済み configurationmanagerclientmdm configurationmanagerclientmdmeas 10 11',
  intune: 'intune microsoftintune mdm easmdm mdmeas intuneclient easintuneclient 2 3 4 5',
  configmgr: 'configmgr configurationmanager microsoftconfigurationmanager configurationmanagerclient mecm sccm 8',
};
const LABEL_OF: ReadonlyMap<string, Label> = new Map(
  Object.entries(LABELS).flatMap(([label, words]) =>
    words.split(' ').map((word): [string, Label] => [word, label as Label]),
  ),
);

/** What a value of "Managed by" means; null where the console says nothing. */
export function labelOf(managedBy: string): Label | null {
  const folded = managedBy
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_\-/.]/g, '');
  if (folded === '' || folded === 'none' || folded === 'unknown' || folded === '不明') return null;
  return LABEL_OF.get(folded) ?? 'other';
}

const YES = new Set(['1', 'true', 'yes', 'はい', '有', 'あり', 'active', 'アクティブ']);
const NO = new Set(['0', 'false', 'no', 'いいえ', '無', 'なし', 'inactive', '非アクティブ']);

/** Yes, no, or null for anything else: a console that does not know says so in many words. */
export function flagOf(cell: string): boolean | null {
  const word = cell.normalize('NFKC').trim().toLowerCase();
  return YES.has(word) ? true : NO.has(word) ? false : null;
}

/** ISO 8601 with or without zone, blanks for the T, slashes for hyphens; WMI's form. */
const ISO =
  /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(?: ?(Z|UTC|[+-]\d{2}:?\d{2}))?)?$/i;
const WMI = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})\.\d{6}([+-]\d{3}|[+-]\*{3})$/;

/**
 * When a console heard of a PC. Without a zone it is taken as UTC, in which both consoles export; an order of day and month that
 * cannot be told (5/1/2026), and a time that cannot be, is null.
 */
export function momentOf(cell: string): Date | null {
  const text = cell.normalize('NFKC').trim();
  const found = ISO.exec(text) ?? WMI.exec(text);
  if (found === null) return null;
  const [, year, month, day, hour = '', minute = '', second = '', zone = 'Z'] = found;
  const two = (part: string | undefined) => (part ?? '').padStart(2, '0');
  const date = `${year}-${two(month)}-${two(day)}`;
  const moment = new Date(Date.parse(`${date}T${two(hour)}:${two(minute)}:${two(second)}Z`) - minutesOf(zone) * 60_000);
  // 30 February is a day of March to a Date
  const isReal = !Number.isNaN(moment.getTime()) && new Date(`${date}T00:00:00Z`).toISOString().startsWith(date);
  // 0001-01-01 stands for "never"
  return isReal && Number(year) >= 2000 && Number(year) < 2100 ? moment : null;
}

/** Minutes that a zone is ahead of UTC: +09:00 of ISO 8601, +540 of WMI (where *** is unknown, as UTC). */
function minutesOf(zone: string): number {
  const found = /^([+-])(?:(\d{2}):?(\d{2})|(\d{3}))$/.exec(zone);
  if (found === null) return 0;
  const minutes = found[4] === undefined ? Number(found[2]) * 60 + Number(found[3]) : Number(found[4]);
  return found[1] === '-' ? -minutes : minutes;
}

/** Signs that no computer's name has: phones and other devices of a list have them. */
const NOT_IN_A_NAME = /[\s"/\\[\]:;|=,+*?<>@&']/;

/** By what a row tells its PC, from its cells; placeholders of firmware and consoles tell nothing. */
export function keysOf(cells: {
  readonly name?: string;
  readonly domain?: string;
  readonly serial?: string;
  readonly uuid?: string;
  readonly configmgrId?: string;
  readonly entraId?: string;
  readonly resourceId?: string;
}): PcKeys {
  const name = (cells.name ?? '')
    .trim()
    .replace(/^[^\\]{1,64}\\/, '')
    .replace(/\$$/, '');
  const nameKey = NOT_IN_A_NAME.test(name) ? '' : netBiosName(name);
  const domain = (cells.domain ?? '').trim().toLowerCase() || name.toLowerCase().split('.').slice(1).join('.');
  const resourceId = (cells.resourceId ?? '').trim();
  return {
    serial: realSerial(cells.serial),
    uuid: realUuid(cells.uuid),
    configmgrId: clientId(cells.configmgrId),
    entraId: realUuid(cells.entraId),
    resourceId: /^[1-9]\d{0,11}$/.test(resourceId) ? resourceId : null,
    nameKey: nameKey === '' ? null : nameKey,
    domain: domain === '' ? null : domain,
  };
}
