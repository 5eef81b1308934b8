import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePorts } from '../support/server.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** A place for one installation: its folders and ports. */
export interface Place {
  readonly folder: string;
  readonly data: string;
  readonly keys: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly ports: { readonly enrollment: number; readonly management: number; readonly operator: number };
}

/** A throw-away place that everybody may pass through, as PostgreSQL must. */
export async function makePlace(environment: Record<string, string> = {}): Promise<Place> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-start-'));
  fs.chmodSync(folder, 0o755);
  const [enrollment = 0, management = 0, operator = 0] = await freePorts(3);
  const data = path.join(folder, 'data');
  const keys = path.join(folder, 'keys');
  return {
    folder,
    data,
    keys,
    ports: { enrollment, management, operator },
    environment: {
      BATON_DATA: data,
      BATON_KEYS: keys,
      BATON_HOST: 'mdm.example.test',
      BATON_ADDRESS: '127.0.0.1',
      BATON_ENROLLMENT_PORT: String(enrollment),
      BATON_MANAGEMENT_PORT: String(management),
      BATON_OPERATOR_PORT: String(operator),
      ...environment,
    },
  };
}

/** A server process: what it said so far, and how it ended. */
export interface BatonProcess {
  readonly child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Resolves when it says where the console is. @throws with its words when it ends before */
  readonly listening: Promise<void>;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

/** Runs `node src/main.ts` as a service manager does: node itself, with nothing but our environment. */
export function runBaton(
  place: Place,
  more: { environment?: Record<string, string>; uid?: number } = {},
): BatonProcess {
  const child = spawn(process.execPath, [path.join(ROOT, 'src/main.ts')], {
    cwd: place.folder,
    env: { PATH: process.env['PATH'] ?? '', ...place.environment, ...more.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(more.uid === undefined ? {} : { uid: more.uid, gid: more.uid }),
  });
  let stdout = '';
  let stderr = '';
  const ended = new Promise<number | string>((resolve) =>
    child.once('close', (code, signal) => resolve(code ?? signal ?? '')),
  );
  const listening = new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      if (stdout.includes('Console: ') && stdout.endsWith('\n')) resolve();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    void ended.then((end) => reject(new Error(`ended with ${end}: ${stderr}`)));
  });
  listening.catch(() => undefined);
  return { child, stdout: () => stdout, stderr: () => stderr, listening, ended };
}

/** Starts a server that is to refuse, and waits for its exit code and sentences. */
export async function refuse(
  place: Place,
  environment: Record<string, string> = {},
): Promise<{ code: number | string; en: string; ja: string }> {
  const baton = runBaton(place, { environment });
  const code = await baton.ended;
  // the log and Node's own warnings go to the same stream; the two sentences are the last lines
  // the log is on the same stream, written on its own time: a line of it may come between or after the two sentences
  const sentences = baton
    .stderr()
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith('{'));
  const [en = '', ja = ''] = sentences.slice(-2);
  return { code, en, ja };
}

/** Every file below a folder with size and time of change, as far as PostgreSQL's own do not matter. */
export function snapshot(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.startsWith('postgresql/') && !name.startsWith('bin/'))
    .map((name) => {
      const { size, mtimeMs, mode } = fs.statSync(path.join(folder, name));
      return `${name} ${mode.toString(8)} ${size} ${mtimeMs}`;
    })
    .sort();
}
