import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Manifest } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const KB = 1024;
const FIRST_LOAD = 235 * KB;
const ROUTE = 40 * KB;
const SHELL = 'src/features/shell/start.tsx';
const SIGN_IN = 'src/features/sign-in/start.tsx';
const ENTRY = 'index.html';

describe('what the browser loads', () => {
  let manifest: Manifest;
  let out: string;

  beforeAll(() => {
    out = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-console-'));
    // the build that is shipped: inside of a test run the libraries would come in their development form
    const vite = path.resolve(import.meta.dirname, '../node_modules/vite/bin/vite.js');
    const built = spawnSync(
      process.execPath,
      [vite, 'build', import.meta.dirname, '--manifest', '--outDir', out, '--emptyOutDir'],
      {
        env: { ...process.env, NODE_ENV: 'production' },
        encoding: 'utf8',
      },
    );
    if (built.status !== 0) throw new Error(built.stderr);
    manifest = JSON.parse(fs.readFileSync(path.join(out, '.vite/manifest.json'), 'utf8')) as Manifest;
  });
  afterAll(() => fs.rmSync(out, { recursive: true, force: true }));

  /** Scripts that must be there before a chunk runs, itself included. */
  function needed(key: string, seen: Set<string> = new Set()): Set<string> {
    const chunk = manifest[key];
    if (chunk === undefined) throw new Error(`no chunk ${key}`);
    if (seen.has(chunk.file)) return seen;
    seen.add(chunk.file);
    for (const inner of chunk.imports ?? []) needed(inner, seen);
    return seen;
  }
  const sizeOf = (files: Iterable<string>) =>
    [...files].reduce((sum, file) => sum + gzipSync(fs.readFileSync(path.join(out, file)), { level: 9 }).length, 0);
  const texts = (name: string) => [`src/i18n/ja/${name}.json`].flatMap((key) => [...needed(key)]);
  const firstLoad = () => new Set([...needed(ENTRY), ...needed(SHELL), ...texts('common'), ...texts('overview')]);

  it('shell and overview in one language: at most 235 KB of script, gzipped', () => {
    const size = sizeOf(firstLoad());
    console.log(`first load: ${(size / KB).toFixed(1)} KB gzipped`);
    expect(size).toBeLessThanOrEqual(FIRST_LOAD);
  });

  it('sign-in is small: at most 160 KB', () => {
    const size = sizeOf(new Set([...needed(ENTRY), ...needed(SIGN_IN), ...texts('sign-in')]));
    console.log(`sign-in: ${(size / KB).toFixed(1)} KB gzipped`);
    expect(size).toBeLessThanOrEqual(160 * KB);
  });

  it('each route adds at most 40 KB of its own', () => {
    const first = firstLoad();
    const routes = Object.keys(manifest).filter(
      (key) => /src\/features\/.*-page\.tsx$/.test(key) && manifest[key]?.isDynamicEntry,
    );
    expect(routes.length).toBeGreaterThan(12);
    for (const route of routes) {
      const chunk = manifest[route];
      const own = [...needed(route)].filter((file) => !first.has(file) && file === chunk?.file);
      expect(sizeOf(own), route).toBeLessThanOrEqual(ROUTE);
    }
  });

  it('loads the second language, dialogs and tables only with what needs them', () => {
    const first = [...firstLoad()].join();
    expect(first).not.toMatch(/DialogContent|grid|use-list|xml-viewer|Select-|Radio-/);
    for (const key of Object.keys(manifest)) {
      if (key.startsWith('src/i18n/en/')) expect(first).not.toContain(manifest[key]?.file ?? key);
    }
  });
});
