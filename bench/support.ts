import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { composeServer, type Server } from '../src/compose.ts';
import { readConfig } from '../src/config/config.ts';
import { openStorage, type Storage } from '../src/storage/open-storage.ts';
import { storeSetting } from '../src/storage/settings-store.ts';

/** A whole Baton on a PostgreSQL of its own with fsync, as `npm start` runs it. */
export interface BenchServer {
  readonly server: Server;
  readonly storage: Storage;
  readonly enrollment: string;
  stop(): Promise<void>;
}

/** USER_HZ of Linux. */
const TICKS_A_SECOND = 100;
const PORTS = { enrollment: 18_443, management: 18_444, operator: 18_080 };

/** Starts it in a throw-away folder; PIN enrollment on, packages never pause. */
export async function startBenchServer(): Promise<BenchServer> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-bench-'));
  fs.chmodSync(folder, 0o755);
  const config = readConfig(
    {
      BATON_DATA: path.join(folder, 'data'),
      BATON_KEYS: path.join(folder, 'keys'),
      BATON_HOST: 'mdm.example.test',
      BATON_ADDRESS: '127.0.0.1',
      BATON_ENROLLMENT_PORT: String(PORTS.enrollment),
      BATON_MANAGEMENT_PORT: String(PORTS.management),
      BATON_OPERATOR_PORT: String(PORTS.operator),
    },
    '/',
  );
  fs.mkdirSync(config.dataFolder, { recursive: true });
  const storage = await openStorage({
    url: null,
    dataFolder: config.dataFolder,
    ...(process.env['BENCH_STATEMENTS']
      ? { settings: { shared_preload_libraries: 'pg_stat_statements', 'pg_stat_statements.track': 'all' } }
      : {}),
  });
  await storeSetting(storage.database, 'enrollment.pinEnabled', true, 'bench');
  await storeSetting(storage.database, 'package.stopAfter', 0, 'bench');
  const logger = pino({ level: 'warn' }, pino.destination(2));
  const server = await composeServer({
    config,
    storage,
    masterKey: randomBytes(32),
    environment: 'production',
    logger,
  });
  await server.start();
  return {
    server,
    storage,
    enrollment: `https://mdm.example.test:${PORTS.enrollment}`,
    stop: async () => {
      if (process.env['BENCH_STATEMENTS']) await printStatements(storage);
      await server.stop();
      await storage.close();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** CPU seconds that PostgreSQL used so far, all its processes together. */
export async function databaseCpuSeconds(storage: Storage): Promise<number> {
  const { rows } = await storage.database.query<{ pid: number }>('select pg_backend_pid() as pid');
  const ofProcess = (pid: string) => {
    // man 5 proc: the fields behind the name, which ends at the last bracket
    const fields = fs
      .readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    const [parent, user, system, endedUser, endedSystem] = [1, 11, 12, 13, 14].map((place) => Number(fields[place]));
    return { parent, ticks: (user ?? 0) + (system ?? 0), ended: (endedUser ?? 0) + (endedSystem ?? 0) };
  };
  const postmaster = ofProcess(String(rows[0]?.pid)).parent ?? 0;
  const own = ofProcess(String(postmaster));
  const children = fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const process = ofProcess(pid);
        return process.parent === postmaster ? [process.ticks + process.ended] : [];
      } catch {
        return []; // ended while the list was read
      }
    });
  return children.reduce((sum, ticks) => sum + ticks, own.ticks + own.ended) / TICKS_A_SECOND;
}

/** Where the database spent its time, with BENCH_STATEMENTS=1. */
async function printStatements(storage: Storage): Promise<void> {
  await storage.database.query('create extension if not exists pg_stat_statements');
  const { rows } = await storage.database.query<{ calls: number; mean: number; total: number; query: string }>(
    `select calls, round(mean_exec_time::numeric, 3)::float mean, round(total_exec_time)::int total, left(regexp_replace(query, '\\s+', ' ', 'g'), 110) query
     from pg_stat_statements order by total_exec_time desc limit 25`,
  );
  for (const row of rows)
    console.log(
      `${String(row.total).padStart(7)} ms ${String(row.calls).padStart(7)} x ${row.mean.toFixed(3)} ${row.query}`,
    );
  const { rows: reads } = await storage.database.query<{ name: string; scans: number; read: number }>(
    `select relname || ' (all of it)' as name, seq_scan as scans, seq_tup_read as read from pg_stat_user_tables
     union all select indexrelname, idx_scan, idx_tup_read from pg_stat_user_indexes order by read desc limit 12`,
  );
  for (const row of reads) console.log(`${String(row.read).padStart(9)} rows in ${row.scans} scans of ${row.name}`);
}
