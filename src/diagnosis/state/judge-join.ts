import { hostOfUrl } from '../enrolment/is-real-enrolment.ts';
import type { Fact } from '../model/fact.ts';
import type { Facts } from '../model/facts.ts';
import { fromFact, type Judge, type Judgement } from './judgement.ts';

/** Which directory a PC belongs to (reference names of Microsoft Entra: joined, hybrid joined, registered). */
export type JoinState =
  | 'entra'
  | 'hybrid'
  | 'joined'
  | 'domain'
  | 'domain-and-registered'
  | 'registered'
  | 'enterprise'
  | 'none';

/** The join state by AzureAdJoined, EnterpriseJoined, DomainJoined and WorkplaceJoined; a missing field never counts as NO. */
export const judgeJoin: Judge<JoinState> = ({ facts }) => {
  const entra = facts.newest('ds.AzureAdJoined');
  if (entra?.value === true) return joined(facts, entra, false);
  if (entra?.value !== false) return inferredJoin(facts);
  const enterprise = facts.newest('ds.EnterpriseJoined');
  const domain = facts.newest('ds.DomainJoined');
  // registered is a state of the user: what SYSTEM or a local user sees of it is not asked for
  const workplace = facts.newest('ds.WorkplaceJoined');
  const seen = [entra, enterprise, domain, workplace].filter((fact) => fact !== undefined);
  const say = (value: JoinState): Judgement<JoinState> => ({ value, facts: seen });
  if (enterprise?.value === true) return say('enterprise');
  if (domain?.value === true) return say(workplace?.value === true ? 'domain-and-registered' : 'domain');
  if (domain?.value !== false) return undefined;
  if (workplace?.value === true) return say('registered');
  return workplace?.value === false && enterprise?.value === false ? say('none') : undefined;
};

function joined(facts: Facts, proof: Fact, isInferred: boolean): Judgement<JoinState> {
  const domain = facts.newest('ds.DomainJoined');
  const account = facts.newest('ds.ExecutingAccountName');
  const inferred = isInferred ? { isInferred } : {};
  if (domain?.value === true) return { value: 'hybrid', facts: [proof, domain], ...inferred };
  if (domain?.value === false) return { value: 'entra', facts: [proof, domain], ...inferred };
  // A cloud account is written AzureAD\Name; on a hybrid joined PC the same place has DOMAIN\name.
  if (account !== undefined && /^AzureAD\\/i.test(String(account.value)))
    return { value: 'entra', facts: [proof, account], isInferred: true };
  return { value: 'joined', facts: [proof], ...inferred };
}

/** A capture whose first section is cut still proves a join by what only a joined device shows. */
function inferredJoin(facts: Facts): Judgement<JoinState> | undefined {
  const status = facts.newest('ds.DeviceAuthStatus');
  const ngc = facts.newest('ds.IsDeviceJoined');
  const proof = typeof status?.value === 'string' && /^SUCCESS/i.test(status.value) ? status : undefined;
  const found = proof ?? (ngc?.value === true ? ngc : undefined);
  return found === undefined ? undefined : joined(facts, found, true);
}

/** Joined to Entra ID, hybrid or not. */
export function isJoined(join: Judgement<JoinState> | undefined): boolean {
  return join !== undefined && (join.value === 'entra' || join.value === 'hybrid' || join.value === 'joined');
}

/** The part of the collector's evidence that SYSTEM captured, whether or not the text itself says so. */
const SYSTEM_CAPTURE = /#joinState\.system$/;

/** Whose session the capture is about: system, local or user. */
export const judgeAccount: Judge<string> = ({ facts }) => {
  const account = facts.newest('ds.account');
  if (typeof account?.value === 'string') return fromFact(account, account.value);
  const prt = prtFact(facts);
  return prt !== undefined && SYSTEM_CAPTURE.test(prt.where.file) ? fromFact(prt, 'system') : undefined;
};

/** AzureAdPrt of the newest capture, whoever it is about. */
export const judgePrt: Judge<boolean> = ({ facts }) => {
  const fact = prtFact(facts);
  return fact === undefined ? undefined : fromFact(fact, fact.value === true);
};

/** A capture of an Entra or domain user says more about the PRT than one of SYSTEM or of a local user. */
function prtFact(facts: Facts): Fact | undefined {
  const candidates = facts.all('ds.AzureAdPrt').filter((fact) => typeof fact.value === 'boolean');
  const ofUser = candidates.filter(({ scope, where }) => scope === undefined && !SYSTEM_CAPTURE.test(where.file));
  return (ofUser.length > 0 ? ofUser : candidates).at(-1);
}

/** How many hours before the capture (Client Time, else its arrival) the PRT was last refreshed. */
export const judgePrtAge: Judge<number> = ({ facts, receivedAt }) => {
  const update = facts.newest('ds.AzureAdPrtUpdateTime');
  const at = facts.value('ds.ClientTime') ?? receivedAt;
  if (typeof update?.value !== 'string' || typeof at !== 'string') return undefined;
  const hours = (Date.parse(at) - Date.parse(update.value)) / 3_600_000;
  return Number.isFinite(hours) ? fromFact(update, hours) : undefined;
};

/** Minutes between the PC's clock and the moment its evidence arrived; also where the clock contradicts itself. */
export const judgeClock: Judge<number> = ({ facts, receivedAt }) => {
  const clock = facts.newest('ds.ClientTime') ?? facts.newest('collected');
  const certificate = facts.newest('ds.certificateFrom');
  const at = clock === undefined ? Number.NaN : clockReading(clock);
  if (clock === undefined || !Number.isFinite(at)) return undefined;
  const from = typeof certificate?.value === 'string' ? Date.parse(certificate.value) : Number.NaN;
  if (certificate !== undefined && from > at) return { value: (from - at) / 60_000, facts: [clock, certificate] };
  const arrived = receivedAt === null ? Number.NaN : Date.parse(receivedAt);
  if (Number.isFinite(arrived)) return fromFact(clock, Math.abs(arrived - at) / 60_000);
  // Without a moment of arrival only a year before Entra's registration service proves a wrong clock.
  return at < FIRST_POSSIBLE ? fromFact(clock, (FIRST_POSSIBLE - at) / 60_000) : undefined;
};

/** The clock's reading; one that cannot be is no value any more, but still stands in the line. */
function clockReading({ value, where }: Fact): number {
  if (typeof value === 'string') return Date.parse(value);
  const written = /(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)/.exec(where.text);
  return written === null ? Number.NaN : Date.parse(`${written[1]}T${written[2]}Z`);
}

const FIRST_POSSIBLE = Date.UTC(2009, 0, 1);

const INTUNE_HOSTS = ['.manage.microsoft.com', '.manage.microsoft.us', '.manage.microsoftonline.cn'];

/** Whose MDM the tenant offers by MdmUrl: intune, other, or empty. */
export const judgeTenantMdm: Judge<'intune' | 'other' | 'empty'> = ({ facts }) => {
  const url = facts.newest('ds.MdmUrl');
  if (typeof url?.value !== 'string') return undefined;
  if (url.value.trim() === '') return fromFact(url, 'empty');
  const host = hostOfUrl(url.value);
  if (host === '') return undefined;
  return fromFact(url, INTUNE_HOSTS.some((suffix) => `.${host}`.endsWith(suffix)) ? 'intune' : 'other');
};
