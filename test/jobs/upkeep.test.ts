import { afterAll, beforeAll, expect, test } from 'vitest';
import { upkeepSteps } from '../../src/compose.ts';
import { runUpkeep } from '../../src/jobs/upkeep.ts';
import { queueUnenroll } from '../../src/management/queue-command.ts';
import { request } from '../../src/simulator/http.ts';
import { readClaim, runKit, sendClaim } from '../../src/simulator/kit.ts';
import { makePc, type Pc } from '../../src/simulator/pc.ts';
import { Random } from '../../src/simulator/random.ts';
import { runSession } from '../../src/simulator/session.ts';
import { makeDailyPartitions } from '../../src/storage/daily-partitions.ts';
import { packageForPcs, reach, startTestServer, type TestServer } from '../support/server.ts';

const DAY_MS = 86_400_000;
const SILENT = { error: () => undefined, debug: () => undefined };

let server: TestServer;
const random = new Random(11);
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

/** The hourly upkeep as it runs `ms` from now; the PCs of these tests go on living today. */
async function upkeepIn(ms: number): Promise<void> {
  await runUpkeep(upkeepSteps(server.database, server.server.settings.current), new Date(Date.now() + ms), SILENT);
  await makeDailyPartitions(server.database, new Date());
}

async function enrolledPc(name: string): Promise<Pc> {
  const pc = makePc(random, { name, user: 'hanako@example.test' });
  expect(await runKit(pc, await packageForPcs(server, [pc]), reach(server))).toEqual({ result: 'enrolled' });
  return pc;
}

async function column(text: string, values: unknown[] = []): Promise<unknown[]> {
  const { rows } = await server.database.query(text, values);
  return rows.map((row) => Object.values(row)[0]);
}

const partitions = (table: string) =>
  column(
    `select right(c.relname, 8) from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = $1::regclass order by 1`,
    [table],
  );

const dayOf = (ms: number) => new Date(Date.now() + ms).toISOString().slice(0, 10).replaceAll('-', '');

test('a start runs the upkeep by itself: a console session that ended is gone soon', async () => {
  const { database } = server;
  await database.query(
    `insert into operators (id, user_name, display_name, role, password_hash) values ('00000000-0000-7000-8000-00000000000a', 'old', 'old', 'viewer', 'x')`,
  );
  await database.query(
    `insert into operator_sessions (token_hmac, operator_id, csrf_token, expires_at) values ('\\x01', '00000000-0000-7000-8000-00000000000a', 'x', now() - interval '1 minute')`,
  );
  await database.query("select graphile_worker.add_job('upkeep')");
  for (let turn = 0; turn < 200 && (await column('select 1 from operator_sessions')).length > 0; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(await column('select 1 from operator_sessions')).toEqual([]);
});

test('a server that is never restarted has a partition for every day to come, each hour for the next eight', async () => {
  await upkeepIn(20 * DAY_MS);
  for (const table of ['attempts', 'session_messages']) {
    expect(await partitions(table)).toEqual(expect.arrayContaining([dayOf(20 * DAY_MS), dayOf(28 * DAY_MS)]));
  }
});

test('days past their set life go, attempts after 90 and session XML after 14, and no day before', async () => {
  await server.database.query("select make_daily_partitions((now() at time zone 'UTC')::date - 100, 100)");
  await upkeepIn(0);
  expect((await partitions('attempts'))[0]).toBe(dayOf(-90 * DAY_MS));
  expect((await partitions('session_messages'))[0]).toBe(dayOf(-14 * DAY_MS));
  await server.set('retention.attemptDays', 7);
  await upkeepIn(0);
  expect((await partitions('attempts'))[0]).toBe(dayOf(-7 * DAY_MS));
  await server.set('retention.attemptDays', 90);
});

test('of each PC the last 20 sessions are kept with their XML; of a silent one always the newest', async () => {
  const pc = await enrolledPc('KEEP-0001');
  for (let n = 0; n < 6; n++) expect(await runSession(pc, reach(server))).toMatchObject({ result: 'done' });
  const [newest] = await column('select id from sessions order by started_at desc limit 1');
  await server.set('retention.sessionXmlCount', 4);
  await upkeepIn(0);
  expect(await column('select count(*) from sessions')).toEqual([4]);
  expect(await column('select count(distinct session) from session_messages')).toEqual([4]);
  await upkeepIn(15 * DAY_MS);
  expect(await column('select id from sessions')).toEqual([newest]);
  expect(await runSession(pc, reach(server))).toMatchObject({ result: 'done' });
  await server.set('retention.sessionXmlCount', 20);
  pc.off();
});

test('the sealed copy of a reply is forgotten 30 minutes after it was sent, not before', async () => {
  const pc = await enrolledPc('KEEP-0002');
  expect(await runSession(pc, reach(server))).toMatchObject({ result: 'done' });
  const kept = () =>
    column(
      `select s.last_reply is not null from sessions s join devices d on d.id = s.device_id where d.name = 'KEEP-0002'`,
    );
  await upkeepIn(29 * 60_000);
  expect(await kept()).toEqual([true]);
  await upkeepIn(31 * 60_000);
  expect(await kept()).toEqual([false]);
  pc.off();
});

test('a PC that never fetched its order to leave is out when the order expires: its certificate is dead, it may enroll again', async () => {
  const pc = await enrolledPc('GONE-0001');
  expect(await runSession(pc, reach(server))).toMatchObject({ result: 'done' });
  const [id] = (await column(`select id from devices where name = 'GONE-0001'`)) as [string];
  await server.database.transaction((tx) => queueUnenroll(tx, id, 'hanako', 'retired'));
  await upkeepIn(89 * DAY_MS);
  expect(await column('select state from enrollments where device_id = $1', [id])).toEqual(['leaving']);
  await upkeepIn(91 * DAY_MS);
  expect(await column('select state from devices where id = $1', [id])).toEqual(['left']);
  expect(await column('select revoked_at is not null from certificates where device_id = $1', [id])).toEqual([true]);
  expect(await column(`select state from claims where device_id = $1`, [id])).toEqual(['released']);
  expect(await runKit(pc, await packageForPcs(server, [pc]), reach(server))).toEqual({ result: 'enrolled' });
  expect(await column(`select id from devices where name = 'GONE-0001'`)).toEqual([id]);
  pc.off();
});

test('a reservation past its life is marked expired, its row is free, and a renewal by its token revives it', async () => {
  const pc = makePc(random, { name: 'LATE-0001', user: 'hanako@example.test' });
  const files = await packageForPcs(server, [pc]);
  const claim = await sendClaim(pc, files, reach(server));
  Object.assign(pc.kit, { claimId: claim.claimId, token: claim.token });
  await upkeepIn(9 * 3_600_000);
  expect(await column(`select state from claims where name_key = 'LATE-0001'`)).toEqual(['expired']);
  const renewal = await request(
    'POST',
    `${files.enrollment}/kit/v1/claims/${claim.claimId}/renewal`,
    { ...reach(server), agent: pc.agent },
    Buffer.from('{}'),
    { authorization: `Bearer ${claim.token}`, 'content-type': 'application/json' },
  );
  expect(JSON.parse(renewal.body.toString())).toMatchObject({ decision: 'accepted' });
  expect(await readClaim(pc, files, reach(server))).toMatchObject({ state: 'reserved' });
  pc.off();
});

test('a part that fails keeps no other part from running, and the job is tried again', async () => {
  const ran: string[] = [];
  const steps = ['a', 'b', 'c'].map((name) => ({
    name,
    run: async () => {
      if (name === 'b') throw new Error('no');
      ran.push(name);
      return 0;
    },
  }));
  await expect(runUpkeep(steps, new Date(), SILENT)).rejects.toThrow('1 part(s)');
  expect(ran).toEqual(['a', 'c']);
});
