import { type ChildProcess, execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { placeBinaries } from './place-binaries.ts';

const run = promisify(execFile);

/** PostgreSQL refuses to run as root; "nobody" has a passwd entry on every distribution, which initdb needs. */
const UNPRIVILEGED = { uid: 65534, gid: 65534 };
const START_TIMEOUT_MS = 30_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
const SUPERUSER = 'baton';

/** A running PostgreSQL of our own, reached through a unix socket only. */
export interface EmbeddedPostgres {
  /** Folder of the unix socket: the `host` of a pg connection. */
  readonly socket: string;
  /** Connection string of one database on it. */
  url(database: string): string;
  /** Smart enough to end open sessions (SIGINT = fast shutdown), resolves when the process is gone. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** PostgreSQL's data folder; made when missing. */
  readonly data: string;
  /** Folder that keeps our readable copy of the binaries. */
  readonly binaries: string;
  /** Extra `-c name=value` settings. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Is told when the server ended by itself and is started again. */
  readonly tell?: (text: string) => void;
}

/**
 * Makes the cluster: UTF-8, no locale of the machine needed, sign-in by the operating system's user only. It is made beside
 * its place and moved there whole, so that a start that is cut off leaves nothing that the next one takes for a database.
 */
async function initialise(bin: string, place: string, common: object, asRoot: boolean): Promise<void> {
  const data = `${place}.new`;
  fs.rmSync(data, { recursive: true, force: true });
  fs.mkdirSync(data, { recursive: true, mode: 0o700 });
  if (asRoot) fs.chownSync(data, UNPRIVILEGED.uid, UNPRIVILEGED.gid);
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  await run(path.join(bin, 'initdb'), ['-D', data, '-U', SUPERUSER, '-A', 'peer', '-E', 'UTF8', ...locale], common);
  const users = new Set([os.userInfo().username, 'nobody']);
  fs.writeFileSync(path.join(data, 'pg_hba.conf'), 'local all all peer map=baton\n');
  fs.writeFileSync(path.join(data, 'pg_ident.conf'), [...users].map((u) => `baton ${u} ${SUPERUSER}\n`).join(''));
  fs.renameSync(data, place);
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

/** What a launch needs; the same each time. */
interface Launch {
  readonly bin: string;
  readonly data: string;
  readonly socket: string;
  readonly flags: readonly string[];
  readonly common: object;
}

/**
 * Launches the server and waits until it answers.
 * @throws Error with the server's own words when it does not come up within 30 s.
 */
async function launch(options: Launch): Promise<ChildProcess> {
  let log = '';
  let isOver = false;
  const spawnServer = (): ChildProcess => {
    log = '';
    isOver = false;
    const child = spawn(
      path.join(options.bin, 'postgres'),
      ['-D', options.data, '-k', options.socket, ...options.flags],
      {
        ...options.common,
        stdio: ['ignore', 'ignore', 'pipe'],
        detached: true, // Ctrl+C in a terminal must reach us, not the database under us
      },
    );
    child.stderr?.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-4000);
    });
    // not "exit", which may come before its last words
    child.once('close', () => {
      isOver = true;
    });
    return child;
  };
  let server = spawnServer();
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    const client = new pg.Client({ host: options.socket, user: SUPERUSER, database: 'postgres' });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return server;
    } catch (error) {
      // a killed server whose pid is not reaped yet, or whose children still end, holds the lock for a moment; one that was
      // still starting when whoever started it was killed holds it until it is told to stop
      const held = isOver && /postmaster.pid" already exists|still in use/.test(log);
      if (performance.now() > deadline || (isOver && !held)) {
        throw new Error(`PostgreSQL did not start: ${log.trim()}`, { cause: error });
      }
      await sleep(held ? 250 : 20);
      if (held) {
        await stopLeftover(options.data);
        server = spawnServer();
      }
    }
  }
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

const ended = (child: ChildProcess) =>
  new Promise<void>((resolve) => {
    if (hasEnded(child)) resolve();
    else child.once('exit', () => resolve());
  });

/**
 * Starts real PostgreSQL from the npm binaries: unix socket only, as an unprivileged user when we are root. One that ends
 * by itself, or is killed, is started again; until then PCs are told to come back later.
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
  if (!fs.existsSync(path.join(data, 'PG_VERSION'))) await initialise(bin, data, common, asRoot);
  await stopLeftover(data);
  // 0700 and below the system's temporary folder, since a socket path holds at most 107 bytes
  const socket = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-pg-'));
  if (asRoot) fs.chownSync(socket, UNPRIVILEGED.uid, UNPRIVILEGED.gid);

  const settings = { listen_addresses: '', max_connections: '60', ...options.settings };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const start = () => launch({ bin, data, socket, flags, common });
  const removeSocket = () => fs.rmSync(socket, { recursive: true, force: true });
  let server = await start().catch((error: unknown) => {
    removeSocket();
    throw error;
  });
  let isStopping = false;
  const keepRunning = async (): Promise<void> => {
    for (let pause = FIRST_PAUSE_MS; ; ) {
      await ended(server);
      if (isStopping) return;
      options.tell?.('PostgreSQL ended and is started again. / PostgreSQL が終了したため、再び起動します。');
      try {
        server = await start();
        if (isStopping) server.kill('SIGINT');
        pause = FIRST_PAUSE_MS;
      } catch (error) {
        options.tell?.(error instanceof Error ? error.message : String(error));
        await sleep(pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
      }
    }
  };
  const supervision = keepRunning();
  return {
    socket,
    url: (database) => `postgres://${SUPERUSER}@/${database}?host=${encodeURIComponent(socket)}`,
    stop: async () => {
      isStopping = true;
      server.kill('SIGINT');
      await supervision;
      removeSocket();
    },
  };
}
