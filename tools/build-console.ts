// Builds the console where it is not built yet, so that `npm start` and `npm run training` show it on a fresh machine.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const vite = path.join(root, 'node_modules/vite/bin/vite.js');
if (!fs.existsSync(path.join(root, 'console/dist/index.html'))) {
  if (!fs.existsSync(vite)) {
    process.stderr.write(
      'The console is not built and vite is not installed: run npm ci without --omit=dev once. / コンソールが未作成です。\n',
    );
  } else {
    const { status } = spawnSync(process.execPath, [vite, 'build', 'console', '--logLevel', 'error'], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    process.exit(status ?? 1);
  }
}
