// Enrollments a second: claim and three SOAP calls, a new TLS connection for each PC, keys made beforehand; roster row,
// certificate and attempt committed with fsync. The load is a second process on the same machine.
// usage: node bench/enrollments.ts [PCs] [at once]
import { spawn } from 'node:child_process';
import path from 'node:path';
import type { PackageFiles } from '../src/simulator/kit.ts';
import { type EnrollmentLoad, loadPcs } from './enrollment-load.ts';
import { databaseCpuSeconds, startBenchServer } from './support.ts';
import { machine, percentile, pgbenchSelect, rsa2048 } from './yardstick.ts';

interface LoadResult {
  readonly seconds: number;
  readonly failed: number;
  readonly failures: string[];
  readonly latencies: number[];
  readonly cpuSeconds: number;
}

/** Runs a load script with a task on its standard input. */
export function runLoad<Result>(script: string, task: unknown): Promise<Result> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, script)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(task));
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    child.on('exit', (code) =>
      code === 0 ? resolve(JSON.parse(text) as Result) : reject(new Error(`${script} ended with ${code}`)),
    );
  });
}

if (import.meta.main) {
  const count = Number(process.argv[2] ?? 10_000);
  const atOnce = Number(process.argv[3] ?? 16);
  console.log(machine());
  const rsa = await rsa2048();
  const bench = await startBenchServer();
  const { database } = bench.storage;
  const { rows } = await database.query<{ id: string }>(
    `insert into packages (id, name, platform, target, known_required, pin_validity_hours, pcs_per_user, without_user, stop_after, roster_state, created_by)
     values (gen_random_uuid(), 'bench', 'configmgr', 'pcs', 'listed', 24, 1, 'wait', 0, 'ready', 'bench') returning id`,
  );
  const packageId = rows[0]?.id ?? '';
  const pin = 'BENCH2345678';
  await database.query(
    "insert into pins (package_id, id, pin_hmac, key_id, minted_by, expires_at) values ($1, gen_random_uuid(), $2, 'pin-1', 'bench', now() + interval '1 day')",
    [packageId, bench.server.packages.hmac('pin', pin)],
  );
  const all = loadPcs(count).map((pc) => pc.hardware);
  await database.query(
    `insert into roster_rows (package_id, kind, name, name_key, serial, uuid)
     select $1, 'pc', n, upper(n), upper(s), lower(u) from unnest($2::text[], $3::text[], $4::text[]) as l(n, s, u)`,
    [packageId, all.map((h) => h.name), all.map((h) => h.serial), all.map((h) => h.uuid)],
  );
  await database.query('analyze roster_rows');
  const files: PackageFiles = {
    packageId,
    pin,
    enrollment: bench.enrollment,
    discoveryUrl: `${bench.enrollment}/EnrollmentServer/Discovery.svc`,
    kit: '1.0.0',
    rootPem: '',
    shared: null,
  };
  const load: EnrollmentLoad = {
    count,
    atOnce,
    files,
    ca: bench.server.tlsRootPem,
    port: Number(new URL(bench.enrollment).port),
  };
  const databaseBefore = await databaseCpuSeconds(bench.storage);
  const before = process.cpuUsage();
  const result = await runLoad<LoadResult>('enrollment-load.ts', load);
  const cpu = process.cpuUsage(before);
  const databaseCpu = (await databaseCpuSeconds(bench.storage)) - databaseBefore;
  const rate = count / result.seconds;
  const { rows: kept } = await database.query<{ n: number }>(
    'select count(*) n from certificates where revoked_at is null',
  );
  console.log(
    `enrollments: ${rate.toFixed(1)}/s (${count} PCs, ${atOnce} at once), failed ${result.failed}, living certificates ${kept[0]?.n}`,
  );
  console.log(
    `latency ms: p50 ${percentile(result.latencies, 0.5).toFixed(0)}, p95 ${percentile(result.latencies, 0.95).toFixed(0)}, p99 ${percentile(result.latencies, 0.99).toFixed(0)}`,
  );
  console.log(
    `CPU ms an enrollment: server ${((cpu.user + cpu.system) / 1000 / count).toFixed(2)}, database ${((1000 * databaseCpu) / count).toFixed(2)}, load ${((1000 * result.cpuSeconds) / count).toFixed(2)}`,
  );
  console.log(
    `yardstick: openssl rsa2048 sign ${rsa.sign.toFixed(0)}/s, verify ${rsa.verify.toFixed(0)}/s, sign and verify ${rsa.signAndVerify.toFixed(0)}/s: ${((100 * rate) / rsa.signAndVerify).toFixed(1)} % (bar 7 %)`,
  );
  if (bench.storage.socket !== null)
    console.log(`yardstick: pgbench -S ${(await pgbenchSelect(bench.storage.socket, 'postgres'))?.toFixed(0)} tps`);
  for (const failure of result.failures.slice(0, 5)) console.log(`  ${failure}`);
  await bench.stop();
  process.exit(result.failed === 0 ? 0 : 1);
}
