import {
  type Client,
  type Entry,
  FilterParser,
  InsufficientAccessError,
  NoSuchObjectError,
  PagedResultsControl,
  SearchRequest,
  type SearchResponse,
  SizeLimitExceededError,
  StatusCodeParser,
} from 'ldapts';
import { SourceError } from '../model/problems.ts';
import { answerBound } from './bound-answers.ts';
import { connectError } from './connect.ts';

/** Entries of a page, where their number is not of interest. */
const PAGE = 500;
/** Pages in a row that bring nothing new: a server may answer an empty one and go on, but not for ever. */
const STALE_PAGES = 20;
const ENTRIES = 1_000_000;

/** One search of many pages. */
export interface PagedSearch {
  readonly base: string;
  readonly filter: string;
  readonly attributes: readonly string[];
  /** Attributes whose values are bytes. */
  readonly binary: readonly string[];
  readonly scope?: 'base' | 'sub';
  /** Entries of a page, where they are large ones. */
  readonly page?: number;
}

export interface Page {
  readonly entries: readonly Entry[];
  /** URLs of servers that have more. */
  readonly references: readonly string[];
}

/** The two steps of ldapts from which its own paging is made. */
interface Sending {
  _nextMessageId(): number;
  _send(request: SearchRequest): Promise<SearchResponse>;
}

/**
 * Searches page by page (RFC 2696). ldapts' own loop takes an empty page for the last one even where the server goes on,
 * so that people would seem gone; and it would follow a server that never ends. This one ends by the server's word, or
 * with an error. It never reconnects: a new connection would be nobody's, and see nothing.
 * @throws SourceError
 */
export async function* searchPages(client: Client, server: string, search: PagedSearch): AsyncGenerator<Page> {
  const size = search.page ?? PAGE;
  const paging = new PagedResultsControl({ critical: true, value: { size } });
  const request = new SearchRequest({
    messageId: -1,
    baseDN: search.base,
    scope: search.scope ?? 'sub',
    filter: parseFilter(search.filter),
    attributes: [...search.attributes],
    explicitBufferAttributes: [...search.binary],
    controls: [paging],
  });
  const began = new Set<string>();
  let stale = 0;
  let total = 0;
  for (;;) {
    if (!client.isBound) throw new SourceError('CONNECTION_LOST', { server });
    const answer = await ask(client, request, server, search.base);
    const first = answer.searchEntries[0]?.name ?? '';
    stale = first === '' || began.has(first) ? stale + 1 : 0;
    began.add(first);
    total += answer.searchEntries.length;
    if (stale >= STALE_PAGES) throw new SourceError('PAGING_NEVER_ENDS', { server, pages: String(STALE_PAGES) });
    if (total > ENTRIES) throw new SourceError('TOO_MANY', { limit: String(ENTRIES) });
    yield {
      entries: answer.searchEntries.map((entry) =>
        entry.toObject(request.attributes, request.explicitBufferAttributes),
      ),
      references: answer.searchReferences.flatMap((reference) => reference.uris),
    };
    const control = answer.controls?.find((one) => one instanceof PagedResultsControl);
    const cookie = control instanceof PagedResultsControl ? control.value?.cookie : undefined;
    if (cookie === undefined || cookie.length === 0) return;
    paging.value = { size, cookie };
  }
}

async function ask(client: Client, request: SearchRequest, server: string, base: string): Promise<SearchResponse> {
  const sending = client as unknown as Sending;
  request.messageId = sending._nextMessageId();
  const bound = answerBound(client);
  bound?.begin();
  try {
    const answer = await sending._send(request);
    if (answer.status !== 0) throw StatusCodeParser.parse(answer);
    return answer;
  } catch (error) {
    const refused = bound?.refused() ?? null;
    if (refused !== null) throw refused;
    if (error instanceof NoSuchObjectError) throw new SourceError('BASE_UNKNOWN', { base });
    if (error instanceof InsufficientAccessError)
      throw new SourceError('NOT_PERMITTED', { what: base, detail: 'LDAP 50' });
    if (error instanceof SizeLimitExceededError) throw new SourceError('SIZE_LIMIT', { server });
    if (!client.isConnected && !/timed out/.test(String(error))) throw new SourceError('CONNECTION_LOST', { server });
    throw connectError(error, server);
  }
}

/** Reads a filter (RFC 4515). @throws SourceError */
export function parseFilter(text: string) {
  try {
    return FilterParser.parseString(text);
  } catch (error) {
    throw new SourceError('FILTER_NOT_VALID', { detail: error instanceof Error ? error.message.slice(0, 200) : '' });
  }
}

const RANGE = /^member;range=(\d+)-(\d+|\*)$/i;

/**
 * All members that Active Directory lists in pieces (`member;range=0-1499`), piece by piece.
 * @param read asks for one attribute of the group
 */
export async function* memberRanges(
  first: Entry,
  read: (attribute: string) => Promise<Entry | undefined>,
): AsyncGenerator<readonly string[]> {
  let entry: Entry | undefined = first;
  let next = 0;
  while (entry !== undefined) {
    const found: [string, Entry[string]] | undefined = Object.entries(entry).find(([name]) => RANGE.test(name));
    if (found === undefined) return;
    const [name, values] = found;
    const list = (Array.isArray(values) ? values : [values]).map(String);
    yield list;
    const last = RANGE.exec(name)?.[2] ?? '*';
    if (last === '*' || list.length === 0) return;
    const after = Number(last) + 1;
    if (after <= next) throw new SourceError('ANSWER_NOT_VALID', { server: 'LDAP', detail: name });
    next = after;
    entry = await read(`member;range=${next}-*`);
  }
}
