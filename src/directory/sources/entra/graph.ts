import { z } from 'zod';
import { SourceError } from '../model/problems.ts';
import type { EntraConfig } from '../model/source-config.ts';
import type { SourcesRoom } from '../sources-room.ts';
import { fetchToken } from './token.ts';
import { askJson, CLOUDS, type Cloud, type Web } from './web.ts';

const PAGES = 100_000;
/** Pages in a row that bring nothing: delta queries have some, but not for ever. */
const STALE_PAGES = 50;
/** Graph casts members to users in an advanced query only. */
export const ADVANCED = { ConsistencyLevel: 'eventual' } as const;

const page = z.object({
  value: z.array(z.unknown()),
  '@odata.nextLink': z.string().max(16_384).optional(),
  '@odata.deltaLink': z.string().max(16_384).optional(),
});

/** Graph with a token that is fetched when it is first needed, and once more when it expires. */
export interface Graph {
  readonly base: string;
  /** @throws SourceError; `GraphMissing` for what is not there */
  get(url: string, headers?: Readonly<Record<string, string>>): Promise<unknown>;
}

/** Opens Graph for a source. */
export function openGraph(
  room: Pick<SourcesRoom, 'stopping' | 'clock' | 'graph'>,
  config: EntraConfig,
  secret: string,
): Graph {
  const cloud: Cloud = room.graph ?? CLOUDS[config.cloud];
  const web: Web = { stopping: room.stopping, now: room.clock };
  const server = new URL(cloud.graph).host;
  let token: string | null = null;
  const get = async (url: string, headers: Readonly<Record<string, string>> = {}): Promise<unknown> => {
    // a link that leads elsewhere would take the token along
    if (new URL(url).origin !== new URL(cloud.graph).origin)
      throw new SourceError('ANSWER_NOT_VALID', { server, detail: 'nextLink' });
    for (let turn = 0; ; turn += 1) {
      token ??= await fetchToken(web, cloud, config, secret);
      const { status, body } = await askJson(web, url, { headers: { ...headers, authorization: `Bearer ${token}` } });
      if (status === 200) return body;
      const code = graphCode(body);
      if (status === 401 && turn === 0) {
        token = null;
        continue;
      }
      if (status === 410 || code === 'SyncStateNotFound' || code === 'resyncRequired') throw new StateForgotten();
      if (status === 404) throw new GraphMissing('SERVER_ERROR', { server, detail: `HTTP 404 ${code}` });
      if (status === 403 || status === 401)
        throw new SourceError('NOT_PERMITTED', { what: 'Microsoft Graph', detail: code });
      throw new SourceError('SERVER_ERROR', { server, detail: `HTTP ${status} ${code}` });
    }
  };
  return { base: `${cloud.graph}/v1.0`, get };
}

/** Graph does not know the state of a delta query any more: everything is to be read. */
export class StateForgotten extends Error {}

/** Graph has nothing under this address. */
export class GraphMissing extends SourceError {}

function graphCode(body: unknown): string {
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : null;
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
  return typeof code === 'string' ? code.slice(0, 100) : '';
}

/**
 * Reads page after page from a link on, a checkpoint after each.
 * @returns the delta link at the end; '' of pages that are no delta query's
 * @throws SourceError where they never end
 */
export async function readPages(
  graph: Graph,
  from: string,
  stage: (items: readonly unknown[]) => Promise<void>,
  checkpoint: (link: string) => Promise<void>,
  { isDelta } = { isDelta: true },
): Promise<string> {
  const server = new URL(graph.base).host;
  const seen = new Set<string>();
  let link = from;
  let stale = 0;
  for (;;) {
    const answer = page.safeParse(await graph.get(link, isDelta ? {} : ADVANCED));
    if (!answer.success) throw new SourceError('ANSWER_NOT_VALID', { server, detail: 'page' });
    const { value, '@odata.nextLink': next, '@odata.deltaLink': delta } = answer.data;
    await stage(value);
    if (delta !== undefined) return delta;
    if (next === undefined && !isDelta) return '';
    if (next === undefined) throw new SourceError('ANSWER_NOT_VALID', { server, detail: 'no nextLink' });
    stale = value.length === 0 ? stale + 1 : 0;
    if (seen.has(next) || seen.size >= PAGES || stale >= STALE_PAGES)
      throw new SourceError('PAGING_NEVER_ENDS', { server, pages: String(Math.max(stale, 1)) });
    seen.add(next);
    link = next;
    await checkpoint(link);
  }
}
