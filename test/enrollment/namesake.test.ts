import { afterAll, beforeAll, expect, test } from 'vitest';
import { runKit } from '../../src/simulator/kit.ts';
import { makePc } from '../../src/simulator/pc.ts';
import { Random } from '../../src/simulator/random.ts';
import { runSession } from '../../src/simulator/session.ts';
import { packageForPcs, reach, startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
const random = new Random(29);
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const lines = async (name: string) =>
  (
    await server.database.query(
      'select key like $2 as known, stage, outcome, reason_id as reason from package_pcs where name_key = $1 order by 1',
      [name, 'd:%'],
    )
  ).rows;

test("a namesake's refusal is a line of its own and says nothing about the PC whose claim was accepted", async () => {
  const rightful = makePc(random, { name: 'SAME-0001', user: 'a@example.test' });
  const files = await packageForPcs(server, [rightful]);
  expect(await runKit(rightful, files, reach(server))).toEqual({ result: 'enrolled' });
  const namesake = makePc(random, { name: 'SAME-0001', user: 'b@example.test' });
  expect(await runKit(namesake, files, reach(server))).toMatchObject({ result: 'refused' });
  expect(await lines('SAME-0001')).toMatchObject([
    { known: false, stage: 'script-ran', outcome: 'failed' },
    { known: true, stage: 'certificate-issued', outcome: 'in-progress', reason: null },
  ]);
  const { rows } = await server.database.query("select state, reason_id from devices where name = 'SAME-0001'");
  expect(rows).toEqual([{ state: 'enrolling', reason_id: null }]);
  expect(await runSession(rightful, reach(server))).toMatchObject({ result: 'done' });
  rightful.off();
});

test('a refusal of the PC itself is on its line, until it had a session', async () => {
  const pc = makePc(random, { name: 'OWN-0001', user: 'a@example.test' });
  const files = await packageForPcs(server, [pc]);
  expect(await runKit(pc, files, reach(server))).toEqual({ result: 'enrolled' });
  await server.database.query("update pins set expires_at = now() - interval '1 minute' where package_id = $1", [
    files.packageId,
  ]);
  pc.kit.token = null;
  expect(await runKit(pc, files, reach(server))).toEqual({ result: 'later', reason: 'PIN_EXPIRED' });
  expect(await lines('OWN-0001')).toMatchObject([{ known: true, outcome: 'waiting', reason: 'PIN_EXPIRED' }]);
  expect(await runSession(pc, reach(server))).toMatchObject({ result: 'done' });
  expect(await runKit(pc, files, reach(server))).toEqual({ result: 'later', reason: 'PIN_EXPIRED' });
  expect(await lines('OWN-0001')).toMatchObject([{ known: true, outcome: 'done', reason: null }]);
  pc.off();
});
