import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMasterKey, readMasterKey } from './master-key.ts';
import { secret } from './secret.ts';

let keyFolder: string;
beforeEach(() => {
  keyFolder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'baton-key-')), 'keys');
});
afterEach(() => fs.rmSync(path.dirname(keyFolder), { recursive: true }));

const read = () => readMasterKey({ keyFolder, masterKey: undefined });
const file = () => path.join(keyFolder, 'master.key');

test('a made key is read again, in a file that only its owner reads', () => {
  expect(read()).toBeNull();
  const key = createMasterKey({ keyFolder });
  expect(key).toHaveLength(32);
  expect(read()?.equals(key)).toBe(true);
  expect(fs.statSync(file()).mode & 0o777).toBe(0o600);
  expect(fs.statSync(keyFolder).mode & 0o777).toBe(0o700);
});

test('a key is never overwritten', () => {
  const key = createMasterKey({ keyFolder });
  expect(() => createMasterKey({ keyFolder })).toThrow(/EEXIST/);
  expect(read()?.equals(key)).toBe(true);
});

test.each([0o640, 0o604, 0o620])('a key file of mode %o is refused with the command that mends it', (mode) => {
  createMasterKey({ keyFolder });
  fs.chmodSync(file(), mode);
  expect(read).toThrow(/chmod 600/);
});

test.each(['', 'short', `${'ab'.repeat(32)}zz`, 'A'.repeat(5000)])(
  'a key file of other content is refused, without a word of it',
  (content) => {
    createMasterKey({ keyFolder });
    fs.writeFileSync(file(), content);
    expect(read).toThrow(/does not hold 32 bytes/);
  },
);

test('BATON_MASTER_KEY goes before the file, in hex or base64', () => {
  createMasterKey({ keyFolder });
  const key = Buffer.alloc(32, 9);
  for (const text of [key.toString('hex'), key.toString('base64'), ` ${key.toString('base64')}\n`]) {
    expect(readMasterKey({ keyFolder, masterKey: secret(text) })?.equals(key)).toBe(true);
  }
  expect(() => readMasterKey({ keyFolder, masterKey: secret('too short') })).toThrow(/BATON_MASTER_KEY/);
});
