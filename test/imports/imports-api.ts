import { makeApiToken } from '../../src/operators/api-tokens.ts';
import { startTestServer, type TestServer, type TestServerOptions } from '../support/server.ts';

/** An answer of the operator door. */
export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, looked at by the tests
  readonly body: any;
  readonly text: string;
  readonly bytes: Buffer;
  readonly headers: Headers;
}

type Role = 'administrator' | 'viewer';

/** A whole Baton and its operator door, called over HTTP as an administrator or a viewer. */
export interface ImportsApi {
  readonly test: TestServer;
  readonly base: string;
  readonly tokens: Readonly<Record<Role, string>>;
  call(method: string, path: string, body?: unknown, role?: Role): Promise<Answer>;
  upload(kind: string, content: Buffer | string, role?: Role, name?: string): Promise<Answer>;
  /** Asks until an import is in one of these states. */
  follow(id: string, ...states: string[]): Promise<Answer['body']>;
  /** Uploads and waits for the check. */
  check(kind: string, content: Buffer | string): Promise<Answer['body']>;
  stop(): Promise<void>;
}

export async function startImportsApi(options: TestServerOptions = {}): Promise<ImportsApi> {
  const test = await startTestServer(options);
  const secretOf = async (role: Role) =>
    (await makeApiToken(test.server.operators, { name: role, role, expiresInDays: 1 }, { name: 'test' }, 'test'))
      .secret;
  const tokens = { administrator: await secretOf('administrator'), viewer: await secretOf('viewer') };
  const base = `http://127.0.0.1:${test.config.operatorDoor.port}/api/v1`;
  const send = async (method: string, path: string, role: Role, body?: BodyInit, type?: string): Promise<Answer> => {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: { authorization: `Bearer ${tokens[role]}`, ...(type === undefined ? {} : { 'content-type': type }) },
      ...(body === undefined ? {} : { body }),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const text = bytes.toString('utf8');
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, body: isJson ? JSON.parse(text) : null, text, bytes, headers: response.headers };
  };
  const api: ImportsApi = {
    test,
    base,
    tokens,
    call: (method, path, body, role = 'administrator') =>
      body === undefined
        ? send(method, path, role)
        : send(method, path, role, JSON.stringify(body), 'application/json'),
    upload: (kind, content, role = 'administrator', name = 'list.csv') => {
      const form = new FormData();
      form.append('kind', kind);
      form.append('file', new Blob([typeof content === 'string' ? content : new Uint8Array(content)]), name);
      return send('POST', '/imports', role, form);
    },
    follow: async (id, ...states) => {
      for (let turn = 0; turn < 400; turn += 1) {
        const { body } = await api.call('GET', `/imports/${id}`);
        if (states.includes(body.state)) return body;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error(`import ${id} never became ${states.join(' or ')}`);
    },
    check: async (kind, content) => {
      const { status, body } = await api.upload(kind, content);
      if (status !== 201) throw new Error(JSON.stringify(body));
      return api.follow(body.id, 'checked', 'failed', 'uploaded');
    },
    stop: () => test.stop(),
  };
  return api;
}
