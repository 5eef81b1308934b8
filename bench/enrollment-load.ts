// The load of bench/enrollments.ts, a process of its own: reads its task as JSON from standard input, prints one JSON line.
import { discover, getPolicies, requestSecurityToken, securityHeader } from '../src/simulator/enroll.ts';
import type { PackageFiles } from '../src/simulator/kit.ts';
import { fill, LoadConnection, prepareEnrollments, windowsTls } from '../src/simulator/load.ts';
import { makePc } from '../src/simulator/pc.ts';
import { Random } from '../src/simulator/random.ts';

export interface EnrollmentLoad {
  readonly count: number;
  readonly atOnce: number;
  readonly port: number;
  readonly ca: string;
  readonly files: PackageFiles;
}

const SOAP = 'application/soap+xml; charset=utf-8';
const HOST = 'mdm.example.test';

/** The PCs of the load, the same in both processes. */
export function loadPcs(count: number) {
  const random = new Random(1);
  return Array.from({ length: count }, (_, index) =>
    makePc(random, { name: `PC-${String(index).padStart(6, '0')}`, user: `u${index}@example.test` }),
  );
}

if (import.meta.main) {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  const load = JSON.parse(Buffer.concat(chunks).toString()) as EnrollmentLoad;
  const base = load.files.enrollment;
  const username = (upn: string, secret: string) => securityHeader({ kind: 'username', upn, secret });
  const prepared = prepareEnrollments(loadPcs(load.count), load.files, {
    discover: (hardware) => discover(load.files.discoveryUrl, '', { hardware }),
    getPolicies: (upn, secret) => getPolicies(`${base}/EnrollmentServer/Policy.svc`, username(upn, secret)),
    requestSecurityToken: (hardware, csr, upn, secret, deviceId) =>
      requestSecurityToken(
        `${base}/EnrollmentServer/Enrollment.svc`,
        username(upn, secret),
        csr,
        { hardware, user: 'x' },
        deviceId,
        {},
      ),
  });
  const failures: string[] = [];
  const latencies: number[] = [];
  let next = 0;
  // the root is in Windows' store before the first PC asks: read once, checked in every handshake
  const secureContext = windowsTls({ ca: load.ca });
  const before = process.cpuUsage();
  const began = performance.now();
  const run = async () => {
    for (let index = next++; index < prepared.length; index = next++) {
      const one = prepared[index];
      if (one === undefined) break;
      const at = performance.now();
      try {
        const connection = await LoadConnection.open(load.port, HOST, { secureContext });
        const claim = JSON.parse(
          (await connection.post('/kit/v1/claims', HOST, 'application/json', one.claim)).body.toString(),
        ) as { upn?: string; secret?: string; reason?: string };
        if (claim.upn === undefined || claim.secret === undefined) failures.push(`claim: ${claim.reason}`);
        else {
          const found = await connection.post('/EnrollmentServer/Discovery.svc', HOST, SOAP, one.discover);
          const policy = await connection.post(
            '/EnrollmentServer/Policy.svc',
            HOST,
            SOAP,
            fill(one.getPolicies, claim.upn, claim.secret),
          );
          const granted = await connection.post(
            '/EnrollmentServer/Enrollment.svc',
            HOST,
            SOAP,
            fill(one.requestSecurityToken, claim.upn, claim.secret),
          );
          if (
            found.status !== 200 ||
            policy.status !== 200 ||
            granted.status !== 200 ||
            !granted.body.includes('RequestedSecurityToken')
          )
            failures.push(`${found.status} ${policy.status} ${granted.status}`);
        }
        connection.close();
      } catch (error) {
        failures.push(String(error));
      }
      latencies.push(performance.now() - at);
    }
  };
  await Promise.all(Array.from({ length: load.atOnce }, run));
  const cpu = process.cpuUsage(before);
  console.log(
    JSON.stringify({
      seconds: (performance.now() - began) / 1000,
      failures: failures.slice(0, 20),
      failed: failures.length,
      latencies,
      cpuSeconds: (cpu.user + cpu.system) / 1e6,
    }),
  );
}
