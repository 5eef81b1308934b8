import { afterAll, beforeAll, expect, test } from 'vitest';
import { requestSecurityToken, usernameToken } from '../../src/protocol/fixtures.ts';
import { request } from '../../src/simulator/http.ts';
import { runKit } from '../../src/simulator/kit.ts';
import { makePc } from '../../src/simulator/pc.ts';
import { Random } from '../../src/simulator/random.ts';
import { runSession } from '../../src/simulator/session.ts';
import { packageForPcs, reach, startTestServer, type TestServer } from '../support/server.ts';

const PKCS7 = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd#PKCS7';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const renewalUrl = () =>
  `https://mdm.example.test:${server.config.managementDoor.port}/EnrollmentServer/Enrollment.svc`;
const renewal = () => {
  const token = Buffer.from([0x30, 0x03, 0x02, 0x01, 0x00]).toString('base64');
  return requestSecurityToken({ type: 'Renew', valueType: PKCS7, token, security: usernameToken('') });
};

test('#32 a PC that renews at the address it was given gets NotEligibleToRenew, keeps its certificate, and the attempt is on its record', async () => {
  const pc = makePc(new Random(3), { name: 'RENEW-1', user: 'a@example.test' });
  expect(await runKit(pc, await packageForPcs(server, [pc]), reach(server))).toEqual({ result: 'enrolled' });
  expect(await runSession(pc, reach(server))).toMatchObject({ result: 'done' });
  const agent = pc.account?.agent;
  if (agent === undefined) throw new Error('not enrolled');
  const answer = await request('POST', renewalUrl(), { ...reach(server), agent }, renewal());
  expect(answer.status).toBe(500);
  expect(answer.body.toString()).toContain('NotEligibleToRenew');
  const { rows } = await server.database.query(
    `select a.step, a.outcome, a.reason_id from attempts a join devices d on d.id = a.device_id
     where d.name = 'RENEW-1' and a.reason_id is not null`,
  );
  expect(rows).toEqual([{ step: 'enrollment', outcome: 'refused', reason_id: 'NOT_ELIGIBLE_TO_RENEW' }]);
  expect(await runSession(pc, reach(server))).toMatchObject({ result: 'done' });
  pc.off();
});

test('nobody without a certificate of ours renews, and no first enrollment gets through there', async () => {
  for (const type of ['Renew', 'Issue']) {
    const body = requestSecurityToken({ type });
    const answer = await request('POST', renewalUrl(), reach(server), body);
    expect([answer.status, answer.body.toString().includes('NotEligibleToRenew')]).toEqual([500, true]);
  }
  const unreadable = await request('POST', renewalUrl(), reach(server), Buffer.from('<not soap'));
  expect([unreadable.status, unreadable.body.toString().includes('MessageFormat')]).toEqual([500, true]);
});
