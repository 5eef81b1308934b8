import { afterAll, beforeAll, expect, test } from 'vitest';
import { revokeDevice } from '../../src/management/revoke-device.ts';
import { enroll } from '../../src/simulator/enroll.ts';
import { readClaim, runKit, sendClaim } from '../../src/simulator/kit.ts';
import { makePc } from '../../src/simulator/pc.ts';
import { Random } from '../../src/simulator/random.ts';
import { runSession } from '../../src/simulator/session.ts';
import { packageForPcs, reach, startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
const random = new Random(17);
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

async function revoke(name: string): Promise<string> {
  const { rows } = await server.database.query<{ id: string }>('select id from devices where name = $1', [name]);
  const id = rows[0]?.id ?? '';
  const isDone = await server.database.transaction((tx) => revokeDevice(tx, id, 'hanako', 'stolen', new Date()));
  expect(isDone).toBe(true);
  return id;
}

test('the certificate of a revoked PC is refused (403) at its next request; it enrolls again under the same record', async () => {
  const pc = makePc(random, { name: 'STOLEN-1', user: 'a@example.test' });
  const files = await packageForPcs(server, [pc]);
  expect(await runKit(pc, files, reach(server))).toEqual({ result: 'enrolled' });
  expect(await runSession(pc, reach(server))).toMatchObject({ result: 'done' });
  const id = await revoke('STOLEN-1');
  expect(await runSession(pc, reach(server))).toMatchObject({ result: 'refused', status: 403 });
  expect(await runKit(pc, files, reach(server))).toEqual({ result: 'enrolled' });
  expect(await runSession(pc, reach(server))).toMatchObject({ result: 'done' });
  const { rows } = await server.database.query("select id from devices where name = 'STOLEN-1'");
  expect(rows).toEqual([{ id }]);
  pc.off();
});

test("a revoked claim's secret gets no certificate, and its token says so", async () => {
  const pc = makePc(random, { name: 'POSING-1', user: 'a@example.test' });
  const files = await packageForPcs(server, [pc]);
  const claim = await sendClaim(pc, files, reach(server));
  Object.assign(pc.kit, { claimId: claim.claimId, token: claim.token });
  await revoke('POSING-1');
  const outcome = await enroll(pc, {
    ...reach(server),
    discoveryUrl: files.discoveryUrl,
    credential: { kind: 'username', upn: claim.upn ?? '', secret: claim.secret ?? '' },
  });
  expect(outcome.result).not.toBe('enrolled');
  expect(await readClaim(pc, files, reach(server))).toMatchObject({ state: 'revoked' });
  const { rows } = await server.database.query(
    'select count(*)::int as n from certificates where device_id in (select id from devices where name = $1)',
    ['POSING-1'],
  );
  expect(rows).toEqual([{ n: 0 }]);
  pc.off();
});
