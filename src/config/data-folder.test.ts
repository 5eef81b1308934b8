import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findHolder, inspectDataFolder, openDataFolder, requireReachableFolder } from './data-folder.ts';
import { StartupError } from './startup-error.ts';

let parent: string;
let folder: string;
beforeEach(() => {
  parent = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-folder-'));
  folder = path.join(parent, 'data');
});
afterEach(() => fs.rmSync(parent, { recursive: true }));

function causeOf(open: () => unknown): string {
  try {
    open();
  } catch (error) {
    if (error instanceof StartupError) return error.reason;
    throw error;
  }
  return 'opened';
}

/** Every file below a folder with its content. */
function snapshot(of: string): Record<string, string> {
  return Object.fromEntries(fs.readdirSync(of).map((name) => [name, fs.readFileSync(path.join(of, name), 'utf8')]));
}

test('an absent or empty folder becomes a data folder; the next start finds it', () => {
  expect(inspectDataFolder(folder)).toEqual({ state: 'absent' });
  const first = openDataFolder(folder, 'baton');
  expect(first.isNew).toBe(true);
  first.release();
  expect(inspectDataFolder(folder)).toMatchObject({ state: 'ours', marker: { kind: 'baton', version: 1 } });
  const second = openDataFolder(folder, 'baton');
  expect(second.isNew).toBe(false);
  second.release();
});

test('a folder in use is refused and stays in use; after its release it is free', () => {
  const first = openDataFolder(folder, 'baton');
  expect(findHolder(folder)).toEqual({ pid: process.pid });
  expect(causeOf(() => openDataFolder(folder, 'baton'))).toBe('folder-locked');
  expect(causeOf(() => openDataFolder(folder, 'baton'))).toBe('folder-locked');
  first.release();
  expect(findHolder(folder)).toBeNull();
  openDataFolder(folder, 'baton').release();
});

test.each([
  ['files that are not ours', { 'letter.txt': 'dear' }],
  ['a marker that is not JSON', { 'baton.json': '{' }],
  ['a marker of another program', { 'baton.json': '{"kind":"orchestra","version":1}' }],
])('%s: refused and left as they were', (_, files) => {
  fs.mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), content);
  expect(causeOf(() => openDataFolder(folder, 'baton'))).toBe('folder-foreign');
  expect(snapshot(folder)).toEqual(files);
});

test('a folder of a newer release is refused and left as it was', () => {
  fs.mkdirSync(folder);
  const marker = JSON.stringify({ kind: 'baton', version: 2, createdAt: new Date().toISOString() });
  fs.writeFileSync(path.join(folder, 'baton.json'), marker);
  expect(causeOf(() => openDataFolder(folder, 'baton'))).toBe('folder-foreign');
  expect(snapshot(folder)).toEqual({ 'baton.json': marker });
});

test('a real server refuses the folder of a training, and a training that of a real server', () => {
  openDataFolder(folder, 'training').release();
  expect(causeOf(() => openDataFolder(folder, 'baton'))).toBe('folder-foreign');
  const real = path.join(parent, 'real');
  openDataFolder(real, 'baton').release();
  expect(causeOf(() => openDataFolder(real, 'training'))).toBe('folder-foreign');
});

test('a start that was cut off before its marker is begun again', () => {
  fs.mkdirSync(folder);
  for (const name of ['baton.lock', 'baton.pid', 'baton.json.new']) fs.writeFileSync(path.join(folder, name), '');
  const opened = openDataFolder(folder, 'baton');
  expect(opened.isNew).toBe(true);
  opened.release();
});

test('a file in place of the folder is said, not thrown about', () => {
  fs.writeFileSync(folder, '');
  expect(causeOf(() => openDataFolder(folder, 'baton'))).toBe('folder-unusable');
});

test.runIf(process.getuid?.() === 0)(
  'as root, a folder below a private home is refused before anything is made',
  () => {
    fs.chmodSync(parent, 0o700);
    expect(causeOf(() => requireReachableFolder(folder))).toBe('folder-unusable');
    fs.chmodSync(parent, 0o711);
    expect(causeOf(() => requireReachableFolder(folder))).toBe('opened');
  },
);
