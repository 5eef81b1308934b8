import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { findPrivateParent } from './private-parent.ts';
import { StartupError, systemCode } from './startup-error.ts';

/** `baton`: a real server. `training`: a throw-away one, never to be mixed up with the former. */
export type FolderKind = 'baton' | 'training';

const MARKER = 'baton.json';
const LOCK = 'baton.lock';
const PID = 'baton.pid';
/** Layout of the folder that this release knows. */
const VERSION = 1;
/** What may lie in a folder that counts as empty: ours from a start that was cut off, and what a file system adds. */
const IGNORED = new Set([LOCK, PID, `${MARKER}.new`, 'lost+found']);

const markerSchema = z.object({
  kind: z.literal(['baton', 'training']),
  version: z.int().min(1),
  createdAt: z.iso.datetime(),
});

/** What `baton.json` says of a folder. */
export type FolderMarker = z.infer<typeof markerSchema>;

/** A data folder that this process alone uses. */
export interface DataFolder {
  readonly path: string;
  /** Whether this start made it. */
  readonly isNew: boolean;
  /** Lets the next process in; the operating system does so too when this one is killed. */
  release(): void;
}

/** What a data folder is, found without changing anything. */
export type FolderState =
  | { readonly state: 'absent' | 'empty' | 'foreign' }
  | { readonly state: 'ours'; readonly marker: FolderMarker };

/**
 * Looks at a folder without touching it.
 * @throws StartupError `folder-unusable` when it cannot be read
 */
export function inspectDataFolder(folder: string): FolderState {
  let names: string[];
  try {
    names = fs.readdirSync(folder);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return { state: 'absent' };
    throw unusable(folder, error);
  }
  if (names.every((name) => IGNORED.has(name))) return { state: 'empty' };
  const marker = names.includes(MARKER) ? readMarker(path.join(folder, MARKER)) : null;
  return marker === null ? { state: 'foreign' } : { state: 'ours', marker };
}

/**
 * Takes a data folder for this process: makes it when it is absent or empty, refuses one that is not Baton's, that is of
 * the other kind, that a newer release made, or that another process uses. A refused folder is left as it was.
 * @throws StartupError `folder-foreign`, `folder-locked`, `folder-unusable`
 */
export function openDataFolder(folder: string, kind: FolderKind): DataFolder {
  const found = inspectDataFolder(folder);
  if (found.state === 'foreign') {
    throw new StartupError('folder-foreign', {
      en: `The folder ${folder} holds files that are not Baton's; set BATON_DATA to an empty folder.`,
      ja: `フォルダー ${folder} に Baton 以外のファイルがあります。BATON_DATA に空のフォルダーを指定してください。`,
    });
  }
  if (found.state === 'ours') refuseOtherMarker(folder, found.marker, kind);
  try {
    // PostgreSQL runs as another user when we are root, and must get through to its own folder below
    fs.mkdirSync(folder, { recursive: true, mode: 0o755 });
    const release = lock(folder);
    try {
      if (found.state !== 'ours') writeMarker(folder, kind);
      fs.writeFileSync(path.join(folder, PID), `${process.pid}\n`);
    } catch (error) {
      release();
      throw error;
    }
    return { path: folder, isNew: found.state !== 'ours', release };
  } catch (error) {
    throw error instanceof StartupError ? error : unusable(folder, error);
  }
}

function refuseOtherMarker(folder: string, marker: FolderMarker, kind: FolderKind): void {
  if (marker.version > VERSION) {
    throw new StartupError('folder-foreign', {
      en: `The folder ${folder} was made by a newer Baton; start that release.`,
      ja: `フォルダー ${folder} は新しいバージョンの Baton が作成したものです。そのバージョンで起動してください。`,
    });
  }
  if (marker.kind === kind) return;
  throw new StartupError(
    'folder-foreign',
    kind === 'baton'
      ? {
          en: `The folder ${folder} belongs to a training; a real server needs a folder of its own (BATON_DATA).`,
          ja: `フォルダー ${folder} はトレーニング用です。本番のサーバーには別のフォルダーを指定してください (BATON_DATA)。`,
        }
      : {
          en: `The folder ${folder} belongs to a real server; a training does not touch it.`,
          ja: `フォルダー ${folder} は本番のサーバーのものです。トレーニングでは使用できません。`,
        },
  );
}

function readMarker(file: string): FolderMarker | null {
  try {
    return markerSchema.safeParse(JSON.parse(fs.readFileSync(file, 'utf8'))).data ?? null;
  } catch {
    return null;
  }
}

function writeMarker(folder: string, kind: FolderKind): void {
  const marker: FolderMarker = { kind, version: VERSION, createdAt: new Date().toISOString() };
  const part = path.join(folder, `${MARKER}.new`);
  fs.writeFileSync(part, `${JSON.stringify(marker, null, 2)}\n`, { flush: true });
  fs.renameSync(part, path.join(folder, MARKER));
}

const SQLITE_BUSY = 5;

/**
 * Node has no call for file locks, but its SQLite holds one of the operating system's while a transaction is open: gone
 * when the process is, however it ends, seen from other containers too, and nothing is ever written to the file.
 */
function lock(folder: string): () => void {
  const database = new DatabaseSync(path.join(folder, LOCK), { timeout: 0 });
  try {
    database.exec('pragma journal_mode = memory; begin exclusive');
  } catch (error) {
    database.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) throw locked(folder);
    throw error;
  }
  return () => {
    fs.rmSync(path.join(folder, PID), { force: true });
    database.close();
  };
}

/**
 * Refuses a folder in which the PostgreSQL that Baton starts could not reach its data, before anything is made there.
 * @throws StartupError `folder-unusable`
 */
export function requireReachableFolder(folder: string): void {
  const parent = findPrivateParent(path.dirname(folder));
  if (parent === null) return;
  throw new StartupError('folder-unusable', {
    en: `PostgreSQL does not run as root and cannot get through ${parent} to ${folder}; set BATON_DATA to a folder such as /var/lib/baton, or run Baton as another user.`,
    ja: `PostgreSQL は root では動作しないため、${parent} を通って ${folder} に到達できません。BATON_DATA に /var/lib/baton などを指定するか、root 以外のユーザーで Baton を実行してください。`,
  });
}

/** Whether a process uses the folder now, and which, as far as it says so. */
export function findHolder(folder: string): { readonly pid: number } | null {
  if (!fs.existsSync(path.join(folder, LOCK))) return null;
  try {
    lock(folder)();
    return null;
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    return { pid: readPid(folder) };
  }
}

function readPid(folder: string): number {
  try {
    return Number.parseInt(fs.readFileSync(path.join(folder, PID), 'utf8'), 10) || 0;
  } catch {
    return 0;
  }
}

function locked(folder: string): StartupError {
  const pid = readPid(folder) || '?';
  return new StartupError('folder-locked', {
    en: `Another Baton (process ${pid}) uses the folder ${folder}; stop it first, or set BATON_DATA.`,
    ja: `フォルダー ${folder} は別の Baton (プロセス ${pid}) が使用中です。先に停止するか、BATON_DATA を変更してください。`,
  });
}

function unusable(folder: string, error: unknown): StartupError {
  const code = systemCode(error);
  return new StartupError(
    'folder-unusable',
    {
      en: `The folder ${folder} cannot be used (${code}); check its permissions and the free space.`,
      ja: `フォルダー ${folder} を使用できません (${code})。権限と空き容量を確認してください。`,
    },
    { cause: error },
  );
}
