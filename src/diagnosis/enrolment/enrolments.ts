import type { Fact } from '../model/fact.ts';
import type { Facts } from '../model/facts.ts';
import { type EnrolmentKey, type EnrolmentKind, hostOfUrl, judgeEnrolments } from './is-real-enrolment.ts';

/** Whose MDM an enrolment is: Intune, this product, or somebody else's. */
export type EnrolmentOwner = 'intune' | 'baton' | 'third';

/** One enrolment key (or account or task folder without a key) of the PC, judged. */
export interface Enrolment {
  /** GUID in upper case without braces. */
  readonly id: string;
  /** null where the list of OMA-DM accounts was not read, so that living and residue cannot be told apart. */
  readonly kind: EnrolmentKind | null;
  readonly owner: EnrolmentOwner;
  readonly providerId: string;
  readonly upn: string;
  readonly discoveryUrl: string;
  /** EnrollmentState: of the last attempt, not of the present. */
  readonly state: number | null;
  readonly type: number | null;
  /** The facts it was read from, for evidence. */
  readonly facts: readonly Fact[];
}

/** ProviderIDs and hosts that are Intune's, in its public and national clouds. */
const INTUNE_PROVIDERS: ReadonlySet<string> = new Set(['ms dm server', 'microsoft device management']);
const INTUNE_HOSTS = [
  '.manage.microsoft.com',
  '.manage.microsoft.us',
  '.manage.microsoftonline.cn',
  '.dm.microsoft.com',
];

/**
 * Every enrolment on the PC by the rule of {@link judgeEnrolments}, over all facts `enr.`; null = no list of enrolments was read
 * (and not: there are none). A stub that was read before the accounts were is known all the same: it has no UPN and no URL.
 */
export function enrolmentsOf(facts: Facts): readonly Enrolment[] | null {
  const lists = facts.value('enr.list') === true;
  const ids = new Set(facts.names('enr.').flatMap((name) => facts.scopes(name)));
  if (!lists && ids.size === 0) return null;
  const text = (name: string, id: string): string => {
    const value = facts.value(`enr.${name}`, id);
    return typeof value === 'string' ? value : '';
  };
  const number = (name: string, id: string): number | null => {
    const value = facts.value(`enr.${name}`, id);
    return typeof value === 'number' ? value : null;
  };
  const has = (name: string, id: string): boolean => facts.value(`enr.${name}`, id) === true;
  const ofId = (id: string): Fact[] =>
    facts.names('enr.').flatMap((name) => {
      const fact = facts.newest(name, id);
      return fact === undefined ? [] : [fact];
    });
  const withKey = [...ids].filter((id) => has('key', id));
  const keys: EnrolmentKey[] = withKey.map((id) => ({
    id,
    providerId: text('ProviderID', id),
    upn: text('UPN', id),
    discoveryUrl: text('DiscoveryServiceFullURL', id),
    linked: facts
      .all('enr.linked')
      .flatMap(({ scope, value }) => (scope === id && typeof value === 'string' ? [value] : [])),
  }));
  const accounts = [...ids].filter((id) => has('account', id));
  const tasks = [...ids].filter((id) => has('task', id));
  const accountsRead = facts.value('enr.accountList') === true || accounts.length > 0;
  const kinds = judgeEnrolments(keys, accounts, lists ? tasks : []);
  return [...ids]
    .filter((id) => has('key', id) || (lists && kinds.has(id)))
    .map((id) => {
      const providerId = text('ProviderID', id);
      const discoveryUrl = text('DiscoveryServiceFullURL', id);
      const kind = kinds.get(id) ?? null;
      return {
        id,
        kind: accountsRead || kind === 'stub' ? kind : null,
        owner: ownerOf(providerId, discoveryUrl),
        providerId,
        upn: text('UPN', id),
        discoveryUrl,
        state: number('EnrollmentState', id),
        type: number('EnrollmentType', id),
        facts: ofId(id),
      };
    });
}

/** Whose an enrolment is, by its ProviderID and, where that is blank, by the host of its discovery URL. */
export function ownerOf(providerId: string, discoveryUrl: string): EnrolmentOwner {
  const provider = providerId.trim().toLowerCase();
  if (provider === 'baton') return 'baton';
  if (INTUNE_PROVIDERS.has(provider)) return 'intune';
  const host = hostOfUrl(discoveryUrl);
  return provider === '' && INTUNE_HOSTS.some((suffix) => `.${host}`.endsWith(suffix)) ? 'intune' : 'third';
}
