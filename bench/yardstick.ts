import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import tls from 'node:tls';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What this machine is, for the head of every figure. */
export function machine(): string {
  const cpu = os.cpus()[0]?.model.trim() ?? 'unknown processor';
  return `${os.cpus().length} x ${cpu}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}`;
}

export interface RsaRates {
  readonly sign: number;
  readonly verify: number;
  /** One signature and one verification after the other: 1 / (1/sign + 1/verify). */
  readonly signAndVerify: number;
}

/** `openssl speed rsa2048`, one process, 3 s each: the yardstick for everything that signs. */
export async function rsa2048(): Promise<RsaRates> {
  const { stdout } = await run('openssl', ['speed', '-seconds', '3', 'rsa2048'], { maxBuffer: 1 << 20 });
  const line = stdout.split('\n').find((text) => /^rsa\s+2048/.test(text)) ?? '';
  const numbers = line.trim().split(/\s+/).map(Number);
  // OpenSSL 3: "rsa 2048 bits 0.000678s 0.000019s 1475.4 52012.3", later ones add encr./decr. columns
  const [sign, verify] = numbers.filter((value) => Number.isFinite(value) && value > 100).slice(-2);
  if (sign === undefined || verify === undefined) throw new Error(`openssl speed said: ${line}`);
  return { sign, verify, signAndVerify: 1 / (1 / sign + 1 / verify) };
}

/** `pgbench -S` on the database under test, 4 clients for 5 s; null where the machine has no pgbench. */
export async function pgbenchSelect(socket: string, database: string): Promise<number | null> {
  const pgbench = ['/usr/lib/postgresql/15/bin/pgbench', '/usr/bin/pgbench'].find((path) => fs.existsSync(path));
  if (pgbench === undefined) return null;
  const common = ['-h', socket, '-U', 'baton'];
  await run(pgbench, [...common, '-i', '-s', '5', '-q', database]);
  const { stdout } = await run(pgbench, [...common, '-S', '-c', '4', '-T', '5', '-M', 'prepared', database]);
  return Number(/tps = ([\d.]+)/.exec(stdout)?.[1]);
}

/** A bare TLS echo on the same certificate: full handshakes a second, one small request each, 16 at a time. */
export async function tlsHandshakes(pair: { cert: string; key: string }, seconds = 4): Promise<number> {
  const server = tls.createServer({ ...pair, sessionTimeout: 0 }, (socket) => {
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const end = performance.now() + seconds * 1000;
  let done = 0;
  const worker = async () => {
    while (performance.now() < end) {
      await new Promise<void>((resolve, reject) => {
        const socket = tls.connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => socket.write('ping'));
        socket.once('data', () => socket.end());
        socket.once('close', () => resolve());
        socket.once('error', reject);
      });
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return done / seconds;
}

/** The value below which a share `p` of the samples lies. */
export function percentile(samples: readonly number[], p: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? Number.NaN;
}
