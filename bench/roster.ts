import { createHmac, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildRoster } from '../src/packages/build-roster.ts';
import { downloadPackage } from '../src/packages/download-package.ts';
import { countPackagePcs, listPackagePcs, type PackagePcSort } from '../src/packages/list-package-pcs.ts';
import { getPackage } from '../src/packages/list-packages.ts';
import { makePackage } from '../src/packages/make-package.ts';
import type { ListedPc } from '../src/packages/model/listed-pc.ts';
import type { PackagesRoom } from '../src/packages/packages-room.ts';
import { type Database, openDatabase } from '../src/storage/database.ts';
import { startEmbeddedPostgres } from '../src/storage/embedded-postgres.ts';
import { migrate } from '../src/storage/migrate.ts';
import { machine } from './yardstick.ts';

/**
 * A roster of 100,000 from a group, and the zip downloaded: < 10 s and < 200 MB above idle. The same from a list of PCs, which
 * also fills the registry, and the pages of its PCs.
 * Usage: node bench/roster.ts [number of rows]
 */
const ROWS = Number(process.argv[2] ?? 100_000);
const BAR_S = 10;
const BAR_MB = 200;
const GROUP = '01990000-0000-7000-8000-0000000000aa';
const actor = { kind: 'operator', id: 'bench', name: 'bench', role: 'administrator' } as const;

async function fill(database: Database): Promise<void> {
  await database.query("insert into groups (id, name, source, search) values ($1, 'Everybody', 'bench', '')", [GROUP]);
  await database.query(
    `insert into users (id, upn, display_name, source, search, disabled)
     select gen_random_uuid(), 'user' || n || '@example.test', '社員 ' || n, 'bench', 'user' || n, n % 1000 = 0 from generate_series(1, $1) n`,
    [ROWS],
  );
  await database.query('insert into memberships (group_id, user_id) select $1, id from users', [GROUP]);
  await database.query('vacuum analyze users');
}

async function* pcList(): AsyncIterable<ListedPc> {
  for (let n = 0; n < ROWS; n++)
    yield { name: `TKY-PC-${n}`, domain: 'corp.example.test', serial: `PF${n.toString(36)}` };
}

/** Measures a piece of work and the most memory it held above what was there before. */
async function measure(name: string, work: () => Promise<unknown>): Promise<{ seconds: number; megabytes: number }> {
  globalThis.gc?.();
  const idle = process.memoryUsage().rss;
  let most = idle;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 20);
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1000;
  clearInterval(timer);
  most = Math.max(most, process.memoryUsage().rss);
  const megabytes = (most - idle) / 2 ** 20;
  console.log(`${seconds.toFixed(2).padStart(8)} s ${megabytes.toFixed(0).padStart(5)} MB above idle  ${name}`);
  return { seconds, megabytes };
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-bench-'));
fs.chmodSync(folder, 0o755);
const server = await startEmbeddedPostgres({
  data: path.join(folder, 'pg'),
  binaries: path.join(os.tmpdir(), 'baton-test-binaries'),
});
try {
  await migrate(server.url('postgres'));
  const database = openDatabase(server.url('postgres'));
  console.log(machine());
  await fill(database);
  const room: PackagesRoom = {
    database,
    settings: () => ({ 'package.pinValidityHours': 24, 'package.pcsPerUser': 1, 'package.stopAfter': 20 }),
    hmac: (_purpose, text) => createHmac('sha256', 'bench').update(text).digest(),
    randomBytes,
    addresses: {
      host: 'baton.example.test',
      enrollment: 'https://baton.example.test:8443',
      discovery: '',
      management: '',
    },
    tlsRoot: () => null,
    kitFolder: path.resolve(import.meta.dirname, '../package-kit'),
    readPcList: pcList,
    queueRoster: (packageId) => buildRoster(room, packageId),
    clock: () => new Date(),
  };
  const form = { platform: 'configmgr', networks: [], withoutUser: 'wait', plainWay: false } as const;
  const download = async (packageId: string) => {
    const { zip } = await downloadPackage(room, packageId, { replace: false, language: 'ja' }, actor, 'bench');
    let bytes = 0;
    for await (const chunk of zip) bytes += (chunk as Buffer).length;
    return bytes;
  };
  let packageId = '';
  const people = await measure(`group of ${ROWS.toLocaleString('en')}: roster and zip`, async () => {
    const target = { kind: 'groups', ids: [GROUP] } as const;
    packageId = await makePackage(room, { ...form, name: 'Everybody', target, typedCount: ROWS / 2 }, actor, 'bench');
    await download(packageId);
  });
  const made = await getPackage(database, packageId, new Date());
  console.log(
    `           rows ${made.target.rows.toLocaleString('en')}, stay out ${made.target.excluded.toLocaleString('en')}`,
  );
  await measure(`list of ${ROWS.toLocaleString('en')} PCs: registry, roster and zip`, async () => {
    const target = { kind: 'pcs', importId: GROUP } as const;
    packageId = await makePackage(room, { ...form, name: 'List', target, typedCount: ROWS }, actor, 'bench');
    await download(packageId);
  });
  await database.query('vacuum analyze package_pcs');
  await measure('the page of that package', () => getPackage(database, packageId, new Date()));
  for (const sort of ['-at', 'at', 'name', '-name'] satisfies PackagePcSort[]) {
    await measure(`its PCs, sort=${sort}, page 1000`, () =>
      listPackagePcs(database, packageId, {}, { sort, limit: 100, offset: 99_900 }),
    );
  }
  await measure('its PCs with a text: count', () => countPackagePcs(database, packageId, { q: '4127' }));
  const isMet = people.seconds < BAR_S && people.megabytes < BAR_MB;
  console.log(`bar ${BAR_S} s, ${BAR_MB} MB: ${isMet ? 'met' : 'missed'}`);
  process.exitCode = isMet ? 0 : 1;
  await database.close();
} finally {
  await server.stop();
  fs.rmSync(folder, { recursive: true, force: true });
}
