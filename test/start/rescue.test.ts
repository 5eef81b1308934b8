import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findOwnServer } from '../../src/storage/database-folder.ts';
import { makePlace, type Place, runBaton } from './baton-process.ts';

const BATON = path.resolve(import.meta.dirname, '../../bin/baton');

let place: Place;
beforeEach(async () => {
  place = await makePlace();
});
afterEach(() => fs.rmSync(place.folder, { recursive: true, force: true }));

function rescue(
  name: string,
  environment: Record<string, string> = {},
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [BATON, 'operators', 'rescue', name], {
    cwd: place.folder,
    env: { PATH: process.env['PATH'] ?? '', ...place.environment, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, err })));
}

test('the last administrator who forgot the password is let in from the server machine, with its master key alone', async () => {
  expect(await rescue('admin')).toMatchObject({ code: 1, out: '', err: expect.stringContaining('Start Baton') });
  const server = runBaton(place);
  await server.listening;
  const base = `http://127.0.0.1:${place.ports.operator}/api/v1`;
  const signIn = (password: string) =>
    fetch(`${base}/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ userName: 'admin', password }),
    });
  const former = /\b[2-9A-Za-z]{16}\b/.exec(server.stdout())?.[0] ?? '';
  const session = await signIn(former);
  expect(session.status).toBeLessThan(300);
  const cookie = session.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const me = () => fetch(`${base}/me`, { headers: { cookie } });
  expect((await me()).status).toBe(200);
  const database = new pg.Client({ connectionString: findOwnServer(place.data) ?? '' });
  await database.connect();
  try {
    await database.query(
      `insert into api_tokens (id, name, role, token_hmac, created_by, created_at)
       values (gen_random_uuid(), 'his', 'administrator', '\\x01', 'admin', now()), (gen_random_uuid(), 'other', 'administrator', '\\x02', 'taro', now())`,
    );

    // who can reach the database but not the key is refused, and nothing changes
    const stranger = path.join(place.folder, 'no-keys');
    const refused = await rescue('admin', { BATON_KEYS: stranger });
    expect(refused).toMatchObject({ code: 1, out: '', err: expect.stringContaining('master key') });
    const wrongKey = { BATON_MASTER_KEY: 'ab'.repeat(32) };
    expect(await rescue('admin', wrongKey)).toMatchObject({ code: 1, out: '' });
    expect(await rescue('nobody')).toMatchObject({ code: 1, out: '' });
    expect((await me()).status).toBe(200);

    const { code, out, err } = await rescue('ADMIN');
    expect([code, err]).toEqual([0, expect.stringContaining('Ended: 1 sessions, 1 API tokens')]);
    const password = out.trim();
    expect(password).toMatch(/^[2-9A-Za-z]{16}$/);
    expect((await me()).status).toBe(401);
    expect((await signIn(password)).status).toBeLessThan(300);
    expect(server.stdout() + server.stderr()).not.toContain(password);
    const { rows: tokens } = await database.query('select name from api_tokens where revoked_at is null');
    expect(tokens).toEqual([{ name: 'other' }]);
    const { rows: audit } = await database.query(
      "select actor, target_name, after from audit_entries where action = 'operator.rescue'",
    );
    expect(audit).toEqual([
      {
        actor: 'baton',
        target_name: 'admin',
        after: { account: expect.any(String), endedSessions: 1, endedTokens: 1 },
      },
    ]);
    expect(JSON.stringify(audit)).not.toContain(password);
    await database.query("update operators set disabled_at = now() where user_name = 'admin'");
    expect(await rescue('admin')).toMatchObject({ code: 1, out: '', err: expect.stringContaining('disabled') });
  } finally {
    await database.end();
    server.child.kill('SIGTERM');
    await server.ended;
  }
});
