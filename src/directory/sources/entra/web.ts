import { setTimeout as sleep } from 'node:timers/promises';
import { connectError } from '../ldap/connect.ts';
import { Postpone, SourceError } from '../model/problems.ts';
import type { EntraConfig } from '../model/source-config.ts';

/** Addresses of a cloud. */
export interface Cloud {
  readonly login: string;
  readonly graph: string;
}

/** The clouds as Microsoft documents them ("national cloud deployments"). */
export const CLOUDS: Readonly<Record<EntraConfig['cloud'], Cloud>> = {
  global: { login: 'https://login.microsoftonline.com', graph: 'https://graph.microsoft.com' },
  'us-government': { login: 'https://login.microsoftonline.us', graph: 'https://graph.microsoft.us' },
  china: { login: 'https://login.partner.microsoftonline.cn', graph: 'https://microsoftgraph.chinacloudapi.cn' },
};

/** What asking over HTTP needs. */
export interface Web {
  readonly stopping: AbortSignal;
  readonly now: () => Date;
}

const ANSWER_MS = 60_000;
/** Of a page; Graph's have less than one. What JSON makes of so many fits in the memory of a run, whatever stands in them. */
const BODY_BYTES = 8 * 1024 * 1024;
/** Waits that are shorter hold the run; for longer ones it is put aside, and other jobs get their turn. */
const WAIT_HERE_SECONDS = 20;
const TRIES = 6;
const THROTTLED = new Set([429, 503, 504]);

export interface WebAnswer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * Asks for JSON. 429, 503 and 504 are asked again after Retry-After (seconds or a date), or after growing pauses where
 * the answer has none.
 * @throws SourceError @throws Postpone when the pause is a long one
 */
export async function askJson(web: Web, url: string, init: RequestInit): Promise<WebAnswer> {
  const server = new URL(url).host;
  for (let turn = 0; ; turn += 1) {
    const answer = await ask(web, url, init, server);
    if (!THROTTLED.has(answer.status)) return answer;
    const seconds = answer.retryAfter ?? 2 ** (turn + 1);
    if (seconds > WAIT_HERE_SECONDS || turn + 1 >= TRIES)
      throw new Postpone(Math.max(seconds, WAIT_HERE_SECONDS), server);
    await sleep(seconds * 1_000, undefined, { signal: web.stopping }).catch(() => undefined);
  }
}

async function ask(
  web: Web,
  url: string,
  init: RequestInit,
  server: string,
): Promise<WebAnswer & { readonly retryAfter: number | null }> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      ...init,
      redirect: 'error',
      signal: AbortSignal.any([web.stopping, AbortSignal.timeout(ANSWER_MS)]),
    });
    text = await readBounded(response, server);
  } catch (error) {
    if (error instanceof SourceError) throw error;
    if (web.stopping.aborted) throw new Postpone(1, server);
    if (error instanceof Error && error.name === 'TimeoutError') throw new SourceError('TIMED_OUT', { server });
    throw connectError(error instanceof Error && error.cause instanceof Error ? error.cause : error, server);
  }
  const retryAfter = parseRetryAfter(response.headers.get('retry-after'), web.now());
  let body: unknown = null;
  try {
    body = text === '' ? null : JSON.parse(text);
  } catch {
    // a proxy's page instead of an answer; an error says so by its status
    if (response.ok) throw new SourceError('ANSWER_NOT_VALID', { server, detail: `HTTP ${response.status}` });
  }
  return { status: response.status, body, retryAfter };
}

async function readBounded(response: Response, server: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    const piece = chunk as Uint8Array;
    size += piece.length;
    if (size > BODY_BYTES) throw new SourceError('ANSWER_NOT_VALID', { server, detail: 'too large' });
    chunks.push(piece);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Retry-After (RFC 9110 10.2.3) in seconds; null = there is none that can be read. */
export function parseRetryAfter(value: string | null, now: Date): number | null {
  if (value === null) return null;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - now.getTime()) / 1_000));
}
