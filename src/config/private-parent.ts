import fs from 'node:fs';
import path from 'node:path';

/**
 * PostgreSQL refuses to run as root, so that for root it runs as another user, who must get through every folder above
 * its data. The first one that does not let others pass, such as a home of mode 0700; null when there is none, and for
 * everybody but root.
 */
export function findPrivateParent(folder: string): string | null {
  if (process.getuid?.() !== 0) return null;
  const parents: string[] = [];
  for (let parent = path.resolve(folder); parent !== path.dirname(parent); parent = path.dirname(parent)) {
    parents.unshift(parent);
  }
  return parents.find((parent) => fs.existsSync(parent) && (fs.statSync(parent).mode & 0o001) === 0) ?? null;
}
