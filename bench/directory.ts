import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { makeApiToken } from '../src/operators/api-tokens.ts';
import { ADMIN, BASE, findSlapd, ldifBase, ldifEntry, PASSWORD, startSlapd } from '../test/directory/slapd.ts';
import { databaseCpuSeconds, startBenchServer } from './support.ts';
import { machine, percentile, pgbenchSelect } from './yardstick.ts';

/**
 * 100,000 users and 5,000 groups of a real slapd over LDAPS: the first sync < 60 s, an unchanged one < 5 s, the process
 * below 300 MB throughout; then 1,000 changes. Then people pushed by SCIM one after another (100,000 in < 15 min) into the
 * same directory, while somebody turns the pages of the users' list (p95 < 300 ms).
 * Usage: node bench/directory.ts [users] [groups] [people pushed]
 */
const [first, ...others] = process.argv.slice(2);
const IS_LDIF = first === '--ldif';
const numbers = (IS_LDIF ? others : process.argv.slice(2)).map(Number);
const USERS = numbers[0] ?? 100_000;
const GROUPS = numbers[1] ?? 5_000;
const MEMBERS = 50;
const BAR = { firstS: 60, unchangedS: 5, megabytes: 300, pushedPerSecond: 100_000 / 900, pageMs: 300 };
const PUSHED = numbers[2] ?? 5_000;
const SURNAMES = ['佐藤', '鈴木', '髙橋', '田中', '伊藤', '渡邉', '山本', '中村', '小林', '加藤'];
const OLD = '20260101000000Z';

const dn = (n: number) => `uid=u${n},ou=people,${BASE}`;

function* entries(): Generator<string> {
  yield ldifBase();
  for (let n = 0; n < USERS; n += 1) {
    const name = `${SURNAMES[n % 10]} ${n}`;
    yield ldifEntry(dn(n), {
      objectClass: 'inetOrgPerson',
      uid: `u${n}`,
      cn: name,
      sn: name,
      mail: `u${n}@corp.test`,
      departmentNumber: `営業部 第 ${n % 40} 課`,
      modifyTimestamp: OLD,
    });
  }
  for (let n = 0; n < GROUPS; n += 1) {
    const nested = n % 10 === 1 ? [`cn=g${n - 1},ou=groups,${BASE}`] : [];
    yield ldifEntry(`cn=g${n},ou=groups,${BASE}`, {
      objectClass: 'groupOfNames',
      cn: `g${n}`,
      member: [...Array.from({ length: MEMBERS }, (_none, at) => dn((n * 37 + at * 1_009) % USERS)), ...nested],
      modifyTimestamp: OLD,
    });
  }
}

if (IS_LDIF) {
  for (const piece of entries()) fs.writeSync(1, piece);
  process.exit();
}

/** In a process of its own, so that this one is as large as Baton is. */
function writeEntries(file: string): void {
  const out = fs.openSync(file, 'w');
  spawnSync(process.execPath, [import.meta.filename, '--ldif', String(USERS), String(GROUPS)], {
    stdio: ['ignore', out, 'inherit'],
  });
  fs.closeSync(out);
}

console.log(machine());
const binary = findSlapd();
if (binary === undefined) throw new Error('no slapd on this machine');
const slapd = await startSlapd(binary, { ldif: writeEntries });
const bench = await startBenchServer().catch(async (error: unknown) => {
  await slapd.stop();
  throw error;
});
let isMet = false;
try {
  const form = { name: 'bench', role: 'administrator', expiresInDays: 1 } as const;
  const token = (await makeApiToken(bench.server.operators, form, { name: 'bench' }, 'bench')).secret;
  const call = async (method: string, path: string, body?: object) => {
    const response = await fetch(`http://127.0.0.1:18080/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as Record<string, unknown>;
  };
  const source = await call('POST', '/sources', {
    name: 'bench',
    secret: PASSWORD,
    config: {
      kind: 'ldap',
      flavor: 'other',
      ca: slapd.ca,
      bindDn: ADMIN,
      domains: [{ servers: [slapd.ldaps], base: BASE }],
      everyMinutes: 0,
    },
  });
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 20);
  const sync = async (name: string) => {
    most = process.memoryUsage().rss;
    const cpu = process.cpuUsage();
    const databaseCpu = await databaseCpuSeconds(bench.storage);
    const start = performance.now();
    let run = await call('POST', `/sources/${source['id']}/runs`, { mode: 'sync' });
    while (run['state'] !== 'done') {
      if (run['state'] === 'failed' || run['state'] === 'asking') throw new Error(JSON.stringify(run));
      await new Promise((resolve) => setTimeout(resolve, 100));
      run = await call('GET', `/sources/${source['id']}/runs/${run['id']}`);
    }
    const seconds = (performance.now() - start) / 1_000;
    const megabytes = most / 2 ** 20;
    const { user, system } = process.cpuUsage(cpu);
    const ofDatabase = (await databaseCpuSeconds(bench.storage)) - databaseCpu;
    console.log(
      `${name}: ${seconds.toFixed(1)} s, process at most ${megabytes.toFixed(0)} MB, CPU ${((user + system) / 1e6).toFixed(1)} s + database ${ofDatabase.toFixed(1)} s`,
    );
    return { seconds, megabytes };
  };
  console.log(`idle: process ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MB`);
  const tellGrowth = async (what: string) => {
    const { rows } = await bench.storage.database.query<{ megabytes: number; dead: number }>(
      `select (pg_database_size(current_database()) / 1048576)::int as megabytes,
         (select sum(n_dead_tup)::int from pg_stat_user_tables where relname in ('users', 'source_users', 'sources', 'source_runs')) as dead`,
    );
    const { rss } = process.memoryUsage();
    console.log(
      `${what}: process ${(rss / 2 ** 20).toFixed(0)} MB, database ${rows[0]?.megabytes} MB, dead rows ${rows[0]?.dead}`,
    );
  };
  const push = async () => {
    const scim = await call('POST', '/sources', { name: 'scim', config: { kind: 'scim' } });
    const made = await call('POST', `/sources/${scim['id']}/tokens`, { name: 'bench', expiresInDays: 1 });
    const pages: number[] = [];
    let isOver = false;
    const looking = (async () => {
      for (let page = 0; !isOver; page = (page + 1) % 400) {
        const from = performance.now();
        await call('GET', `/users?limit=200&offset=${page * 200}`);
        pages.push(performance.now() - from);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    })();
    const start = performance.now();
    let next = 0;
    const tenth = Math.ceil(PUSHED / 10);
    let from = start;
    const one = async () => {
      while (next < PUSHED) {
        const n = next;
        next += 1;
        if (n > 0 && n % tenth === 0) {
          const now = performance.now();
          const rate = tenth / ((now - from) / 1_000);
          from = now;
          await tellGrowth(`${n} pushed, the last ${tenth} at ${rate.toFixed(0)}/s`);
        }
        const response = await fetch('http://127.0.0.1:18080/scim/v2/Users', {
          method: 'POST',
          headers: { authorization: `Bearer ${String(made['secret'])}`, 'content-type': 'application/scim+json' },
          body: JSON.stringify({
            userName: `s${n}@scim.test`,
            externalId: `e${n}`,
            displayName: `${SURNAMES[n % 10]} ${n}`,
            active: true,
          }),
        });
        if (response.status !== 201) throw new Error(await response.text());
        await response.arrayBuffer();
      }
    };
    await Promise.all([one(), one(), one(), one()]);
    const perSecond = PUSHED / ((performance.now() - start) / 1_000);
    isOver = true;
    await looking;
    const p95 = percentile(pages, 0.95);
    console.log(
      `SCIM: ${perSecond.toFixed(0)} people/s by 4 requests at once; page of users at p95 ${p95.toFixed(0)} ms (${pages.length} pages)`,
    );
    return { perSecond, p95 };
  };
  const whole = await sync('first sync');
  const unchanged = await sync('unchanged');
  await slapd.touch(Array.from({ length: Math.min(1_000, USERS) }, (_none, n) => dn(n)));
  const changed = await sync('1,000 people changed');
  const full = await sync('unchanged again');
  const pushed = await push();
  clearInterval(timer);
  const { socket } = bench.storage;
  const tps = socket === null ? null : await pgbenchSelect(socket, 'postgres');
  console.log(`yardstick: pgbench -S ${tps === null ? 'not on this machine' : `${Math.round(tps)} tps`}`);
  isMet =
    whole.seconds < BAR.firstS &&
    unchanged.seconds < BAR.unchangedS &&
    pushed.perSecond > BAR.pushedPerSecond &&
    pushed.p95 < BAR.pageMs &&
    Math.max(whole.megabytes, unchanged.megabytes, changed.megabytes, full.megabytes) < BAR.megabytes;
  console.log(isMet ? 'bars met' : 'BARS MISSED');
} finally {
  await bench.stop();
  await slapd.stop();
}
process.exitCode = isMet ? 0 : 1;
