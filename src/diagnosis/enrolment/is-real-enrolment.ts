/** One key under HKLM\SOFTWARE\Microsoft\Enrollments, as read; values that are not there are empty or absent. */
export interface EnrolmentKey {
  /** Name of the key: a GUID in any letter case, with or without braces. */
  readonly id: string;
  readonly providerId?: string;
  readonly upn?: string;
  /** DiscoveryServiceFullURL */
  readonly discoveryUrl?: string;
  /** Ids that values of its LinkedEnrollment subkey name. */
  readonly linked?: readonly string[];
}

/**
 * What an enrolment key, OMA-DM account or task folder is:
 * `enrolled` = a living MDM enrolment; `linked` = the second channel of another enrolment (Intune's "Microsoft Device
 * Management"), never a second MDM; `stub` = neither UPN nor URL, stock of Windows; `residue` = what an enrolment left behind.
 */
export type EnrolmentKind = 'enrolled' | 'linked' | 'stub' | 'residue';

/** Windows' own account that belongs to no enrolment. */
const STUB_ACCOUNT = 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF';

/** An enrolment id in the spelling of facts: upper case, without braces. */
export function canonicalEnrolmentId(id: string): string {
  return id
    .trim()
    .replace(/^[{}]{1,4}|[{}]{1,4}$/g, '')
    .toUpperCase();
}

/**
 * The one rule of what counts as a real enrolment, for every key, account and task folder of a PC. An enrolment's state and type
 * prove nothing: 3 and 4 are seen on living ones. setup.ps1's `Get-RealEnrollment` is the second writing of it; both are held to
 * package-kit/cases/real-enrolment.json.
 *
 * `accounts` are the key names under Provisioning\OMADM\Accounts, `tasks` those under EnterpriseMgmt; an empty list means that
 * there are none, so a caller that did not see the accounts must not ask.
 */
export function judgeEnrolments(
  keys: readonly EnrolmentKey[],
  accounts: readonly string[],
  tasks: readonly string[],
): ReadonlyMap<string, EnrolmentKind> {
  const accountIds = new Set(accounts.map(canonicalEnrolmentId));
  const linkedIds = new Set<string>();
  for (const key of keys) {
    const id = canonicalEnrolmentId(key.id);
    if (!isNamed(key) || !accountIds.has(id)) continue;
    for (const linked of key.linked ?? []) {
      if (linked !== '' && canonicalEnrolmentId(linked) !== id) linkedIds.add(canonicalEnrolmentId(linked));
    }
  }
  const kinds = new Map<string, EnrolmentKind>();
  for (const key of keys) {
    const id = canonicalEnrolmentId(key.id);
    const hasAccount = accountIds.has(id);
    if (hasAccount && (isLinkedChannel(key) || linkedIds.has(id))) kinds.set(id, 'linked');
    else if (!isNamed(key)) kinds.set(id, 'stub');
    else kinds.set(id, hasAccount ? 'enrolled' : 'residue');
  }
  for (const other of [...accounts, ...tasks]) {
    const id = canonicalEnrolmentId(other);
    if (id !== '' && id !== STUB_ACCOUNT && !kinds.has(id)) kinds.set(id, 'residue');
  }
  return kinds;
}

function isNamed(key: EnrolmentKey): boolean {
  return (key.upn ?? '').trim() !== '' || (key.discoveryUrl ?? '').trim() !== '';
}

function isLinkedChannel(key: EnrolmentKey): boolean {
  return (
    (key.providerId ?? '').toLowerCase() === 'microsoft device management' &&
    hostOfUrl(key.discoveryUrl ?? '') === 'discovery.dm.microsoft.com'
  );
}

/** The host of an absolute URL in lower case; '' where there is none. */
export function hostOfUrl(url: string): string {
  const parsed = URL.parse(url.trim());
  return parsed === null ? '' : parsed.hostname.toLowerCase();
}
