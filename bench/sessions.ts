// Sessions with nothing to do over mTLS: one message is one session is a device and session row and both messages written.
// usage: node bench/sessions.ts [PCs] [connections] [kept|handshake]
//   kept: every connection is kept (each carries the sessions of many PCs' messages in turn, one PC a connection)
//   handshake: a full handshake for every two messages
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { runLoad } from './enrollments.ts';
import type { SessionLoad } from './session-load.ts';
import { startBenchServer } from './support.ts';
import { machine, percentile, pgbenchSelect } from './yardstick.ts';

interface LoadResult {
  readonly seconds: number;
  readonly messages: number;
  readonly failed: number;
  readonly failures: string[];
  readonly latencies: number[];
}

const count = Number(process.argv[2] ?? 10_000);
const connections = Number(process.argv[3] ?? 64);
const mode = process.argv[4] === 'handshake' ? 'handshake' : 'kept';
console.log(machine());
const bench = await startBenchServer();
const { database } = bench.storage;
const { enrollment } = bench.server;
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const spki = keys.publicKey.export({ type: 'spki', format: 'der' });
const pcs: { id: string; cert: string }[] = [];
const notBefore = new Date(Date.now() - 600_000);
notBefore.setMilliseconds(0);
const notAfter = new Date(notBefore.getTime() + 365 * 86_400_000);
const { rows } = await database.query<{ id: string }>(
  `insert into packages (id, name, platform, target, known_required, pin_validity_hours, pcs_per_user, without_user, stop_after, roster_state, created_by)
   values (gen_random_uuid(), 'bench', 'configmgr', 'pcs', 'listed', 24, 1, 'wait', 0, 'ready', 'bench') returning id`,
);
const packageId = rows[0]?.id ?? '';
for (let start = 0; start < count; start += 500) {
  const batch = await Promise.all(
    Array.from({ length: Math.min(500, count - start) }, async () => {
      const id = crypto.randomUUID();
      const serial = randomBytes(16);
      serial[0] = 0x42;
      const der = await enrollment.issue({ subjectCommonName: id, spki, serial, notBefore, notAfter });
      return { id, serial: serial.toString('hex'), der };
    }),
  );
  const ids = batch.map((pc) => pc.id);
  await database.query(
    `insert into devices (id, name, name_key, state, search, stage, package_id, last_contact_at)
     select id, 'PC-' || n, 'PC-' || n, 'enrolled', 'pc-' || n, 'inventory-matched', $3, now() from unnest($1::uuid[]) with ordinality as l(id, k), lateral (select $2::int + k as n) m`,
    [ids, start, packageId],
  );
  await database.query(
    `insert into enrollments (device_id, id, claim_id, package_id, enrollment_type, source, state, probation, bound, client_hash, server_hash, client_nonce, created_at, first_session_at)
     select id, id, id, $2, 'Device', id::text, 'active', false, 'mac', 'x', 'x', '\\x00', now(), now() from unnest($1::uuid[]) as l(id)`,
    [ids, packageId],
  );
  await database.query(
    `insert into certificates (device_id, serial, enrollment_id, fingerprint, der, not_before, not_after)
     select id, s, id, f, d, $5, $6 from unnest($1::uuid[], $2::text[], $3::bytea[], $4::bytea[]) as l(id, s, f, d)`,
    [
      ids,
      batch.map((pc) => pc.serial),
      batch.map((pc) => createHash('sha256').update(pc.der).digest()),
      batch.map((pc) => pc.der),
      notBefore,
      notAfter,
    ],
  );
  for (const pc of batch) pcs.push({ id: pc.id, cert: pc.der.toString('base64') });
}
await database.query('analyze');
const port = Number(new URL(enrollment.addresses.management).port);
const load: SessionLoad = {
  pcs,
  key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  ca: bench.server.tlsRootPem,
  port,
  connections,
  mode,
  address: enrollment.addresses.management,
};
const before = process.cpuUsage();
const result = await runLoad<LoadResult>('session-load.ts', load);
const cpu = process.cpuUsage(before);
console.log(
  `sessions (${mode}): ${(result.messages / result.seconds).toFixed(0)} messages/s, ${count} PCs, ${connections} connections, failed ${result.failed}`,
);
console.log(
  `latency ms: p50 ${percentile(result.latencies, 0.5).toFixed(1)}, p95 ${percentile(result.latencies, 0.95).toFixed(1)}, p99 ${percentile(result.latencies, 0.99).toFixed(1)}`,
);
console.log(`CPU ms a message, server: ${((cpu.user + cpu.system) / 1000 / result.messages).toFixed(2)}`);
const { rows: kept } = await database.query<{ sessions: number; messages: number }>(
  'select (select count(*) from sessions) sessions, (select count(*) from session_messages) messages',
);
console.log(`written: ${kept[0]?.sessions} sessions, ${kept[0]?.messages} messages`);
if (bench.storage.socket !== null)
  console.log(`yardstick: pgbench -S ${(await pgbenchSelect(bench.storage.socket, 'postgres'))?.toFixed(0)} tps`);
for (const failure of result.failures.slice(0, 5)) console.log(`  ${failure}`);
await bench.stop();
process.exit(result.failed === 0 ? 0 : 1);
