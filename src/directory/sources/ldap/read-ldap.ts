import type { Client, Entry } from 'ldapts';
import { cleanField, cleanUser, type SourceGroup, type SourceUser } from '../model/entries.ts';
import { SourceError } from '../model/problems.ts';
import type { LdapConfig } from '../model/source-config.ts';
import type { ReadEnd, Reading } from '../reader.ts';
import { close, connect, parseServer } from './connect.ts';
import { foldDn } from './fold-dn.ts';
import { type EntryReading, entryReading } from './read-entries.ts';
import { memberRanges, searchPages } from './search-pages.ts';
import {
  type Attributes,
  allTexts,
  attributesOf,
  filterValue,
  firstText,
  guidBytes,
  idText,
  parseGeneralizedTime,
  renderGeneralizedTime,
} from './values.ts';

/** Where the next reading of one base begins. A USN counts in one database of one domain controller only. */
interface Mark {
  readonly server?: string;
  /** Of the database: another one after the domain controller was restored or made anew (MS-ADTS 3.1.1.1.9). */
  readonly invocation?: string;
  readonly usn?: string;
  /** The newest stamp that was read. */
  readonly time?: string;
  /** When the reading began, by our clock. */
  readonly began?: string;
}

type Marks = Readonly<Record<string, Mark>>;

/** A base that is open for reading. */
interface Domain {
  readonly base: string;
  readonly netbios: string;
  readonly server: string;
  readonly client: Client;
  /** Asks for changes only; null = everything is read. */
  readonly changed: string | null;
  mark: Mark;
}

const EDGES_AT_ONCE = 5_000;
/** Active Directory answers no more of them unless it is told to. */
const IDS_OF_A_PAGE = 1_000;
/** Each may have thousands of members. */
const GROUPS_OF_A_PAGE = 50;
/** More unknown entries than this, and everything is read. */
const UNKNOWN = 1_000;
const IDS_IN_A_FILTER = 50;
const REFERENCES = 32;
/** A replica gets what another one wrote a while ago: so much before the newest stamp is read twice. */
const OVERLAP_MS = 10 * 60_000;
/** How far the directory's clock and ours may be apart; a directory filled at once is not read again for ever. */
const SKEW_MS = 60 * 60_000;

/**
 * Reads users and groups of an LDAP directory. The first time, and when it cannot be told what changed, everything;
 * afterwards the ids of all entries (who is not among them is gone, without a right to see deleted objects) and the
 * fields of those that changed: by uSNChanged of the same database of the same domain controller, elsewhere by
 * modifyTimestamp.
 * @throws SourceError
 */
export async function readLdap(reading: Reading, config: LdapConfig): Promise<ReadEnd> {
  const words = entryReading(config);
  const marks = (reading.source.cursor ?? {}) as Marks;
  const domains: Domain[] = [];
  const references = new Map<string, { server: string; base: string }>();
  const wanted = config.domains.map((domain) => ({ ...domain }));
  const bases = new Set(wanted.map((domain) => foldDn(domain.base)));
  try {
    for (let at = 0; at < wanted.length; at += 1) {
      const next = wanted[at];
      if (next === undefined) break;
      const domain = await open(reading, config, next, reading.isFull ? undefined : marks[foldDn(next.base)]);
      domains.push(domain);
      const found = new Set<string>();
      await readDomain(reading, words, domain, found);
      for (const url of found) {
        const target = await followed(reading, config, url, bases);
        if (target === null || references.size >= REFERENCES) continue;
        references.set(url, target);
        bases.add(foldDn(target.base));
        wanted.push({ servers: [target.server], base: target.base, netbios: next.netbios });
      }
    }
    await readUnknown(reading, words, domains);
    const isFull = domains.every((domain) => domain.changed === null);
    if (!isFull) await reading.sink.stageMissing();
    return {
      cursor: Object.fromEntries(domains.map((domain) => [foldDn(domain.base), domain.mark])),
      coversAll: isFull,
      groupsWhole: true,
      isFull,
    };
  } finally {
    for (const domain of domains) await close(domain.client);
  }
}

/** Connects to the first server of a domain that answers. */
export async function openFirst(
  config: LdapConfig,
  servers: readonly string[],
  password: string,
  onSkipped: (server: string, error: SourceError) => Promise<void>,
): Promise<{ client: Client; server: string }> {
  let last = new SourceError('UNREACHABLE', { server: servers[0] ?? '', detail: '' });
  for (const server of servers) {
    try {
      return { client: await connect(config, server, password), server };
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      // another server would refuse the password too, and count it against the account
      if (error.problem.id === 'CREDENTIALS_REFUSED' || error.problem.id === 'SECRET_MISSING') throw error;
      await onSkipped(server, error);
      last = error;
    }
  }
  throw last;
}

async function open(
  reading: Reading,
  config: LdapConfig,
  domain: LdapConfig['domains'][number],
  mark: Mark | undefined,
): Promise<Domain> {
  const { sink } = reading;
  const { client, server } = await openFirst(config, domain.servers, reading.secret, (skipped, error) =>
    sink.log('warning', 'SERVER_SKIPPED', { server: skipped, detail: error.message }),
  );
  try {
    await sink.log('info', 'READ_DOMAIN', { base: domain.base, server });
    const root = await readRoot(client, server);
    const name = firstText(root, 'dsServiceName');
    const usn = firstText(root, 'highestCommittedUSN');
    const isAd = config.flavor === 'active-directory' && usn !== '';
    const common = { base: domain.base, netbios: domain.netbios, server, client };
    if (isAd) {
      const invocation = await readInvocation(client, server, name);
      const since = mark?.usn;
      const canTell =
        since !== undefined &&
        invocation !== '' &&
        mark?.server === name &&
        mark.invocation === invocation &&
        BigInt(usn) >= BigInt(since);
      if (since !== undefined && !canTell) await sink.log('info', 'USN_UNKNOWN', { base: domain.base, server: name });
      return {
        ...common,
        changed: canTell ? `(uSNChanged>=${BigInt(since)})` : null,
        mark: { server: name, invocation, usn },
      };
    }
    const since = changedSince(mark);
    const began = reading.clock().toISOString();
    return {
      ...common,
      changed: since === null ? null : `(modifyTimestamp>=${renderGeneralizedTime(since)})`,
      mark: since === null || mark?.time === undefined ? { began } : { time: mark.time, began },
    };
  } catch (error) {
    await close(client);
    throw error;
  }
}

/** From when on changes are asked for; null = that cannot be told. */
function changedSince(mark: Mark | undefined): Date | null {
  const newest = parseGeneralizedTime(mark?.time ?? '');
  if (newest === null || mark?.began === undefined) return null;
  return new Date(Math.max(newest.getTime() - OVERLAP_MS, Date.parse(mark.began) - SKEW_MS));
}

async function readRoot(client: Client, server: string) {
  const attributes = ['dsServiceName', 'highestCommittedUSN', 'namingContexts'];
  for await (const page of searchPages(client, server, {
    base: '',
    scope: 'base',
    filter: '(objectClass=*)',
    attributes,
    binary: [],
  })) {
    const root = page.entries[0];
    if (root !== undefined) return attributesOf(root);
  }
  return attributesOf({ dn: '' });
}

/** The id of a domain controller's database; '' where it may not be read, and changes cannot be told then. */
async function readInvocation(client: Client, server: string, dsServiceName: string): Promise<string> {
  const search = {
    base: dsServiceName,
    scope: 'base',
    filter: '(objectClass=*)',
    attributes: ['invocationId'],
    binary: ['invocationId'],
  } as const;
  try {
    for await (const page of searchPages(client, server, search)) {
      const found = page.entries[0];
      if (found !== undefined) return idText(attributesOf(found).get('invocationid')?.[0]);
    }
  } catch (error) {
    if (!(error instanceof SourceError) || !['BASE_UNKNOWN', 'NOT_PERMITTED'].includes(error.problem.id)) throw error;
  }
  return '';
}

async function readDomain(reading: Reading, words: EntryReading, domain: Domain, found: Set<string>): Promise<void> {
  const { sink } = reading;
  const { changed } = domain;
  if (changed === null) {
    await sink.log('info', 'READ_FULL', { why: domain.base });
    await readUsers(reading, words, domain, words.userFilter, found);
    await readGroups(reading, words, domain, words.groupFilter);
    return;
  }
  await sink.log('info', 'READ_CHANGES');
  const ids = { base: domain.base, attributes: [words.id], binary: words.binary, page: IDS_OF_A_PAGE };
  const listed = (entry: Entry) => ({ externalId: words.idOf(attributesOf(entry)), ref: foldDn(entry.dn) });
  for await (const page of searchPages(domain.client, domain.server, { ...ids, filter: words.userFilter })) {
    for (const url of page.references) found.add(url);
    await sink.stage({ sameUsers: page.entries.map(listed).filter((entry) => entry.externalId !== '') });
  }
  for await (const page of searchPages(domain.client, domain.server, { ...ids, filter: words.groupFilter }))
    await sink.stage({ sameGroups: page.entries.map(listed).filter((entry) => entry.externalId !== '') });
  await readUsers(reading, words, domain, `(&${words.userFilter}${changed})`, found);
  await readGroups(reading, words, domain, `(&${words.groupFilter}${changed})`);
}

async function readUsers(
  reading: Reading,
  words: EntryReading,
  domain: Domain,
  filter: string,
  found: Set<string>,
): Promise<void> {
  const search = { base: domain.base, filter, attributes: words.userAttributes, binary: words.binary };
  for await (const page of searchPages(domain.client, domain.server, search)) {
    for (const url of page.references) found.add(url);
    const users: SourceUser[] = [];
    for (const entry of page.entries) {
      const attributes = attributesOf(entry);
      advance(domain, attributes);
      if (!words.isPerson(attributes)) continue;
      const read = words.readUser(entry, attributes, domain.base, domain.netbios);
      const clean = cleanUser(read);
      if (typeof clean === 'string')
        await reading.sink.skip(read.externalId, clean, { name: cleanField(entry.dn), upn: cleanField(read.upn) });
      else users.push(clean);
    }
    await reading.sink.stage({ users });
  }
}

async function readGroups(reading: Reading, words: EntryReading, domain: Domain, filter: string): Promise<void> {
  const search = {
    base: domain.base,
    filter,
    attributes: words.groupAttributes,
    binary: words.binary,
    page: GROUPS_OF_A_PAGE,
  };
  let groups: SourceGroup[] = [];
  let edges: { group: string; member: string }[] = [];
  const flush = async () => {
    await reading.sink.stage({ groups, members: edges });
    groups = [];
    edges = [];
  };
  for await (const page of searchPages(domain.client, domain.server, search)) {
    for (const entry of page.entries) {
      const attributes = attributesOf(entry);
      advance(domain, attributes);
      const group = words.readGroup(entry, attributes);
      if (group.externalId === '') continue;
      groups.push({ ...group, name: cleanField(group.name) || group.externalId });
      for await (const members of membersOf(domain, entry, attributes)) {
        for (const member of members) edges.push({ group: group.externalId, member: foldDn(member) });
        if (edges.length >= EDGES_AT_ONCE) await flush();
      }
    }
    await flush();
  }
}

async function* membersOf(domain: Domain, entry: Entry, attributes: Attributes): AsyncGenerator<readonly string[]> {
  // an optional bit string after # belongs to uniqueMember's syntax (RFC 4517 3.3.21), not to the name
  yield [
    ...allTexts(attributes, 'member'),
    ...allTexts(attributes, 'uniqueMember').map((value) => value.replace(/#'[01]*'B$/, '')),
  ].filter((value) => value !== '');
  yield* memberRanges(entry, async (attribute) => {
    const search = {
      base: entry.dn,
      scope: 'base',
      filter: '(objectClass=*)',
      attributes: [attribute],
      binary: [],
    } as const;
    for await (const page of searchPages(domain.client, domain.server, search)) return page.entries[0];
    return undefined;
  });
}

/** Without uSNChanged, the newest stamp that was read is where the next reading begins. */
function advance(domain: Domain, attributes: Attributes): void {
  if (domain.mark.usn !== undefined) return;
  const stamp = firstText(attributes, 'modifyTimestamp');
  if (parseGeneralizedTime(stamp) === null) return;
  const time = `${stamp.slice(0, 14)}Z`;
  if (domain.mark.time === undefined || time > domain.mark.time) domain.mark = { ...domain.mark, time };
}

/**
 * Entries that are there and unknown although they did not change: they were moved into the base, or a right was given.
 * Whoever came or moved may stand in groups that did not change: those are read again.
 */
async function readUnknown(reading: Reading, words: EntryReading, domains: readonly Domain[]): Promise<void> {
  const partly = domains.filter((domain) => domain.changed !== null);
  if (partly.length === 0) return;
  const { users } = await reading.sink.unknown(UNKNOWN);
  for (const domain of partly) {
    if (users.length >= UNKNOWN) await readUsers(reading, words, domain, words.userFilter, new Set());
    else {
      for (let at = 0; at < users.length; at += IDS_IN_A_FILTER) {
        const ids = users.slice(at, at + IDS_IN_A_FILTER);
        const one = ids
          .map((id) => `(${words.id}=${filterValue(words.binary.length > 0 ? guidBytes(id) : id)})`)
          .join('');
        await readUsers(reading, words, domain, `(&${words.userFilter}(|${one}))`, new Set());
      }
    }
  }
  if (!(await reading.sink.hasMoved())) return;
  for (const domain of partly) await readGroups(reading, words, domain, words.groupFilter);
}

/** A reference that may be followed: to a server of the settings, to a base that is not read already. */
async function followed(
  reading: Reading,
  config: LdapConfig,
  url: string,
  bases: ReadonlySet<string>,
): Promise<{ server: string; base: string } | null> {
  const parsed = /^ldaps?:\/\/([^/?]*)\/([^?]*)/i.exec(url);
  const base = decode(parsed?.[2] ?? '');
  const target = config.domains
    .flatMap((domain) => domain.servers)
    .find((server) => isSameServer(server, parsed?.[1] ?? '', config.tls));
  const shown = cleanField(url);
  if (!config.followReferrals || target === undefined || base === '') {
    await reading.sink.log('info', 'REFERRAL_SKIPPED', { url: shown });
    return null;
  }
  if (bases.has(foldDn(base))) return null;
  await reading.sink.log('info', 'REFERRAL_FOLLOWED', { url: shown });
  return { server: target, base };
}

/** A reference names a host, and a port only where it is not the usual one of LDAP; ours may be that of LDAPS. */
function isSameServer(server: string, authority: string, tls: LdapConfig['tls']): boolean {
  const ours = parseServer(server, tls);
  const theirs = parseServer(authority, 'starttls');
  return (
    authority !== '' &&
    ours.host === theirs.host &&
    (!/:\d+$/.test(authority) || [389, 636, ours.port].includes(theirs.port))
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
