import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { queueUnenroll } from '../../src/management/queue-command.ts';
import { jumpingClock } from '../../src/simulator/clock.ts';
import { enrollWithRetries } from '../../src/simulator/enroll-with-retries.ts';
import { makeEstate } from '../../src/simulator/estate.ts';
import { claimAndKeep, type KitOptions } from '../../src/simulator/kit.ts';
import { type Mishaps, SwitchedOff } from '../../src/simulator/mishaps.ts';
import { makePc, type Pc } from '../../src/simulator/pc.ts';
import { Random } from '../../src/simulator/random.ts';
import { countReasons, countStages, type FleetOptions, otherPin, runFleet } from '../../src/simulator/run-fleet.ts';
import { runPc } from '../../src/simulator/run-pc.ts';
import { runSession } from '../../src/simulator/session.ts';
import { packageForPcs, reach, startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
const random = new Random(43);
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
let number = 0;
const newPc = (): Pc => {
  number += 1;
  const pc = makePc(random, { name: `MISHAP-PC-${number}`, user: 'a@example.test' });
  pc.keys = keys;
  return pc;
};
const MINUTE = 60_000;
const NEVER: Mishaps = { losesAnswer: () => false, isKilled: () => false, sendsTwice: () => false };

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const run = (pc: Pc, files: Parameters<typeof runPc>[1], more: Partial<KitOptions> = {}) =>
  runPc(pc, files, { ...reach(server), clock: jumpingClock(), tries: 30, sessions: 1, ...more });
const ofPc = async (pc: Pc) => {
  const { rows } = await server.database.query(
    `select count(*)::int as devices, sum((select count(*) from certificates x where x.device_id = d.id and x.revoked_at is null))::int as certificates,
       sum((select count(*) from claims c where c.device_id = d.id and c.state in ('reserved', 'used')))::int as uses
     from devices d where d.name = $1`,
    [pc.hardware.name],
  );
  return rows[0];
};
const WHOLE = { devices: 1, certificates: 1, uses: 1 };

test('half of all answers lost: Windows and the kit ask again, and one certificate and one use remain', async () => {
  const pc = newPc();
  const files = await packageForPcs(server, [pc]);
  const luck = new Random(5);
  const mishaps = { ...NEVER, losesAnswer: () => luck.chance(0.5) };
  expect(await run(pc, files, { mishaps })).toMatchObject({ end: 'done', stage: 'inventory-matched' });
  expect(await ofPc(pc)).toEqual(WHOLE);
});

test('killed before each step in turn: the next run ends right, and one certificate and one use remain', async () => {
  for (let step = 0; step < 12; step++) {
    const pc = newPc();
    const files = await packageForPcs(server, [pc]);
    let asked = 0;
    const mishaps = { ...NEVER, isKilled: () => asked++ === step };
    expect([step, await run(pc, files, { mishaps })]).toMatchObject([
      step,
      { end: 'done', stage: 'inventory-matched' },
    ]);
    expect([step, await ofPc(pc)]).toEqual([step, WHOLE]);
  }
});

test('every request sent twice: repeated claims, certificates and messages count once', async () => {
  const pc = newPc();
  const files = await packageForPcs(server, [pc]);
  expect(await run(pc, files, { mishaps: { ...NEVER, sendsTwice: () => true } })).toMatchObject({ end: 'done' });
  expect(await ofPc(pc)).toEqual(WHOLE);
  const { rows } = await server.database.query(
    "select count(*)::int as n from commands c join devices d on d.id = c.device_id where d.name = $1 and c.state <> 'acknowledged' and c.state <> 'failed'",
    [pc.hardware.name],
  );
  expect(rows).toEqual([{ n: 0 }]);
});

test('switched off between two messages of a session: the next one goes on with the queue', async () => {
  const pc = newPc();
  const files = await packageForPcs(server, [pc]);
  await run(pc, files, { mishaps: NEVER });
  let asked = 0;
  const mishaps = { ...NEVER, isKilled: () => asked++ === 0 };
  await expect(runSession(pc, { ...reach(server), mishaps })).rejects.toThrow(SwitchedOff);
  expect(await runSession(pc, reach(server))).toMatchObject({ result: 'done' });
  pc.off();
});

test('a clock 9 minutes behind or hours ahead is no hindrance; one 2 hours behind sees no valid server certificate', async () => {
  for (const minutes of [-9, 600]) {
    const pc = newPc();
    const files = await packageForPcs(server, [pc]);
    const clock = jumpingClock(minutes * MINUTE);
    expect(await run(pc, files, { clock, now: clock.now })).toMatchObject({ end: 'done' });
  }
  const pc = newPc();
  const files = await packageForPcs(server, [pc]);
  const still = { now: () => new Date(Date.now() - 120 * MINUTE), wait: async () => undefined };
  expect(await run(pc, files, { clock: still, now: still.now })).toMatchObject({
    end: 'unreachable',
    reason: '0x80072F05',
    stage: null,
  });
  expect(await ofPc(pc)).toMatchObject({ devices: 0 });
  // it is set right by waiting
  const clock = jumpingClock(-120 * MINUTE);
  expect(await run(pc, files, { clock, now: clock.now })).toMatchObject({ end: 'done' });
});

test('a certificate that has ended by the PC’s clock is not offered: 403, and the PC is as it was', async () => {
  const pc = newPc();
  const files = await packageForPcs(server, [pc]);
  await run(pc, files);
  const account = pc.account;
  if (account === null) throw new Error('not enrolled');
  // as if it had been issued for one minute, an hour ago
  pc.account = { ...account, validTo: new Date(Date.now() - 59 * MINUTE) };
  expect(await runSession(pc, { ...reach(server), now: () => new Date() })).toMatchObject({
    result: 'refused',
    status: 403,
  });
  pc.account = account;
  expect(await runSession(pc, reach(server))).toMatchObject({ result: 'done' });
  pc.off();
});

test('Windows tries a failed enrollment again 3 times at once, after 15 minutes, 1 hour and 4 hours, and then gives up', async () => {
  const pc = newPc();
  const files = await packageForPcs(server, [pc]);
  await claimAndKeep(pc, files, reach(server));
  await server.set('enrollment.maintenance', true);
  const waits: number[] = [];
  const clock = { now: () => new Date(), wait: async (wait: number) => void waits.push(wait / MINUTE) };
  const windows = {
    ...reach(server),
    discoveryUrl: files.discoveryUrl,
    credential: { kind: 'username' as const, upn: pc.kit.upn ?? '', secret: pc.kit.secret ?? '' },
  };
  expect(await enrollWithRetries(pc, windows, clock)).toMatchObject({ hresult: '0x80180017' });
  expect(waits).toEqual([0, 0, 0, 15, 60, 240]);
  // maintenance ends while Windows waits: the same secret still works, without the kit
  clock.wait = async (wait) => {
    if (wait > 0) await server.set('enrollment.maintenance', false);
  };
  expect(await enrollWithRetries(pc, windows, clock)).toEqual({ result: 'enrolled' });
  const { rows } = await server.database.query<{ count: number }>(
    "select sum(count)::int as count from attempts where claim_id is null and reason_id = 'MAINTENANCE' and step = 'policy'",
  );
  expect(rows).toEqual([{ count: 11 }]);
  pc.off();
});

test('a PC that is ordered out drops the session, says farewell, and does not come again', async () => {
  const pc = newPc();
  const files = await packageForPcs(server, [pc]);
  expect(await run(pc, files)).toMatchObject({ end: 'done' });
  const { rows } = await server.database.query<{ id: string }>('select id from devices where name = $1', [
    pc.hardware.name,
  ]);
  await server.database.transaction((tx) => queueUnenroll(tx, rows[0]?.id ?? '', 'hanako', 'test'));
  expect(await run(pc, files)).toMatchObject({ end: 'left', sessions: 0 });
  expect(await ofPc(pc)).toMatchObject({ devices: 1, uses: 0 });
});

test('wrong PINs are refused for good and make no PC; the same seed gives the same company with the same mishaps', async () => {
  expect(otherPin('2BCD')).toBe('3BCD');
  const rates = { lostAnswers: 0.08, kills: 0.04, duplicates: 0.1, wrongPins: 0.1, restarts: 0.3 };
  const fleet = async (seed: number) => {
    const pcs = makeEstate(seed, 24, 'configmgr').pcs.map((entry) => entry.pc);
    const files = await packageForPcs(server, pcs);
    const options: FleetOptions = {
      wire: reach(server),
      seed,
      atOnce: 4,
      tries: 30,
      sessions: 2,
      way: 'secret',
      rates,
      skewMinutes: 5,
    };
    const seen: string[] = [];
    const results = await runFleet(pcs, files, options, (result) => seen.push(result.name));
    expect(seen).toHaveLength(24);
    return { results, files };
  };
  const { results, files } = await fleet(11);
  const refused = results.filter((result) => result.end === 'refused');
  expect(refused.length).toBeGreaterThan(0);
  expect(countReasons(results)).toEqual([{ end: 'refused', reason: 'PIN_INVALID', pcs: refused.length }]);
  expect(countStages(results)).toMatchObject({
    'script-ran': refused.length,
    'inventory-matched': 24 - refused.length,
  });
  const { rows } = await server.database.query(
    `select count(*)::int as pcs, max(n)::int as living from (select d.id, (select count(*) from certificates x where x.device_id = d.id and x.revoked_at is null) as n
       from devices d join claims c on c.device_id = d.id and c.package_id = $1 group by d.id) z`,
    [files.packageId],
  );
  expect(rows).toEqual([{ pcs: 24 - refused.length, living: 1 }]);
}, 120_000);
