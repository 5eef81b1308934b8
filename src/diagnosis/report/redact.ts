import type { Diagnosis } from '../finding.ts';
import type { Where } from '../model/fact.ts';
import type { Facts } from '../model/facts.ts';
import type { Seen } from '../model/seen.ts';
import type { Report } from './report.ts';

/** Turns names, addresses and ids of one report into neutral words; the same thing becomes the same word everywhere. */
export interface Redactor {
  redact(text: string): string;
}

/** Facts whose values are names of this PC, its people or its organisation, by the kind of word that replaces them. */
const NAMES: readonly { readonly fact: string; readonly kind: Kind }[] = [
  { fact: 'pc.name', kind: 'PC' },
  { fact: 'pc.serial', kind: 'serial' },
  { fact: 'pc.domain', kind: 'domain' },
  { fact: 'ds.DeviceName', kind: 'PC' },
  { fact: 'ds.DomainName', kind: 'domain' },
  { fact: 'ds.TenantName', kind: 'name' },
  { fact: 'cm.scp.TenantName', kind: 'name' },
  { fact: 'cm.ManagementPoint', kind: 'host' },
  { fact: 'epm.core', kind: 'host' },
  { fact: 'ds.prt.UserIdentity', kind: 'user' },
  { fact: 'enr.UPN', kind: 'user' },
  { fact: 'pc.consoleUser', kind: 'user' },
];

type Kind =
  | 'PC'
  | 'serial'
  | 'user'
  | 'host'
  | 'domain'
  | 'name'
  | 'address'
  | 'address6'
  | 'mac'
  | 'sid'
  | 'id'
  | 'thumbprint';

const WORD_OF: Readonly<Record<Kind, (number: number) => string>> = {
  PC: (n) => `PC-${n}`,
  serial: (n) => `serial-${n}`,
  user: (n) => `user-${n}`,
  host: (n) => `host-${n}.redacted.example`,
  domain: (n) => `domain-${n}.redacted.example`,
  name: (n) => `name-${n}`,
  address: (n) => `192.0.2.${((n - 1) % 254) + 1}`,
  address6: (n) => `2001:db8::${n.toString(16)}`,
  mac: (n) => `02-00-00-00-${hex(n >> 8, 2)}-${hex(n, 2)}`,
  sid: (n) => `S-1-5-21-0-0-0-${n}`,
  id: (n) => `00000000-0000-4000-8000-${hex(n, 12)}`,
  thumbprint: (n) => String(n).padStart(40, '0'),
};

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0').slice(-digits).toUpperCase();
}

/** Hosts of Microsoft that everybody has: they explain, and tell nothing about who asks. */
const PUBLIC_HOSTS =
  /(?:^|\.)(?:microsoft\.com|microsoft\.us|windows\.net|microsoftonline\.com|microsoftonline\.us|microsoftonline\.cn|microsoftazuread-sso\.com|windows\.com|azure\.net|redacted\.example)$/i;
/** Ids that are the same on every Windows. */
const PUBLIC_IDS = new Set([
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  'b16898c6-a148-4967-9171-64d755da8520',
]);
/** What ends a file name, so that `ccmexec.log` is no host. */
const FILE_ENDINGS =
  /\.(?:log|lo_|txt|exe|dll|cpp|h|ps1|cmd|bat|json|xml|reg|evtx|zip|cab|pol|ppkg|svc|aspx|pac|dat|htm|html)$/i;

const MAIL = /[\p{L}\p{N}._%+'-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu;

/** Everything below is bounded and has no quantifier inside a quantifier, because evidence is hostile. */
const PATTERNS: readonly {
  readonly kind: Kind;
  readonly pattern: RegExp;
  readonly keep?: (found: string) => boolean;
}[] = [
  { kind: 'sid', pattern: /\bS-1-(?:5-21|12-1)-[\d-]{5,80}/gi },
  {
    kind: 'id',
    pattern: /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi,
    keep: (found) => PUBLIC_IDS.has(found.toLowerCase()),
  },
  { kind: 'thumbprint', pattern: /\b[0-9a-f]{40}\b/gi },
  {
    kind: 'mac',
    pattern: /\b[0-9a-f]{2}[:-][0-9a-f]{2}[:-][0-9a-f]{2}[:-][0-9a-f]{2}[:-][0-9a-f]{2}[:-][0-9a-f]{2}\b/gi,
  },
  { kind: 'user', pattern: MAIL },
  {
    kind: 'address6',
    pattern: /\b[0-9a-f]{1,4}:[0-9a-f]{0,4}:[0-9a-f:]{2,32}\b/gi,
    keep: (found) => !found.includes('::') && found.split(':').length < 8,
  },
  {
    kind: 'address',
    pattern: /\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/g,
    keep: (found) => found.split('.').some((part) => Number(part) > 255),
  },
  {
    kind: 'host',
    pattern: /\b[\p{L}\p{N}][\p{L}\p{N}-]{0,62}(?:\.[\p{L}\p{N}-]{1,63}){1,8}\b/gu,
    keep: (found) =>
      PUBLIC_HOSTS.test(found) || FILE_ENDINGS.test(found) || !/\.\p{L}[\p{L}\p{N}-]{1,62}$/u.test(found),
  },
];

/** `DOMAIN\name`: both parts are replaced; AzureAD and Windows' own authorities stay. */
const ACCOUNT =
  /(?<![\p{L}\p{N}\\:.-])([\p{L}\p{N}][\p{L}\p{N}.-]{0,62})\\([\p{L}\p{N}][\p{L}\p{N}._-]{0,62}\$?)(?![\p{L}\p{N}\\])/gu;
const OWN_AUTHORITIES =
  /^(?:AzureAD|NT AUTHORITY|AUTHORITY|BUILTIN|HKLM|HKCU|HKEY_LOCAL_MACHINE|SOFTWARE|Microsoft|CCM|CDJ)$/i;

/** A profile's folder carries its person's name. */
const PROFILE = /([\\/]Users[\\/])([^\\/:*?"<>|\r\n]{1,64})/gi;
const OWN_PROFILES = /^(?:Public|Default|Default User|All Users)$/i;

/** A redactor for one report. What the facts name as PC, domain, tenant or person is replaced wherever it stands. */
export function createRedactor(facts: readonly Facts[]): Redactor {
  const words = new Map<string, string>();
  const counts = new Map<Kind, number>();
  const wordFor = (kind: Kind, found: string): string => {
    const key = found.toLowerCase();
    const known = words.get(key);
    if (known !== undefined) return known;
    const number = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    const word = WORD_OF[kind](number);
    words.set(key, word);
    return word;
  };
  const names = namesIn(facts);
  for (const { name, kind } of names) wordFor(kind, name);
  const byName = new Map(names.map(({ name, kind }) => [name.toLowerCase(), kind]));
  const known = names.length === 0 ? null : new RegExp(names.map(({ name }) => wholeWord(name)).join('|'), 'giu');
  return {
    redact(text) {
      let out = text;
      if (known !== null)
        out = out.replace(known, (found) => wordFor(byName.get(found.toLowerCase()) ?? 'name', found));
      for (const { kind, pattern, keep } of PATTERNS)
        out = out.replace(pattern, (found) => (keep?.(found) === true || isOurs(found) ? found : wordFor(kind, found)));
      out = out.replace(PROFILE, (whole, folder: string, person: string) =>
        OWN_PROFILES.test(person) || isOurs(person) ? whole : `${folder}${wordFor('user', person)}`,
      );
      return out.replace(ACCOUNT, (whole, domain: string, account: string) => {
        if (OWN_AUTHORITIES.test(domain) && !/^AzureAD$/i.test(domain)) return whole;
        const first = /^AzureAD$/i.test(domain) || isOurs(domain) ? domain : wordFor('domain', domain);
        return `${first}\\${isOurs(account) ? account : wordFor('user', account)}`;
      });
    },
  };
}

/** A word that this file made. */
function isOurs(word: string): boolean {
  return /^(?:PC|serial|user|name|host|domain)-\d+(?:\.redacted\.example)?$|redacted\.example$|^192\.0\.2\.|^2001:db8::|^02-00-00-00-|^S-1-5-21-0-0-0-|^00000000-0000-4000-8000-|^0{20}/i.test(
    word,
  );
}

/** Longest first, so that a name that begins with another is found whole; a fully qualified name gives its first label too. */
function namesIn(facts: readonly Facts[]): { readonly name: string; readonly kind: Kind }[] {
  const found = new Map<string, { readonly name: string; readonly kind: Kind }>();
  for (const each of facts) {
    for (const { fact, kind } of NAMES) {
      for (const { value } of each.all(fact)) {
        if (typeof value !== 'string') continue;
        const labels = kind === 'PC' || kind === 'host' ? [value, value.split('.')[0] ?? ''] : [value];
        for (const name of labels.map((label) => label.trim()))
          if (name.length >= 3 && !found.has(name.toLowerCase())) found.set(name.toLowerCase(), { name, kind });
      }
    }
  }
  const isOwn = (name: string): boolean => ['PC', 'domain'].includes(found.get(name.toLowerCase())?.kind ?? '');
  for (const person of peopleIn(facts, isOwn)) {
    if (!found.has(person.toLowerCase())) found.set(person.toLowerCase(), { name: person, kind: 'user' });
  }
  return [...found.values()].sort((a, b) => b.name.length - a.name.length).slice(0, 500);
}

/**
 * Short names of people, as files and folders are called after them: the part of an address before the @, the account of this PC or
 * its domain, a profile's folder.
 */
function peopleIn(facts: readonly Facts[], isOwn: (name: string) => boolean): Set<string> {
  const people = new Set<string>();
  const add = (person: string): void => {
    if (person.length >= 3 && people.size < 200 && !NOBODY.test(person)) people.add(person);
  };
  for (const each of facts) {
    for (const { where } of each.list()) {
      for (const [address] of where.text.matchAll(MAIL)) add(address.slice(0, address.indexOf('@')));
      for (const [, , person = ''] of where.text.matchAll(PROFILE)) add(person);
      for (const [, domain = '', account = ''] of where.text.matchAll(ACCOUNT)) {
        if (/^AzureAD$/i.test(domain) || isOwn(domain)) add(account);
      }
    }
  }
  return people;
}

/** Accounts that are nobody's name. */
const NOBODY =
  /^(?:Public|Default|Default User|All Users|admin|administrator|guest|user|system|info|mail|fooUser|.{0,62}\$)$/i;

function wholeWord(name: string): string {
  return `(?<![\\p{L}\\p{N}])${name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}(?![\\p{L}\\p{N}])`;
}

/** The same diagnosis with every name, address and id in its evidence replaced. */
export function redactDiagnosis(diagnosis: Diagnosis, redactor: Redactor): Diagnosis {
  const where = (place: Where): Where => ({
    ...place,
    file: redactor.redact(place.file),
    text: redactor.redact(place.text),
  });
  const text = ({ ja, en }: { readonly ja: string; readonly en: string }) => ({
    ja: redactor.redact(ja),
    en: redactor.redact(en),
  });
  return {
    ...diagnosis,
    verdict: { ...diagnosis.verdict, text: text(diagnosis.verdict.text) },
    state: {
      ...diagnosis.state,
      decidedBy: diagnosis.state.decidedBy.map((decided) => ({ ...decided, evidence: decided.evidence.map(where) })),
    },
    findings: diagnosis.findings.map((finding) => ({
      ...finding,
      title: text(finding.title),
      evidence: finding.evidence.map(where),
    })),
    answers: diagnosis.answers.map((answer) => ({
      ...answer,
      answer: text(answer.answer),
      evidence: answer.evidence.map(where),
    })),
    codes: diagnosis.codes.map((code) => ({ ...code, evidence: code.evidence.map(where) })),
    conflicts: diagnosis.conflicts.map((conflict) => ({
      ...conflict,
      believed: conflict.believed.map(where),
      against: conflict.against.map(where),
    })),
    seen: diagnosis.seen.map((seen) => redactSeen(seen, redactor)),
  };
}

/** A whole report with every name, address and id in it replaced. */
export function redactReport(report: Report, redactor: Redactor): Report {
  return {
    pcs: report.pcs.map(({ name, diagnosis }) => ({
      name: name === null ? null : redactor.redact(name),
      diagnosis: redactDiagnosis(diagnosis, redactor),
    })),
    seen: report.seen.map((seen) => redactSeen(seen, redactor)),
    isEmpty: report.isEmpty,
  };
}

function redactSeen(seen: Seen, redactor: Redactor): Seen {
  return {
    ...seen,
    file: redactor.redact(seen.file),
    problems: seen.problems.map((problem) => ({ ...problem, detail: redactor.redact(problem.detail) })),
  };
}
