import { type Client, type Entry, PagedResultsControl, SearchEntry, SearchReference, SearchResponse } from 'ldapts';
import { expect, test } from 'vitest';
import { SourceError } from '../model/problems.ts';
import { memberRanges, searchPages } from './search-pages.ts';

/** A client whose server answers these pages: names of entries, and whether it goes on. */
function clientOf(page: (turn: number) => { names: string[]; goesOn: boolean; status?: number }) {
  let turn = 0;
  return {
    isBound: true,
    isConnected: true,
    _nextMessageId: () => 1,
    _send: async () => {
      const { names, goesOn, status = 0 } = page(turn);
      turn += 1;
      const answer = new SearchResponse({ messageId: 1, status });
      for (const name of names) answer.searchEntries.push(new SearchEntry({ messageId: 1, name }));
      answer.searchReferences.push(new SearchReference({ messageId: 1, uris: [] }));
      answer.controls = [
        new PagedResultsControl({ value: { size: 0, cookie: Buffer.from(goesOn ? String(turn) : '') } }),
      ];
      return answer;
    },
  } as unknown as Client;
}
const search = { base: 'dc=x', filter: '(cn=*)', attributes: [], binary: [] };
const read = async (client: Client) => {
  const names: string[] = [];
  for await (const page of searchPages(client, 'dc1', search)) names.push(...page.entries.map((entry) => entry.dn));
  return names;
};
const problem = async (client: Client) =>
  read(client).then(
    () => null,
    (error: unknown) => (error instanceof SourceError ? error.problem.id : error),
  );

test('RFC 2696: an empty page with a cookie is not the end', async () => {
  const pages = [['cn=a'], [], ['cn=b'], []];
  expect(await read(clientOf((turn) => ({ names: pages[turn] ?? [], goesOn: turn < 3 })))).toEqual(['cn=a', 'cn=b']);
});

test('paging that never ends ends with its reason: empty pages, and the same pages in circles', async () => {
  expect(await problem(clientOf(() => ({ names: [], goesOn: true })))).toBe('PAGING_NEVER_ENDS');
  expect(await problem(clientOf((turn) => ({ names: [`cn=${turn % 3}`], goesOn: true })))).toBe('PAGING_NEVER_ENDS');
});

test('a search that the server cut off is an error, never a short list', async () => {
  expect(await problem(clientOf(() => ({ names: ['cn=a'], goesOn: false, status: 4 })))).toBe('SIZE_LIMIT');
  expect(await problem(clientOf(() => ({ names: ['cn=a'], goesOn: false, status: 11 })))).toBe('SERVER_ERROR');
  expect(await problem({ isBound: false } as unknown as Client)).toBe('CONNECTION_LOST');
});

test('members of a large group come in ranges, each asked for where the last one ended', async () => {
  const all = Array.from({ length: 3_200 }, (_none, n) => `cn=${n}`);
  const piece = (from: number): Entry => {
    const to = Math.min(from + 1_499, all.length - 1);
    const end = to === all.length - 1 ? '*' : String(to);
    return { dn: 'cn=g', [`member;range=${from}-${end}`]: all.slice(from, to + 1) };
  };
  const found: string[] = [];
  for await (const members of memberRanges(piece(0), async (name) => piece(Number(/=(\d+)-/.exec(name)?.[1]))))
    found.push(...members);
  expect(found).toEqual(all);
  const circle = async () => {
    for await (const _members of memberRanges(piece(0), async () => piece(0))) {
      // each turn is one piece
    }
  };
  await expect(circle()).rejects.toThrow(SourceError);
});
