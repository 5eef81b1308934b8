import { createHmac } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { parseSettings, type Settings } from '../../src/config/settings.ts';
import { startDiagnosisThreads } from '../../src/devices/evidence/diagnosis-threads.ts';
import { makeApiToken } from '../../src/operators/api-tokens.ts';
import type { OperatorsRoom } from '../../src/operators/operators-room.ts';
import { createPasswords } from '../../src/operators/passwords.ts';
import { createSignInThrottle } from '../../src/operators/sign-in-throttle.ts';
import { createOperatorDoor } from '../../src/server/operator-door/door.ts';
import type { Database } from '../../src/storage/database.ts';
import { watchLive } from '../../src/storage/live.ts';
import { makeTestRoom, type TestRoom } from '../packages/packages-room.ts';

/** The operator door over a test database, called as an administrator or a viewer. */
export interface TestApi {
  readonly room: TestRoom;
  settings: Settings;
  get(path: string, role?: 'administrator' | 'viewer'): Promise<Answer>;
  post(path: string, body?: unknown, role?: 'administrator' | 'viewer'): Promise<Answer>;
  put(path: string, body: Buffer): Promise<Answer>;
  /** Calls without saying who. */
  readonly door: FastifyInstance;
  readonly tokens: Readonly<Record<'administrator' | 'viewer', string>>;
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  /** Whatever JSON holds. */
  readonly body: ReturnType<typeof JSON.parse>;
  readonly bytes: Buffer;
  readonly headers: Readonly<Record<string, unknown>>;
}

export async function makeTestApi(database: Database): Promise<TestApi> {
  const room = makeTestRoom(database);
  const operators: OperatorsRoom = {
    database,
    hmac: (purpose, text) => createHmac('sha256', purpose).update(text).digest(),
    passwords: createPasswords(),
    throttle: createSignInThrottle(),
    clock: room.clock,
  };
  const live = await watchLive(database);
  let settings = parseSettings([]);
  const door = await createOperatorDoor(
    {
      database,
      operators,
      packages: room,
      imports: {
        database,
        wake: async () => undefined,
        stopping: new AbortController().signal,
        log: { error: () => undefined },
        clock: room.clock,
      },
      evidence: { database, threads: startDiagnosisThreads(1), version: '0.0.0', clock: room.clock },
      queueTask: async () => undefined,
      sources: {
        database,
        databaseUrl: '',
        seal: (plain) => plain,
        unseal: (sealed) => sealed,
        wake: async () => undefined,
        stopping: new AbortController().signal,
        log: { error: () => undefined },
        clock: room.clock,
      },
      settings: { current: () => settings, reload: async () => undefined },
      live,
      environment: 'training',
      version: '0.0.0',
      addresses: { enrollment: '', management: '', operator: '', discovery: '' },
      clock: room.clock,
    },
    { logger: pino({ level: 'silent' }), hosts: [] },
  );
  const tokens = {
    administrator: (
      await makeApiToken(
        operators,
        { name: '佐藤 花子', role: 'administrator', expiresInDays: null },
        { name: 't' },
        'r',
      )
    ).secret,
    viewer: (await makeApiToken(operators, { name: '閲覧', role: 'viewer', expiresInDays: null }, { name: 't' }, 'r'))
      .secret,
  };
  const call = async (
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    role: 'administrator' | 'viewer',
    payload?: unknown,
  ): Promise<Answer> => {
    const answer = await door.inject({
      method,
      url: `/api/v1${path}`,
      headers: {
        host: 'localhost',
        authorization: `Bearer ${tokens[role]}`,
        ...(Buffer.isBuffer(payload) ? { 'content-type': 'application/octet-stream' } : {}),
      },
      ...(payload === undefined ? {} : { payload: payload as object }),
    });
    const isJson = String(answer.headers['content-type'] ?? '').includes('json');
    return {
      status: answer.statusCode,
      body: isJson ? answer.json() : answer.body,
      bytes: answer.rawPayload,
      headers: answer.headers,
    };
  };
  return {
    room,
    get settings() {
      return settings;
    },
    set settings(changed) {
      settings = changed;
    },
    get: (path, role = 'viewer') => call('GET', path, role),
    post: (path, body, role = 'administrator') => call('POST', path, role, body),
    put: (path, body) => call('PUT', path, 'administrator', body),
    door,
    tokens,
    close: async () => {
      await door.close();
      await live.close();
    },
  };
}
