import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import https from 'node:https';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enroll } from '../../src/simulator/enroll.ts';
import { claimAndKeep, type PackageFiles } from '../../src/simulator/kit.ts';
import { makePc, type Pc } from '../../src/simulator/pc.ts';
import { Random } from '../../src/simulator/random.ts';
import { readPpkg } from '../packages/read-ppkg.ts';
import { packageForPcs, reach, startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let files: PackageFiles;
let next = 100;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

/** A PC with a claim of a package of its own, which names the way unless the test says otherwise. */
async function claimed(ways: string[] | null = ['icd', 'baton-ppkg']): Promise<Pc> {
  next += 1;
  const pc = makePc(new Random(next), { name: `PPKG-${next}`, user: `u${next}@example.test` });
  files = await packageForPcs(server, [pc]);
  await server.database.query('update packages set ways = $2 where id = $1', [files.packageId, ways]);
  expect(await claimAndKeep(pc, files, reach(server))).toMatchObject({ decision: 'accepted' });
  return pc;
}

/** One call of the door with all headers of its answer. */
function call(path: string, body: Buffer, headers: Record<string, string>) {
  return new Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
    const { port } = server.config.enrollmentDoor;
    const [name, ca] = ['mdm.example.test', server.server.tlsRootPem];
    const options = { method: 'POST', host: '127.0.0.1', port, path, servername: name, ca, agent: false };
    const call = https.request({ ...options, headers: { host: `${name}:${port}`, ...headers } }, (answer) => {
      buffer(answer).then(
        (content) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: content }),
        reject,
      );
    });
    call.on('error', reject);
    call.end(body);
  });
}

const ask = (pc: Pc, body: unknown, token: string | null = pc.kit.token) =>
  call(
    `/kit/v1/claims/${pc.kit.claimId}/ppkg`,
    Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body)),
    token === null ? {} : { authorization: `Bearer ${token}` },
  );
const errorOf = async (answer: ReturnType<typeof ask>) => {
  const { status, body } = await answer;
  return [status, JSON.parse(body.toString()).error];
};

test("a claim's package: its UPN, its secret, our discovery, under a SHA-256 of the whole file", async () => {
  const pc = await claimed();
  const answer = await ask(pc, { secret: pc.kit.secret });
  expect([answer.status, answer.headers['content-type'], answer.headers['cache-control']]).toEqual([
    200,
    'application/octet-stream',
    'no-store',
  ]);
  expect(answer.headers['x-baton-sha256']).toBe(createHash('sha256').update(answer.body).digest('hex').toUpperCase());
  const ppkg = readPpkg(answer.body);
  expect(ppkg.xml).toContain(`<NAME>Baton-${pc.kit.claimId}</NAME>`);
  const provxml = ppkg.files.get(`Multivariant/0/Prov/RunTime/0__Workplace_Enrollments_${pc.kit.upn}.provxml`);
  expect(provxml?.toString()).toContain(`value="${pc.kit.secret}"`);
  expect(provxml?.toString()).toContain(`value="${files.discoveryUrl}"`);
});

test('each package has an id of its own, so that Windows never skips it as one it had', async () => {
  const pc = await claimed();
  const idOf = async () => readPpkg((await ask(pc, { secret: pc.kit.secret })).body).header.toString('hex', 24, 40);
  expect(await idOf()).not.toBe(await idOf());
});

test('what Windows reads in it enrolls this PC: hyphens, blanks and small letters of the secret do not count', async () => {
  const pc = await claimed();
  const typed = ` ${pc.kit.secret?.toLowerCase().replace(/(....)(?=.)/g, '$1-')} `;
  const { body } = await ask(pc, { secret: typed });
  const upn = pc.kit.upn ?? '';
  const provxml = String(
    readPpkg(body).files.get(`Multivariant/0/Prov/RunTime/0__Workplace_Enrollments_${upn}.provxml`),
  );
  const inProvxml = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(provxml)?.[1] ?? '';
  const outcome = await enroll(pc, {
    ...reach(server),
    discoveryUrl: inProvxml('DiscoveryServiceFullUrl'),
    credential: { kind: 'username', upn, secret: inProvxml('Secret') },
  });
  expect(outcome.result).toBe('enrolled');
  // the certificate made the reservation a use
  expect(await errorOf(ask(pc, { secret: pc.kit.secret }))).toEqual([409, 'CLAIM_NOT_RESERVED']);
});

test('401 without the token of this claim', async () => {
  const [pc, other] = [await claimed(), await claimed()];
  for (const token of [null, 'x'.repeat(43), other.kit.token])
    expect((await ask(pc, { secret: pc.kit.secret }, token)).status).toBe(401);
});

test('403 SECRET_WRONG for any other secret, also that of another claim; it says nothing about the claim', async () => {
  const [pc, other] = [await claimed(), await claimed()];
  for (const secret of ['ZZZZZZZZZZZZ', other.kit.secret])
    expect(await errorOf(ask(pc, { secret }))).toEqual([403, 'SECRET_WRONG']);
});

test.each([
  ['leaves the ways to setup.ps1', null],
  ['names other ways', ['icd', 'shared-ppkg', 'register']],
])('404 WAY_OFF where the package %s', async (_what, ways) => {
  const pc = await claimed(ways);
  expect(await errorOf(ask(pc, { secret: pc.kit.secret }))).toEqual([404, 'WAY_OFF']);
});

test('409 CLAIM_NOT_RESERVED when the claim expired, was replaced, or its package was revoked', async () => {
  const [expired, replaced, revoked] = [await claimed(), await claimed(), await claimed()];
  await server.database.query("update claims set expires_at = now() - interval '1 minute' where id = $1", [
    expired.kit.claimId,
  ]);
  await server.database.query("update claims set state = 'replaced', ended_at = now() where id = $1", [
    replaced.kit.claimId,
  ]);
  await server.database.query("update packages set revoked_at = now(), revoked_by = 'x' where id = $1", [
    files.packageId,
  ]);
  for (const pc of [expired, replaced, revoked])
    expect(await errorOf(ask(pc, { secret: pc.kit.secret }))).toEqual([409, 'CLAIM_NOT_RESERVED']);
});

test('503 unavailable with Retry-After while PIN enrollment is off or in maintenance', async () => {
  const pc = await claimed();
  for (const [key, closed, open] of [
    ['enrollment.pinEnabled', false, true],
    ['enrollment.maintenance', true, false],
  ] as const) {
    await server.set(key, closed);
    const answer = await ask(pc, { secret: pc.kit.secret });
    expect([answer.status, JSON.parse(answer.body.toString()), Number(answer.headers['retry-after']) > 0]).toEqual([
      503,
      { error: 'unavailable' },
      true,
    ]);
    await server.set(key, open);
  }
});

test('400 for what is no such request, 413 beyond 64 KiB', async () => {
  const pc = await claimed();
  for (const body of [
    {},
    { secret: 1 },
    { secret: '' },
    { secret: 'x'.repeat(65) },
    [],
    Buffer.from('{"secret":'),
    Buffer.from([0xff]),
  ])
    expect((await ask(pc, body)).status).toBe(400);
  expect((await ask(pc, Buffer.alloc(65 * 1024, 0x20))).status).toBe(413);
});

test('the secret is in no log and no table', async () => {
  const pc = await claimed();
  await ask(pc, { secret: pc.kit.secret });
  await ask(pc, { secret: `${pc.kit.secret}X` });
  expect(server.log.join('')).not.toContain(pc.kit.secret ?? '-');
  const { rows } = await server.database.query<{ found: string }>(
    `select table_name as found from information_schema.tables t where table_schema = 'public' and table_type = 'BASE TABLE'
       and (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %I x where to_jsonb(x)::text like %L',
         t.table_name, '%' || $1 || '%'), false, true, '')))[1]::text <> '0'`,
    [pc.kit.secret],
  );
  expect(rows).toEqual([]);
});

test('a report of the way is shown in the PC’s history', async () => {
  const pc = await claimed();
  const report = { way: 'baton-ppkg', hresult: '0x80070057', message: 'refused' };
  const answer = await call(`/kit/v1/claims/${pc.kit.claimId}/reports`, Buffer.from(JSON.stringify(report)), {
    authorization: `Bearer ${pc.kit.token}`,
  });
  expect(answer.status).toBe(204);
  const { rows } = await server.database.query(
    'select detail from device_events where kind = $1 order by at desc limit 1',
    ['reported'],
  );
  expect(rows).toMatchObject([{ detail: { way: 'baton-ppkg', hresult: '0x80070057' } }]);
});
