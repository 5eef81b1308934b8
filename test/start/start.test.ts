import fs from 'node:fs';
import https from 'node:https';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import tls from 'node:tls';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { type BatonProcess, makePlace, type Place, refuse, runBaton, snapshot } from './baton-process.ts';

const JAPANESE = /[぀-ヿ一-鿿]/;

let place: Place;
let running: BatonProcess[];
beforeEach(async () => {
  place = await makePlace();
  running = [];
});
afterEach(async () => {
  for (const { child } of running) child.kill('SIGTERM');
  await Promise.all(running.map(({ ended }) => ended));
  fs.rmSync(place.folder, { recursive: true, force: true });
});

/** Starts a server that is to run; it is stopped after the test. */
async function start(more: Parameters<typeof runBaton>[1] = {}): Promise<BatonProcess> {
  const baton = runBaton(place, more);
  running.push(baton);
  await baton.listening;
  return baton;
}

async function stop(baton: BatonProcess): Promise<number | string> {
  baton.child.kill('SIGTERM');
  return baton.ended;
}

function handshake(port: number): Promise<tls.PeerCertificate> {
  return new Promise((resolve, reject) => {
    const socket = tls.connect(
      { host: '127.0.0.1', port, servername: 'mdm.example.test', rejectUnauthorized: false },
      () => {
        resolve(socket.getPeerCertificate());
        socket.destroy();
      },
    );
    socket.once('error', reject);
  });
}

test('the first start makes keys, CA, certificate, database and an operator; the second resumes; SIGTERM ends with 0', async () => {
  const first = await start();
  const password = /One-time password: (\S{16})\n/.exec(first.stdout())?.[1];
  expect(password).toBeDefined();
  expect(first.stdout()).toContain(`Console: http://127.0.0.1:${place.ports.operator}/`);
  expect(first.stderr()).not.toContain(password);
  const certificate = await handshake(place.ports.enrollment);
  expect(certificate.subjectaltname).toBe('DNS:mdm.example.test');
  expect(fs.statSync(path.join(place.keys, 'master.key')).mode & 0o777).toBe(0o600);
  expect(await stop(first)).toBe(0);
  expect(fs.existsSync(path.join(place.data, 'postgresql', 'postmaster.pid'))).toBe(false);

  const second = await start();
  expect(second.stdout()).not.toContain('password');
  expect((await handshake(place.ports.management)).fingerprint256).toBe(certificate.fingerprint256);
  expect(await stop(second)).toBe(0);
});

test('after kill -9 the next start takes the folder and the database that was left running', async () => {
  const first = await start();
  first.child.kill('SIGKILL');
  expect(await first.ended).toBe('SIGKILL');
  const second = await start();
  expect(second.stdout()).not.toContain('password');
  expect(await stop(second)).toBe(0);
});

test('PostgreSQL killed under a running server is started again: a PC is told to come back, then served; SIGTERM ends with 0', async () => {
  const baton = await start();
  const claim = () =>
    new Promise<number>((resolve, reject) => {
      const request = https.request(
        {
          host: '127.0.0.1',
          port: place.ports.enrollment,
          path: '/EnrollmentServer/Policy.svc',
          method: 'POST',
          rejectUnauthorized: false,
        },
        (answer) => {
          answer.resume();
          answer.on('end', () => resolve(answer.statusCode ?? 0));
        },
      );
      request.on('error', reject);
      request.end('no SOAP');
    });
  // an unreadable request is kept as an attempt, which needs the database
  const attempts = async () => {
    const file = path.join(place.data, 'postgresql', 'postmaster.pid');
    const client = new pg.Client({
      host: fs.readFileSync(file, 'utf8').split('\n')[4] ?? '',
      user: 'baton',
      database: 'postgres',
    });
    await client.connect();
    const { rows } = await client.query<{ n: number }>('select coalesce(sum(count), 0)::int as n from attempts');
    await client.end();
    return rows[0]?.n ?? 0;
  };
  expect(await claim()).toBe(500);
  expect(await attempts()).toBe(1);
  const pid = Number(fs.readFileSync(path.join(place.data, 'postgresql', 'postmaster.pid'), 'utf8').split('\n')[0]);
  process.kill(pid, 'SIGKILL');
  for (let turn = 0; turn < 200 && !baton.stderr().includes('started again'); turn++) await sleep(50);
  expect(baton.stderr()).toContain('PostgreSQL が終了したため');
  let kept = 0;
  for (let turn = 0; turn < 200 && kept < 2; turn++) {
    await claim();
    kept = await attempts().catch(() => 0);
    await sleep(50);
  }
  expect(kept).toBeGreaterThanOrEqual(2);
  expect(await stop(baton)).toBe(0);
});

test('a second server on the same folder is refused with 12, and the first goes on', async () => {
  const first = await start();
  const before = snapshot(place.data);
  const { code, en, ja } = await refuse(place);
  expect(code).toBe(12);
  expect(en).toContain(`process ${first.child.pid}`);
  expect(ja).toMatch(JAPANESE);
  expect(snapshot(place.data)).toEqual(before);
  await handshake(place.ports.enrollment);
});

test.runIf(process.getuid?.() === 0)('runs as an unprivileged user', async () => {
  fs.chownSync(place.folder, 65534, 65534);
  const baton = await start({ uid: 65534 });
  expect(baton.stdout()).toContain('One-time password');
  expect(await stop(baton)).toBe(0);
});

test.runIf(process.getuid?.() === 0)('as root, a data folder below a private home is refused with 13', async () => {
  fs.chmodSync(place.folder, 0o700);
  const { code, en } = await refuse(place);
  expect([code, en]).toEqual([13, expect.stringContaining(place.folder)]);
  expect(fs.readdirSync(place.folder)).toEqual([]);
});

test('a foreign folder is refused with 11 and left as it was', async () => {
  fs.mkdirSync(place.data);
  fs.writeFileSync(path.join(place.data, 'thesis.docx'), 'years of work');
  const before = snapshot(place.folder);
  const { code, en, ja } = await refuse(place);
  expect(code).toBe(11);
  expect(en).toContain(place.data);
  expect(ja).toMatch(JAPANESE);
  expect(snapshot(place.folder)).toEqual(before);
});

test('the folder of a training is refused with 11', async () => {
  fs.mkdirSync(place.data);
  const marker = { kind: 'training', version: 1, createdAt: new Date().toISOString() };
  fs.writeFileSync(path.join(place.data, 'baton.json'), JSON.stringify(marker));
  expect(await refuse(place)).toMatchObject({ code: 11, en: expect.stringContaining('training') });
});

test('a bad variable is refused with 10 before anything is made', async () => {
  const { code, en } = await refuse(place, { BATON_ENROLLMENT_PORT: 'https' });
  expect([code, en]).toEqual([10, expect.stringContaining('BATON_ENROLLMENT_PORT')]);
  expect(fs.readdirSync(place.folder)).toEqual([]);
});

test('DATABASE_URL that nobody answers is refused with 16, without its password', async () => {
  const url = `postgres://baton:hunter2@127.0.0.1:${place.ports.operator}/baton`;
  const { code, en } = await refuse(place, { DATABASE_URL: url });
  expect([code, en]).toEqual([16, expect.stringContaining('ECONNREFUSED')]);
  expect(en).not.toContain('hunter2');
});

test('DATABASE_URL of a PostgreSQL older than 15 is refused with 17', async () => {
  const old = await startOldPostgres();
  try {
    const { code, en } = await refuse(place, { DATABASE_URL: `postgres://u@127.0.0.1:${old.port}/baton` });
    expect([code, en]).toEqual([17, expect.stringContaining('15')]);
  } finally {
    old.close();
  }
});

/** Speaks just enough of PostgreSQL's protocol (version 3) to sign in and to say that it is version 14. */
async function startOldPostgres(): Promise<{ port: number; close(): void }> {
  const message = (type: string, body: Buffer) => {
    const head = Buffer.alloc(5);
    head.write(type, 0, 'latin1');
    head.writeUInt32BE(body.length + 4, 1);
    return Buffer.concat([head, body]);
  };
  const ready = message('Z', Buffer.from('I'));
  const text = '140012';
  const description = Buffer.concat([
    Buffer.from([0, 1]),
    Buffer.from('v\0'),
    Buffer.alloc(4),
    Buffer.alloc(2),
    Buffer.from([0, 0, 0, 23, 0, 4, 255, 255, 255, 255, 0, 0]),
  ]);
  const row = Buffer.concat([Buffer.from([0, 1, 0, 0, 0, text.length]), Buffer.from(text)]);
  const answer = Buffer.concat([
    message('T', description),
    message('D', row),
    message('C', Buffer.from('SELECT 1\0')),
    ready,
  ]);
  const server = net.createServer((socket) => {
    let isSignedIn = false;
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      if (!isSignedIn) socket.write(Buffer.concat([message('R', Buffer.alloc(4)), ready]));
      else if (chunk.toString('latin1', 0, 1) === 'Q') socket.write(answer);
      isSignedIn = true;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as net.AddressInfo).port, close: () => server.close() };
}

test('DATABASE_URL in use by two nodes: both listen, one CA, one first operator', async () => {
  const db = await createTestDatabase();
  const other = await makePlace();
  const environment = { DATABASE_URL: db.url, BATON_MASTER_KEY: Buffer.alloc(32, 5).toString('base64') };
  const nodes = [runBaton(place, { environment }), runBaton(other, { environment })];
  try {
    await Promise.all(nodes.map((node) => node.listening));
    expect(nodes.filter((node) => node.stdout().includes('One-time password'))).toHaveLength(1);
    const [one, two] = await Promise.all([handshake(place.ports.enrollment), handshake(other.ports.enrollment)]);
    expect(one.fingerprint256).toBe(two.fingerprint256);
  } finally {
    for (const node of nodes) node.child.kill('SIGTERM');
    expect(await Promise.all(nodes.map((node) => node.ended))).toEqual([0, 0]);
    fs.rmSync(other.folder, { recursive: true });
    await db.drop();
  }
});

test('a request that is under way at SIGTERM is answered before the server ends with 0', async () => {
  const baton = await start();
  const body = '{}';
  const socket = tls.connect({ host: '127.0.0.1', port: place.ports.enrollment, rejectUnauthorized: false });
  await new Promise<void>((resolve) => socket.once('secureConnect', resolve));
  const answered = new Promise<string>((resolve) => socket.once('data', (chunk: Buffer) => resolve(chunk.toString())));
  const head = `POST /kit/v1/claims HTTP/1.1\r\nHost: mdm.example.test\r\nContent-Length: ${body.length}\r\n\r\n`;
  socket.write(head + body.slice(0, 1));
  // a second request on the way in shows that the server has read the head of the first
  await handshake(place.ports.enrollment);
  baton.child.kill('SIGTERM');
  await until(() => isRefused(place.ports.enrollment));
  socket.write(body.slice(1));
  expect(await answered).toMatch(/^HTTP\/1\.1 400 /);
  socket.destroy();
  expect(await baton.ended).toBe(0);
});

function isRefused(port: number): Promise<boolean> {
  return handshake(port).then(
    () => false,
    () => true,
  );
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it never came to pass');
}

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('a taken port is refused with 19 and makes no operator, whose password nobody would see', async () => {
  const taken = net.createServer();
  await new Promise<void>((resolve) => taken.listen(place.ports.management, '127.0.0.1', resolve));
  const { code, en, ja } = await refuse(place, { DATABASE_URL: database.url });
  taken.close();
  expect(code).toBe(19);
  expect(en).toContain(String(place.ports.management));
  expect(ja).toMatch(JAPANESE);
  expect((await database.database.query('select from operators')).rowCount).toBe(0);
});

/** A database with its authorities, sealed under the key in `place.keys`. */
async function sealedDatabase(): Promise<TestDatabase> {
  const db = await createTestDatabase();
  const baton = runBaton(place, { environment: { DATABASE_URL: db.url } });
  await baton.listening;
  await stop(baton);
  return db;
}

test('a lost, foreign or open master key is refused (14, 15, 14); a new one is never made over sealed data', async () => {
  const db = await sealedDatabase();
  const environment = { DATABASE_URL: db.url };
  const file = path.join(place.keys, 'master.key');
  const before = await db.database.query('select * from authorities order by kind');

  fs.chmodSync(file, 0o644);
  expect(await refuse(place, environment)).toMatchObject({ code: 14, en: expect.stringContaining('chmod 600') });
  fs.chmodSync(file, 0o600);
  fs.renameSync(file, `${file}.away`);
  expect(await refuse(place, environment)).toMatchObject({ code: 14, en: expect.stringContaining(file) });
  expect(fs.existsSync(file)).toBe(false);
  const foreign = { ...environment, BATON_MASTER_KEY: Buffer.alloc(32, 1).toString('hex') };
  expect(await refuse(place, foreign)).toMatchObject({ code: 15, ja: expect.stringMatching(JAPANESE) });
  expect((await db.database.query('select * from authorities order by kind')).rows).toEqual(before.rows);
  await db.drop();
});

test('a clock behind the newest entry is refused with 20, unless the administrator accepts it once', async () => {
  const db = await sealedDatabase();
  await db.database.query("update audit_entries set at = now() + interval '3 days'");
  const environment = { DATABASE_URL: db.url };
  expect(await refuse(place, environment)).toMatchObject({
    code: 20,
    en: expect.stringContaining('BATON_ACCEPT_CLOCK'),
  });
  const accepted = runBaton(place, { environment: { ...environment, BATON_ACCEPT_CLOCK: 'yes' } });
  await accepted.listening;
  expect(await stop(accepted)).toBe(0);
  await db.drop();
});

test('another host is refused with 21 once packages carried the TLS root, and free before', async () => {
  const db = await sealedDatabase();
  const environment = { DATABASE_URL: db.url, BATON_HOST: 'other.example.test' };
  const renamed = runBaton(place, { environment });
  await renamed.listening;
  expect((await handshake(place.ports.enrollment)).subjectaltname).toBe('DNS:other.example.test');
  await stop(renamed);
  await downloadOnce(db.database.pool);
  const again = { ...environment, BATON_HOST: 'third.example.test' };
  expect(await refuse(place, again)).toMatchObject({ code: 21, en: expect.stringContaining('BATON_NEW_TLS_ROOT') });
  await db.drop();
});

async function downloadOnce(pool: pg.Pool): Promise<void> {
  await pool.query(
    `with p as (insert into packages (id, name, platform, target, known_required, pin_validity_hours, pcs_per_user, without_user, stop_after, created_by)
       values (gen_random_uuid(), 'test', 'none', 'pcs', 'stated', 24, 1, 'wait', 0, 'test') returning id)
     insert into pins (id, package_id, pin_hmac, key_id, expires_at, minted_by) select gen_random_uuid(), id, '\\x00', 'k', now(), 'test' from p`,
  );
}

test('an own certificate that cannot be read is refused with 22', async () => {
  const db = await createTestDatabase();
  const environment = {
    DATABASE_URL: db.url,
    BATON_TLS_CERT: '/nonexistent/a.pem',
    BATON_TLS_KEY: '/nonexistent/a.key',
  };
  expect(await refuse(place, environment)).toMatchObject({
    code: 22,
    en: expect.stringContaining('/nonexistent/a.pem'),
  });
  await db.drop();
});
