// kill -9 of the server, and of the database under it, N times each, while PCs enroll: nothing that a PC was told may be lost.
// usage: node bench/kill.ts [rounds of each]
import { createHmac, X509Certificate } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { deriveKey } from '../src/pki/seal.ts';
import { enroll } from '../src/simulator/enroll.ts';
import { makeAgent } from '../src/simulator/http.ts';
import { type PackageFiles, sendClaim } from '../src/simulator/kit.ts';
import type { Pc } from '../src/simulator/pc.ts';
import { type BatonProcess, makePlace, runBaton } from '../test/start/baton-process.ts';
import { loadPcs } from './enrollment-load.ts';
import { machine } from './yardstick.ts';

const rounds = Number(process.argv[2] ?? 20);
const AT_ONCE = 8;
const PIN = 'BENCH2345678';
const PACKAGE = '01990c7a-6b1e-7d2f-8a40-5c0f3a6a9b11';

console.log(machine());
const place = await makePlace({ BATON_LOG_LEVEL: 'silent' });
const postmaster = () => fs.readFileSync(path.join(place.data, 'postgresql/postmaster.pid'), 'utf8').split('\n');
const connect = async () => {
  const client = new pg.Client({ host: postmaster()[4]?.trim() ?? '', user: 'baton', database: 'postgres' });
  client.on('error', () => undefined);
  await client.connect();
  return client;
};

let baton: BatonProcess = runBaton(place);
await baton.listening;
const key = Buffer.from(
  fs
    .readFileSync(path.join(place.keys, fs.readdirSync(place.keys).find((name) => name.includes('key')) ?? ''), 'utf8')
    .trim(),
  'base64',
);
const pcs = loadPcs(20_000);
const setup = await connect();
const { rows: authority } = await setup.query<{ certificate_der: Buffer }>(
  "select certificate_der from authorities where kind = 'tls-root'",
);
const ca = new X509Certificate(authority[0]?.certificate_der ?? Buffer.alloc(0)).toString();
await setup.query(
  `insert into settings (key, value, changed_by) values ('enrollment.pinEnabled', 'true', 'bench'); notify settings`,
);
await setup.query(
  `insert into packages (id, name, platform, target, known_required, pin_validity_hours, pcs_per_user, without_user, stop_after, roster_state, created_by)
   values ($1, 'kill', 'configmgr', 'pcs', 'listed', 24, 1, 'wait', 0, 'ready', 'bench')`,
  [PACKAGE],
);
await setup.query(
  "insert into pins (package_id, id, pin_hmac, key_id, minted_by, expires_at) values ($1, $1, $2, 'pin-1', 'bench', now() + interval '1 day')",
  [PACKAGE, createHmac('sha256', deriveKey(key, 'pin')).update(PIN).digest()],
);
await setup.query(
  `insert into roster_rows (package_id, kind, name, name_key, serial, uuid)
   select $1, 'pc', n, upper(n), upper(s), lower(u) from unnest($2::text[], $3::text[], $4::text[]) as l(n, s, u)`,
  [PACKAGE, pcs.map((pc) => pc.hardware.name), pcs.map((pc) => pc.hardware.serial), pcs.map((pc) => pc.hardware.uuid)],
);
await setup.end();

const base = `https://mdm.example.test:${place.ports.enrollment}`;
const files: PackageFiles = {
  packageId: PACKAGE,
  pin: PIN,
  enrollment: base,
  discoveryUrl: `${base}/EnrollmentServer/Discovery.svc`,
  kit: '1.0.0',
  rootPem: ca,
  shared: null,
};
const wire = { ca, address: '127.0.0.1' };
/** What PCs were told: ids of accepted claims, serial numbers of certificates. */
const told = { claims: [] as string[], certificates: [] as string[] };
const certificateOf = (pc: Pc): string | undefined => pc.account?.certificate;
let next = 0;
let isOver = false;
const load = Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    while (!isOver) {
      const pc = pcs[next++];
      if (pc === undefined) break;
      // a PC tries again until it is in, as Windows and setup.ps1 do
      for (let attempt = 0; attempt < 100 && !isOver && pc.account === null; attempt++) {
        Object.assign(pc, { agent: makeAgent() });
        try {
          const claim = await sendClaim(pc, files, wire);
          if (claim.decision !== 'accepted') throw new Error(claim.reason);
          told.claims.push(claim.claimId ?? '');
          await enroll(pc, {
            ...wire,
            discoveryUrl: files.discoveryUrl,
            credential: { kind: 'username', upn: claim.upn ?? '', secret: claim.secret ?? '' },
          });
          const certificate = certificateOf(pc);
          if (certificate !== undefined)
            told.certificates.push(new X509Certificate(certificate).serialNumber.toLowerCase());
        } catch {
          await sleep(100);
        }
        pc.agent.destroy();
      }
      pc.off();
    }
  }),
);

for (let round = 0; round < rounds * 2; round++) {
  const isDatabase = round % 2 === 1;
  await sleep(700 + Math.random() * 800);
  if (isDatabase) process.kill(Number(postmaster()[0]), 'SIGKILL');
  await sleep(isDatabase ? 50 : 0);
  baton.child.kill('SIGKILL');
  await baton.ended;
  baton = runBaton(place);
  await baton.listening;
  process.stdout.write(
    `\rkilled: server ${Math.ceil((round + 1) / 2)}, database ${Math.floor((round + 1) / 2)}; told: ${told.claims.length} claims, ${told.certificates.length} certificates   `,
  );
}
await sleep(1000);
isOver = true;
await load;

const check = await connect();
const count = async (sql: string, values: unknown[] = []) =>
  Number((await check.query<{ n: string }>(`select count(*) n from ${sql}`, values)).rows[0]?.n);
const found = {
  'claims told and lost': told.claims.length - (await count('claims where id = any($1)', [told.claims])),
  'certificates told and lost':
    told.certificates.length - (await count('certificates where serial = any($1)', [told.certificates])),
  'roster rows held by two PCs': await count(
    "(select roster_row_id from claims where state in ('reserved', 'used') and expires_at > now() group by roster_row_id having count(distinct device_id) > 1) x",
  ),
  'devices with two living certificates': await count(
    '(select device_id from certificates where revoked_at is null group by device_id having count(*) > 1) x',
  ),
  'certificates without a device': await count(
    'certificates c left join devices d on d.id = c.device_id where d.id is null',
  ),
  'certificates without their attempt': await count(
    "certificates c where not exists (select 1 from attempts a where a.device_id = c.device_id and a.step = 'enrollment' and a.outcome = 'accepted')",
  ),
};
await check.end();
console.log(`\ntold: ${told.claims.length} claims, ${told.certificates.length} certificates`);
for (const [what, n] of Object.entries(found)) console.log(`${what}: ${n}`);
baton.child.kill('SIGTERM');
await baton.ended;
fs.rmSync(place.folder, { recursive: true, force: true });
process.exit(Object.values(found).every((n) => n === 0) ? 0 : 1);
