import fs from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { type Language, languageOption, type Sentence } from './language.ts';

/** What every command that talks to a server takes. */
export interface ClientOptions {
  readonly server: string;
  readonly json: boolean;
  readonly language: Language;
  readonly tokenStdin: boolean;
}

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
type Query = Readonly<Record<string, string | number | readonly string[] | undefined>>;

const DEFAULT_SERVER = 'http://127.0.0.1:8080';
const PAGE = 500;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A command with commands of its own; `baton NAME` alone is `baton NAME list`. */
export function commandGroup(name: string, description: string, commands: readonly Command[]): Command {
  const group = new Command(name).description(description);
  for (const command of commands) group.addCommand(command, { isDefault: command.name() === 'list' });
  return group;
}

/** A command of the thin client. The token never stands on a command line: every user of a machine can read those. */
export function clientCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option('--server <url>', 'operator door / 操作用エンドポイント', process.env['BATON_SERVER'] ?? DEFAULT_SERVER)
    .option('--json', 'print JSON / JSON で出力', false)
    .addOption(languageOption())
    .option('--token-stdin', 'read the API token from standard input, not BATON_TOKEN / 標準入力から読み取る', false);
}

/** Collects an option that may be given several times. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/** An error whose message is the sentence in the language of the command. */
export function failure(options: Pick<ClientOptions, 'language'>, text: Sentence): Error {
  return new Error(text[options.language]);
}

/**
 * One call of `/api/v1` under the API token.
 * @throws Error with the server's own sentence
 */
export async function callApi<T>(options: ClientOptions, method: Method, path: string, body?: unknown): Promise<T> {
  const response = await send(options, method, path, body);
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

/** The answer itself, for files; a form is sent as it is, anything else as JSON. @throws Error with the server's own sentence */
export async function send(options: ClientOptions, method: Method, path: string, body?: unknown): Promise<Response> {
  const url = new URL(`/api/v1${path}`, options.server);
  const isForm = body instanceof FormData;
  const headers = {
    authorization: `Bearer ${readToken(options)}`,
    ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
  };
  const content = body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) };
  let response: Response;
  try {
    response = await fetch(url, { method, headers, ...content });
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : (error as Error);
    throw failure(options, {
      en: `Baton cannot be reached at ${url.origin} (${cause.message}).`,
      ja: `${url.origin} の Baton に接続できません (${cause.message})。`,
    });
  }
  if (response.ok) return response;
  const answer = (await response.json().catch(() => ({}))) as { error?: { message?: Sentence; field?: string } };
  const sentence = answer.error?.message?.[options.language] ?? `HTTP ${response.status}`;
  throw new Error(answer.error?.field === undefined ? sentence : `${sentence} [${answer.error.field}]`);
}

/** A path with what is asked for; what is undefined is left out, a list is `key=a&key=b`. */
export function withQuery(path: string, query: Query): string {
  const pairs = Object.entries(query).flatMap(([key, value]) =>
    value === undefined ? [] : [value].flat().map((one) => [key, String(one)]),
  );
  return pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs)}`;
}

/** Rows of a list, page by page, at most `limit`. */
export async function listRows<T>(options: ClientOptions, path: string, query: Query, limit: number): Promise<T[]> {
  const rows: T[] = [];
  while (rows.length < limit) {
    const page = { ...query, limit: Math.min(PAGE, limit - rows.length), offset: rows.length };
    const { items } = await callApi<{ items: T[] }>(options, 'GET', withQuery(path, page));
    rows.push(...items);
    if (items.length < page.limit) break;
  }
  return rows;
}

/**
 * The id of what a person named: an id itself, or what has exactly this name, whatever its case.
 * @throws Error when there is none, or several
 */
export async function findId(options: ClientOptions, path: string, field: string, said: string): Promise<string> {
  if (UUID.test(said)) return said;
  const { items } = await callApi<{ items: Record<string, string>[] }>(
    options,
    'GET',
    withQuery(path, { q: said, limit: PAGE }),
  );
  const same = items.filter((item) => item[field]?.toLowerCase() === said.toLowerCase());
  const [only] = same;
  if (only?.['id'] !== undefined && same.length === 1) return only['id'];
  throw failure(
    options,
    same.length === 0
      ? { en: `There is no "${said}".`, ja: `「${said}」は見つかりません。` }
      : {
          en: `"${said}" fits several; name one by its ID: ${same.map((item) => item['id']).join(', ')}`,
          ja: `「${said}」に複数の項目が該当します。ID で指定してください: ${same.map((item) => item['id']).join(', ')}`,
        },
  );
}

/** Options of a form that were given, without those of the client. */
export function given<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** A whole number of a command line. @throws InvalidArgumentError when it is none */
export function whole(value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError('a whole number is expected / 整数を指定してください');
  return Number(value);
}

let tokenOfStdin: string | undefined;

function readToken(options: ClientOptions): string {
  if (options.tokenStdin) tokenOfStdin ??= fs.readFileSync(0, 'utf8').trim();
  const token = options.tokenStdin ? tokenOfStdin : process.env['BATON_TOKEN'];
  if (token !== undefined && token !== '') return token;
  throw failure(options, {
    en: 'Set BATON_TOKEN to an API token, or use --token-stdin.',
    ja: 'BATON_TOKEN に API トークンを設定するか、--token-stdin を使用してください。',
  });
}
