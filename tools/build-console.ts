// Builds the console where it is not built yet or older than its sources, so that `npm start` and `npm run training` show
// the one of this release on a fresh machine and after an update.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const vite = path.join(root, 'node_modules/vite/bin/vite.js');
// the console shows texts and checks forms by what it takes from src
const SOURCES = ['console/src', 'src', 'console/index.html', 'console/vite.config.ts', 'package-lock.json'];

/** When a file, or the newest file of a folder, was written last; ms. */
function newest(name: string): number {
  const full = path.join(root, name);
  const stat = fs.statSync(full, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return fs.readdirSync(full).reduce((latest, entry) => Math.max(latest, newest(path.join(name, entry))), 0);
}

const built = newest('console/dist/index.html');
if (SOURCES.some((source) => newest(source) > built)) {
  if (fs.existsSync(vite)) {
    const { status } = spawnSync(process.execPath, [vite, 'build', 'console', '--logLevel', 'error'], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    process.exit(status ?? 1);
  }
  process.stderr.write(
    'The console is not built, or older than its sources, and vite is not installed: run npm ci without --omit=dev once. / コンソールが未作成か、古いバージョンです。npm ci を --omit=dev なしで一度実行してください。\n',
  );
}
