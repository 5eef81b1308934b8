import { createHash, generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { endOverdue, expireCommands } from '../../src/management/expire-commands.ts';
import { queueUnenroll } from '../../src/management/queue-command.ts';
import { request } from '../../src/simulator/http.ts';
import { runKit } from '../../src/simulator/kit.ts';
import { type Account, makePc, type Pc } from '../../src/simulator/pc.ts';
import { Random } from '../../src/simulator/random.ts';
import { copyOf } from '../../src/simulator/scenes.ts';
import { runSession } from '../../src/simulator/session.ts';
import { packageForPcs, reach, startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
const random = new Random(83);
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
let number = 0;
const DAY_MS = 86_400_000;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

/** A PC that is enrolled, with its package and its account. */
async function enrolled(): Promise<{ pc: Pc; files: Awaited<ReturnType<typeof packageForPcs>>; account: Account }> {
  number += 1;
  const pc = makePc(random, { name: `MGMT-PC-${number}`, user: 'a@example.test' });
  pc.keys = keys;
  const files = await packageForPcs(server, [pc]);
  expect(await runKit(pc, files, reach(server))).toEqual({ result: 'enrolled' });
  if (pc.account === null) throw new Error('not enrolled');
  return { pc, files, account: pc.account };
}
const deviceId = async (pc: Pc) =>
  (await server.database.query<{ id: string }>('select id from devices where name = $1', [pc.hardware.name])).rows[0]
    ?.id ?? '';

/** A SyncML message of a PC, as text. */
function syncML(account: Account, message: { session: string; msgId: number; body: string; cred?: string }): string {
  return `<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>${message.session}</SessionID><MsgID>${message.msgId}</MsgID><Target><LocURI>${account.address}</LocURI></Target><Source><LocURI>${account.deviceId}</LocURI></Source>${message.cred ?? ''}</SyncHdr><SyncBody>${message.body}<Final/></SyncBody></SyncML>`;
}
const ASKED = './DevDetail/SwV';
const START = '<Alert><CmdID>2</CmdID><Data>1201</Data></Alert>';
const send = (account: Account, body: string | Buffer, query = '?mode=Maintenance&Platform=WoA') =>
  request('POST', `${account.address}${query}`, { ...reach(server), agent: account.agent }, Buffer.from(body), {
    'content-type': 'application/vnd.syncml.dm+xml; charset=utf-8',
  });
const cred = (account: Account, nonce: string) => {
  const inner = createHash('md5').update(`${account.client.name}:${account.client.secret}`).digest('base64');
  const digest = createHash('md5')
    .update(Buffer.concat([Buffer.from(`${inner}:`), Buffer.from(nonce, 'base64')]))
    .digest('base64');
  return `<Cred><Meta><Format xmlns="syncml:metinf">b64</Format><Type xmlns="syncml:metinf">syncml:auth-md5</Type></Meta><Data>${digest}</Data></Cred>`;
};
const headerStatus = (answer: string) => /<Cmd>SyncHdr<\/Cmd>[\s\S]*?<Data>(\d+)<\/Data>/.exec(answer)?.[1];
const nextNonce = (answer: string) => /<NextNonce[^>]*>([^<]+)</.exec(answer)?.[1] ?? '';

test('#33 package 1 with the query of Windows, either mode: 200, application/vnd.syncml.dm+xml, exact length, Final', async () => {
  const { pc, account } = await enrolled();
  for (const [index, query] of ['?mode=Maintenance&Platform=WoA', '?mode=Machine&Platform=WoA', ''].entries()) {
    const answer = await send(account, syncML(account, { session: `${index + 1}`, msgId: 1, body: START }), query);
    // the simulated PC itself refuses chunked answers and wrong lengths
    expect([answer.status, answer.contentType]).toEqual([200, 'application/vnd.syncml.dm+xml']);
    expect(answer.body.toString()).toMatch(/<Final\/><\/SyncBody><\/SyncML>$/);
  }
  pc.off();
});

test('#39 the nonce before still counts once, for the last answer may be lost; an older one is challenged, and the new one verifies', async () => {
  const { pc, account } = await enrolled();
  const first = account.client.nonce;
  const answerTo = async (session: string, msgId: number, nonce: string) =>
    (await send(account, syncML(account, { session, msgId, body: START, cred: cred(account, nonce) }))).body.toString();
  const opened = await answerTo('1', 1, first);
  expect(headerStatus(opened)).toBe('212');
  const second = nextNonce(opened);
  expect(Buffer.from(second, 'base64')).toHaveLength(16);
  // the answer with the second nonce never arrived
  const again = await answerTo('2', 1, first);
  expect(headerStatus(again)).toBe('212');
  const third = nextNonce(again);
  expect(new Set([first, second, third]).size).toBe(3);
  const old = await answerTo('3', 1, first);
  expect(headerStatus(old)).toBe('401');
  expect(old).not.toMatch(/<(Get|Add|Replace|Exec|Delete|Atomic)>/);
  expect(headerStatus(await answerTo('3', 2, nextNonce(old)))).toBe('212');
  pc.off();
});

test('#39 the third wrong Cred ends the session: a right one in it is refused, a new session is heard', async () => {
  const { pc, account } = await enrolled();
  let nonce = account.client.nonce;
  const wrong = cred({ ...account, client: { ...account.client, secret: 'other' } }, nonce);
  for (let msgId = 1; msgId <= 3; msgId++) {
    const answer = (
      await send(account, syncML(account, { session: '7', msgId, body: START, cred: wrong }))
    ).body.toString();
    expect([msgId, headerStatus(answer)]).toEqual([msgId, '401']);
    nonce = nextNonce(answer) || nonce;
  }
  const late = await send(
    account,
    syncML(account, { session: '7', msgId: 4, body: START, cred: cred(account, nonce) }),
  );
  expect(headerStatus(late.body.toString())).toBe('401');
  const fresh = await send(
    account,
    syncML(account, { session: '8', msgId: 1, body: START, cred: cred(account, nonce) }),
  );
  expect(headerStatus(fresh.body.toString())).toBe('212');
  pc.off();
});

test('#54 a PC that never answers its order to leave is out when the order expires: certificate dead, row free', async () => {
  const { pc, files } = await enrolled();
  await runSession(pc, reach(server));
  const id = await deviceId(pc);
  await server.database.transaction((tx) => queueUnenroll(tx, id, 'hanako', 'test'));
  await runSession(pc, reach(server)); // gets the order, and says no farewell
  const now = new Date();
  await expireCommands(server.database, now);
  expect(await endOverdue(server.database, now)).toBe(0); // not before its time
  expect(await runSession(pc, reach(server))).toMatchObject({ result: 'done' });
  const late = new Date(now.getTime() + 400 * DAY_MS);
  await expireCommands(server.database, late);
  expect(await endOverdue(server.database, late)).toBe(1);
  const { rows } = await server.database.query(
    `select d.state, c.state as claim, (select count(*)::int from certificates x where x.device_id = d.id and x.revoked_at is null) as living
     from devices d join claims c on c.device_id = d.id where d.id = $1`,
    [id],
  );
  expect(rows).toEqual([{ state: 'left', claim: 'released', living: 0 }]);
  expect(await endOverdue(server.database, late)).toBe(0);
  const again = copyOf(pc, {});
  expect(await runKit(again, files, reach(server))).toEqual({ result: 'enrolled' });
  for (const one of [pc, again]) one.off();
});

test('#54 the certificate still answers the farewell’s repeat, and is dead after the grace', async () => {
  const { pc, account } = await enrolled();
  await runSession(pc, reach(server));
  const farewell = syncML(account, {
    session: '9',
    msgId: 1,
    body: `${START}<Alert><CmdID>3</CmdID><Data>1226</Data><Item><Meta><Type xmlns="syncml:metinf">com.microsoft:mdm.unenrollment.userrequest</Type></Meta><Data>1</Data></Item></Alert>`,
  });
  const answer = await send(account, farewell);
  expect(answer.body.toString()).not.toMatch(/<(Get|Exec|Replace)>/);
  expect((await send(account, farewell)).body.equals(answer.body)).toBe(true);
  await server.database.query('update certificates set revoked_at = now() where device_id = $1', [await deviceId(pc)]);
  expect((await send(account, farewell)).status).toBe(403);
  pc.off();
});

test('#58 a message of 5 MB with 1,500 Results is read, those that were asked for are kept, and the session goes on', async () => {
  const { pc, account } = await enrolled();
  const session = '11';
  await send(account, syncML(account, { session, msgId: 1, body: START }));
  const results = Array.from(
    { length: 1_500 },
    (_, index) =>
      `<Results><CmdID>${index + 2}</CmdID><MsgRef>1</MsgRef><CmdRef>${index + 5}</CmdRef><Item><Source><LocURI>./Vendor/MSFT/App/${index}</LocURI></Source><Data>${'x'.repeat(3_300)}</Data></Item></Results>`,
  );
  results.push(
    `<Results><CmdID>2000</CmdID><MsgRef>1</MsgRef><CmdRef>4</CmdRef><Item><Source><LocURI>${ASKED}</LocURI></Source><Data>10.0.22631.9999</Data></Item></Results>`,
  );
  const body = syncML(account, {
    session,
    msgId: 2,
    body: `<Status><CmdID>1</CmdID><MsgRef>1</MsgRef><CmdRef>0</CmdRef><Cmd>SyncHdr</Cmd><Data>200</Data></Status>${results.join('')}`,
  });
  expect(body.length).toBeGreaterThan(5_000_000);
  const answer = await send(account, body);
  expect([answer.status, headerStatus(answer.body.toString())]).toEqual([200, '200']);
  const { rows } = await server.database.query('select uri, value from inventory_items where device_id = $1', [
    await deviceId(pc),
  ]);
  expect(rows).toEqual([{ uri: ASKED, value: '10.0.22631.9999' }]); // nobody asked for the others
  expect(await runSession(pc, reach(server))).toMatchObject({ result: 'done' });
  pc.off();
});

test('#58 above 8 MiB the management door answers 413, stays up, and the PC’s next session is heard', async () => {
  const { pc, account } = await enrolled();
  const limit = 8 * 1024 * 1024;
  const small = syncML(account, { session: '1', msgId: 1, body: START });
  const padded = (bytes: number) => small.replace('<SyncBody>', `<SyncBody>${' '.repeat(bytes - small.length)}`);
  expect((await send(account, padded(limit))).status).toBe(200);
  expect((await send(account, padded(limit + 1))).status).toBe(413);
  expect(await runSession(pc, reach(server))).toMatchObject({ result: 'done' });
  pc.off();
});

test('#60 sessions of one PC one after another are never answered 429: Baton slows none', async () => {
  const { pc, account } = await enrolled();
  const statuses: number[] = [];
  for (let session = 1; session <= 60; session++)
    statuses.push((await send(account, syncML(account, { session: `${session}`, msgId: 1, body: START }))).status);
  expect(new Set(statuses)).toEqual(new Set([200]));
  pc.off();
});
