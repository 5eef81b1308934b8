import { afterAll, beforeAll, expect, test } from 'vitest';
import { readClaim, runKit } from '../../src/simulator/kit.ts';
import { makePc } from '../../src/simulator/pc.ts';
import { Random } from '../../src/simulator/random.ts';
import { runSession } from '../../src/simulator/session.ts';
import { packageForPcs, packageForUsers, reach, startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
const random = new Random(7);
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

test('a listed PC goes all the way: claim, certificate, first session, inventory matched', async () => {
  const pc = makePc(random, { name: 'TKY-PC-0001', user: 'a@example.test' });
  const files = await packageForPcs(server, [pc]);
  expect(await runKit(pc, files, reach(server))).toEqual({ result: 'enrolled' });
  expect(await readClaim(pc, files, reach(server))).toMatchObject({
    state: 'used',
    stage: 'certificate-issued',
    firstSessionAt: null,
  });
  expect(await runSession(pc, reach(server))).toMatchObject({ result: 'done' });
  expect(await readClaim(pc, files, reach(server))).toMatchObject({ state: 'used', stage: 'inventory-matched' });
  const { rows } = await server.database.query('select name, state, stage, known from devices where name = $1', [
    'TKY-PC-0001',
  ]);
  expect(rows).toEqual([{ name: 'TKY-PC-0001', state: 'enrolled', stage: 'inventory-matched', known: 'listed' }]);
  pc.off();
});

test('a repeated message gets the identical bytes, and a second session has nothing to do', async () => {
  const pc = makePc(random, { name: 'TKY-PC-0002', user: 'b@example.test' });
  const files = await packageForUsers(server, ['b@example.test'], 1);
  expect(await runKit(pc, files, reach(server))).toEqual({ result: 'enrolled' });
  expect(await runSession(pc, { ...reach(server), duplicate: true })).toMatchObject({ result: 'done' });
  expect(await runSession(pc, reach(server))).toMatchObject({ result: 'done', messages: 1, commands: 0 });
  pc.off();
});
