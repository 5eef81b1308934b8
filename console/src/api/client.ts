import type { z } from 'zod';
import type { count, text } from '../../../src/server/operator-door/schemas/common.ts';
import type { deviceItem } from '../../../src/server/operator-door/schemas/devices.ts';
import type { me } from '../../../src/server/operator-door/schemas/operators.ts';
import type { pkg } from '../../../src/server/operator-door/schemas/packages.ts';

export type Text = z.infer<typeof text>;
export type Device = z.infer<typeof deviceItem>;
export type Package = z.infer<typeof pkg>;
export type Me = z.infer<typeof me>;
export type Count = z.infer<typeof count>;
export interface ListOf<T> {
  readonly asOf: string;
  readonly items: readonly T[];
}

/** An answer that is no success: its sentence in both languages, and the request ID to quote. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly text: Text;
  readonly requestId: string;

  constructor(status: number, code: string, text: Text, requestId: string) {
    super(code);
    this.status = status;
    this.code = code;
    this.text = text;
    this.requestId = requestId;
  }
}

const OFFLINE: Text = { ja: 'サーバーに接続できません。', en: 'Cannot reach the server.' };
let csrfToken = '';

/** Keeps the CSRF token that comes with `GET /me`, for every change after it. */
export function rememberCsrfToken(token: string): void {
  csrfToken = token;
}

/** One call of the API. @throws ApiError */
export async function call<T>(method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown): Promise<T> {
  const response = await send(method, path, body);
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
}

/** A call whose answer is a file. */
export async function download(path: string, body: unknown): Promise<{ blob: Blob; name: string }> {
  const response = await send('POST', path, body);
  const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  return { blob: await response.blob(), name: name === undefined ? 'package.zip' : decodeURIComponent(name) };
}

async function send(method: string, path: string, body: unknown): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      credentials: 'same-origin',
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'GET' ? {} : { 'x-csrf-token': csrfToken }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    throw new ApiError(0, 'OFFLINE', OFFLINE, '');
  }
  if (response.ok) return response;
  const answer = (await response.json().catch(() => null)) as {
    error?: { code: string; message: Text; requestId: string };
  } | null;
  throw new ApiError(
    response.status,
    answer?.error?.code ?? 'ERROR',
    answer?.error?.message ?? OFFLINE,
    answer?.error?.requestId ?? '',
  );
}
