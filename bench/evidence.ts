// Evidence a second: 600 KB of each PC, taken over TLS, read, diagnosed and committed; then every stored PC diagnosed anew.
// usage: node bench/evidence.ts [PCs] [PCs to diagnose anew]
import { randomUUID } from 'node:crypto';
import { startDiagnosisThreads } from '../src/devices/evidence/diagnosis-threads.ts';
import { rediagnose } from '../src/devices/evidence/rediagnose.ts';
import { runLoad } from './enrollments.ts';
import type { EvidenceLoad } from './evidence-load.ts';
import { databaseCpuSeconds, startBenchServer } from './support.ts';
import { machine, pgbenchSelect } from './yardstick.ts';

const count = Number(process.argv[2] ?? 1_000);
const stored = Number(process.argv[3] ?? 10_000);
console.log(machine());
const bench = await startBenchServer();
const { database } = bench.storage;
const { rows } = await database.query<{ id: string }>(
  `insert into packages (id, name, platform, target, known_required, pin_validity_hours, pcs_per_user, without_user, stop_after, roster_state, created_by)
   values (gen_random_uuid(), 'bench', 'configmgr', 'pcs', 'stated', 24, 1, 'wait', 0, 'ready', 'bench') returning id`,
);
const packageId = rows[0]?.id ?? '';
const tokens = Array.from({ length: count }, () => randomUUID());
const devices = tokens.map(() => randomUUID());
await database.query(
  `insert into devices (id, name, name_key, state, search, package_id) select id, 'BENCH-' || n, 'BENCH-' || n, 'enrolling', '', $1
   from unnest($2::uuid[]) with ordinality as d(id, n)`,
  [packageId, devices],
);
await database.query(
  `insert into claims (id, device_id, package_id, state, token_hmac, identity_kind, identity_name, name_key, facts, known, expires_at, renew_until)
   select gen_random_uuid(), d, $1, 'reserved', t, 'computer', '', 'X', '{"name":"BENCH"}', 'stated', now() + interval '1 day', now() + interval '1 day'
   from unnest($2::uuid[], $3::bytea[]) as l(d, t)`,
  [packageId, devices, tokens.map((token) => bench.server.enrollment.hmac('token', token))],
);
const load: EvidenceLoad = {
  tokens,
  atOnce: 16,
  ca: bench.server.tlsRootPem,
  port: Number(new URL(bench.enrollment).port),
  bytes: 600_000,
};
const databaseBefore = await databaseCpuSeconds(bench.storage);
const before = process.cpuUsage();
const result = await runLoad<{
  seconds: number;
  failed: number;
  failures: string[];
  packed: number;
  cpuSeconds: number;
}>('evidence-load.ts', load);
console.log(
  `evidence: ${(count / result.seconds).toFixed(0)}/s (${count} PCs, 16 at once, 600 KB each, ${(result.packed / 1000).toFixed(0)} KB packed), failed ${result.failed} ${result.failures.join(' ')} (bar 100/s)`,
);
const cpu = process.cpuUsage(before);
const databaseCpu = (await databaseCpuSeconds(bench.storage)) - databaseBefore;
console.log(
  `CPU ms an evidence: server ${((cpu.user + cpu.system) / 1000 / count).toFixed(2)}, database ${((1000 * databaseCpu) / count).toFixed(2)}, load ${((1000 * result.cpuSeconds) / count).toFixed(2)}`,
);

await database.query(
  `insert into evidence (pc, id, name, proof, received_at, last_at, bytes, packed, facts, facts_sha256)
   select 'n:' || $1 || ':COPY-' || n, gen_random_uuid(), 'COPY-' || n, 'pin', now(), now(), e.bytes, '', e.facts, e.facts_sha256
   from generate_series(1, $2::int) n, lateral (select * from evidence offset n % 100 limit 1) e`,
  [packageId, stored],
);
await database.query(
  `insert into diagnoses (pc, evidence_id, name, proof, evidence_at, verdict_id, severity, confidence, state_id, rules, diagnosed_at)
   select pc, id, name, proof, date_trunc('milliseconds', last_at), 'X', 'info', 'low', 'X', '', now() from evidence where name like 'COPY-%'`,
);
await database.query(`delete from diagnoses where name not like 'COPY-%'`);
const threads = startDiagnosisThreads();
const begun = performance.now();
const done = await rediagnose({ database, threads, version: 'bench', clock: () => new Date() });
const seconds = (performance.now() - begun) / 1000;
console.log(`diagnosed anew from stored facts: ${done} PCs in ${seconds.toFixed(1)} s (bar 10,000 in 60 s)`);
if (bench.storage.socket !== null)
  console.log(`yardstick: pgbench -S ${(await pgbenchSelect(bench.storage.socket, 'postgres'))?.toFixed(0)} tps`);
await threads.stop();
await bench.stop();
process.exit(result.failed === 0 ? 0 : 1);
