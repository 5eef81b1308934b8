import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { MASTER_KEY_BYTES } from '../pki/seal.ts';
import type { Config } from './config.ts';
import { StartupError, systemCode } from './startup-error.ts';

const FILE = 'master.key';
/** Longer than any way of writing 32 bytes. */
const MAX_FILE_BYTES = 1024;

/** Path of the key file, for messages. */
export function masterKeyFile(config: Pick<Config, 'keyFolder'>): string {
  return path.join(config.keyFolder, FILE);
}

/**
 * The master key: from BATON_MASTER_KEY, else from `master.key` in the key folder; null when there is no such file.
 * @throws StartupError `key-unreadable`
 */
export function readMasterKey(config: Pick<Config, 'keyFolder' | 'masterKey'>): Buffer | null {
  if (config.masterKey !== undefined) {
    const key = decodeKey(config.masterKey.reveal());
    if (key !== null) return key;
    throw new StartupError('key-unreadable', {
      en: 'BATON_MASTER_KEY is not 32 bytes in base64 or hex.',
      ja: 'BATON_MASTER_KEY は 32 バイトの鍵 (base64 または 16 進) ではありません。',
    });
  }
  const file = masterKeyFile(config);
  const text = readPrivateFile(file);
  if (text === null) return null;
  const key = decodeKey(text);
  if (key !== null) return key;
  throw new StartupError('key-unreadable', {
    en: `The key file ${file} does not hold 32 bytes in base64 or hex; restore it from your copy.`,
    ja: `キー ファイル ${file} の内容が 32 バイトの鍵 (base64 または 16 進) ではありません。控えから復元してください。`,
  });
}

/**
 * Makes a new master key and its file (0600, in a folder of 0700), durable before it is used. Never overwrites one.
 * @throws StartupError `key-unreadable`
 */
export function createMasterKey(config: Pick<Config, 'keyFolder'>): Buffer {
  const key = randomBytes(MASTER_KEY_BYTES);
  const file = masterKeyFile(config);
  try {
    fs.mkdirSync(config.keyFolder, { recursive: true, mode: 0o700 });
    const handle = fs.openSync(file, 'wx', 0o600);
    try {
      fs.writeSync(handle, `${key.toString('base64')}\n`);
      fs.fsyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
  } catch (error) {
    throw new StartupError(
      'key-unreadable',
      {
        en: `The key file ${file} cannot be made (${systemCode(error)}); check the permissions of the folder.`,
        ja: `キー ファイル ${file} を作成できません (${systemCode(error)})。フォルダーの権限を確認してください。`,
      },
      { cause: error },
    );
  }
  return key;
}

/** Removes a key file that this start made and that nothing was sealed with. */
export function discardMasterKey(config: Pick<Config, 'keyFolder'>): void {
  fs.rmSync(masterKeyFile(config), { force: true });
}

function readPrivateFile(file: string): string | null {
  let handle: number;
  try {
    handle = fs.openSync(file, 'r');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw new StartupError(
      'key-unreadable',
      {
        en: `The key file ${file} cannot be read (${systemCode(error)}); run Baton as the user that owns it.`,
        ja: `キー ファイル ${file} を読み取れません (${systemCode(error)})。所有者のユーザーで Baton を実行してください。`,
      },
      { cause: error },
    );
  }
  try {
    const { mode, size } = fs.fstatSync(handle);
    // Windows keeps no such bits; there the folder's access list decides
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new StartupError('key-unreadable', {
        en: `The key file ${file} is readable by others (mode ${(mode & 0o777).toString(8)}); run: chmod 600 ${file}`,
        ja: `キー ファイル ${file} を他のユーザーが読み取れます (モード ${(mode & 0o777).toString(8)})。chmod 600 ${file} を実行してください。`,
      });
    }
    return size > MAX_FILE_BYTES ? '' : fs.readFileSync(handle, 'utf8');
  } finally {
    fs.closeSync(handle);
  }
}

function decodeKey(text: string): Buffer | null {
  const trimmed = text.trim();
  if (/^[0-9a-f]{64}$/i.test(trimmed)) return Buffer.from(trimmed, 'hex');
  if (/^[A-Za-z0-9+/]{43}=$/.test(trimmed)) return Buffer.from(trimmed, 'base64');
  return null;
}
