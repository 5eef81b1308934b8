import { isPersonActive } from './activity.ts';
import type { ApiErrorBody, Text } from './types.ts';

/** Base path of the API; the console and the API share one origin. */
export const API = '/api/v1';

/** An answer that is no success: the API's code, its sentence in both languages, and the request ID. Status 0: no answer. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly text: Text | null;
  readonly field: string | null;
  readonly requestId: string | null;
  readonly retryAfterSeconds: number | null;

  constructor(status: number, body: ApiErrorBody['error'] | null, retryAfterSeconds: number | null) {
    super(body?.code ?? (status === 0 ? 'UNREACHABLE' : `HTTP_${status}`));
    this.status = status;
    this.code = this.message;
    this.text = body?.message ?? null;
    this.field = body?.field ?? null;
    this.requestId = body?.requestId ?? null;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Values of a query string: a list is repeated (`key=a&key=b`), what is absent is left out. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | null | undefined>>;

/** Writes a query string with its `?`, or nothing when there is no value. */
export function renderQuery(query: Query): string {
  const pairs = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value === undefined || value === null) continue;
    for (const item of Array.isArray(value) ? value : [value]) pairs.append(key, String(item));
  }
  const text = pairs.toString();
  return text === '' ? '' : `?${text}`;
}

let csrfToken = '';
let serverAhead = 0;
let askToSignIn: (() => Promise<void>) | null = null;
const watchers = new Set<(isReachable: boolean) => void>();

/** Keeps the token that `GET /me` answered; every change is sent with it. */
export function rememberCsrfToken(token: string): void {
  csrfToken = token;
}

/** What a change carries beside its session: for a request that `call` cannot make, such as one that tells its progress. */
export function changeHeaders(): Record<string, string> {
  return { 'x-csrf-token': csrfToken };
}

/** The server's time in milliseconds, from its last answer; a PC with a wrong clock still shows true ages. */
export function serverNow(): number {
  return Date.now() + serverAhead;
}

/** Registers what opens when the session is over; it resolves once somebody has signed in again. */
export function onSessionOver(ask: () => Promise<void>): void {
  askToSignIn = ask;
}

/** Tells whether the last call reached the server. Returns the function that stops telling. */
export function watchReachability(watcher: (isReachable: boolean) => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function tellReachability(isReachable: boolean): void {
  for (const watcher of watchers) watcher(isReachable);
}

interface CallOptions {
  readonly query?: Query;
  /** Sent as JSON, or as it is when it is a form or a file. */
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  /** A 401 is an answer here, not the end of a session. */
  readonly isSignIn?: boolean;
}

async function send(method: string, path: string, options: CallOptions): Promise<Response> {
  const { body } = options;
  const isPlain = body === undefined || body instanceof FormData || body instanceof Blob;
  const headers: Record<string, string> = {};
  if (!isPlain) headers['content-type'] = 'application/json';
  if (body instanceof Blob) headers['content-type'] = 'application/octet-stream';
  if (method !== 'GET') headers['x-csrf-token'] = csrfToken;
  // an open page that asks by itself does not keep its session alive
  if (!isPersonActive()) headers['x-unattended'] = '1';
  const asked = Date.now();
  let response: Response;
  try {
    response = await fetch(`${API}${path}${renderQuery(options.query ?? {})}`, {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: isPlain ? (body as BodyInit) : JSON.stringify(body) }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    tellReachability(false);
    throw new ApiError(0, null, null);
  }
  tellReachability(true);
  const date = Date.parse(response.headers.get('date') ?? '');
  // the header counts whole seconds, so a difference below two is no difference
  if (!Number.isNaN(date)) serverAhead = Math.abs(date - asked) < 2_000 ? 0 : date - asked;
  if (response.status === 401 && !options.isSignIn && askToSignIn !== null) {
    await askToSignIn();
    return send(method, path, options);
  }
  if (response.ok) return response;
  const retryAfter = Number(response.headers.get('retry-after'));
  throw new ApiError(response.status, await readError(response), retryAfter > 0 ? retryAfter : null);
}

async function readError(response: Response): Promise<ApiErrorBody['error'] | null> {
  try {
    return ((await response.json()) as ApiErrorBody).error ?? null;
  } catch {
    return null;
  }
}

/** Calls the API and reads its JSON answer (nothing for 204). @throws ApiError */
export async function call<Answer>(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
  const response = await send(method, path, options);
  return (response.status === 204 ? undefined : await response.json()) as Answer;
}

/** Calls the API for a file and hands it to the browser under the name that the server gave. @throws ApiError */
export async function saveFile(method: string, path: string, options: CallOptions = {}): Promise<void> {
  const response = await send(method, path, options);
  const disposition = response.headers.get('content-disposition') ?? '';
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  const plain = /filename="([^"]+)"/i.exec(disposition)?.[1];
  const url = URL.createObjectURL(await response.blob());
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = encoded === undefined ? (plain ?? 'baton') : decodeURIComponent(encoded);
  anchor.click();
  // the browser reads the file after this turn
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
