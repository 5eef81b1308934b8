import fs from 'node:fs';
import path from 'node:path';
import { checkClock } from '../../config/clock-check.ts';
import type { Config } from '../../config/config.ts';
import { findHolder, inspectDataFolder, requireReachableFolder } from '../../config/data-folder.ts';
import { masterKeyFile, readMasterKey } from '../../config/master-key.ts';
import { type CheckResult, refusalOf, result } from './check-result.ts';

const GIB = 2 ** 30;
const FAIL_FREE = 1 * GIB;
const WARN_FREE = 10 * GIB;

/** The data folder: whose it is, and whether a Baton uses it now. */
export function checkDataFolder(config: Config): { results: CheckResult[]; isRunning: boolean; isStarted: boolean } {
  const { dataFolder } = config;
  const refused =
    config.databaseUrl === undefined ? refusalOf('folder', () => requireReachableFolder(dataFolder)) : null;
  if (refused !== null) return { results: [refused], isRunning: false, isStarted: false };
  const unreadable = refusalOf('folder', () => inspectDataFolder(dataFolder));
  if (unreadable !== null) return { results: [unreadable], isRunning: false, isStarted: false };

  const found = inspectDataFolder(dataFolder);
  if (found.state === 'absent' || found.state === 'empty') {
    const line = result(
      'folder',
      'ok',
      `${dataFolder} is ${found.state}; the first start makes it.`,
      `${dataFolder} は${found.state === 'absent' ? 'まだありません' : '空です'}。最初の起動時に作成されます。`,
    );
    return { results: [line], isRunning: false, isStarted: false };
  }
  if (found.state !== 'ours' || found.marker.kind !== 'baton') {
    const line = result(
      'folder',
      'fail',
      `${dataFolder} is not the folder of a real server; set BATON_DATA.`,
      `${dataFolder} は本番のサーバーのフォルダーではありません。BATON_DATA を設定してください。`,
    );
    return { results: [line], isRunning: false, isStarted: false };
  }
  const since = found.marker.createdAt;
  const folder = result('folder', 'ok', `${dataFolder}, since ${since}`, `${dataFolder} (作成日時 ${since})`);
  const holder = findHolder(dataFolder);
  const lock =
    holder === null
      ? result('running', 'ok', 'Baton is not running.', 'Baton は実行されていません。')
      : result(
          'running',
          'ok',
          `Baton is running (process ${holder.pid}).`,
          `Baton は実行中です (プロセス ${holder.pid})。`,
        );
  return { results: [folder, lock], isRunning: holder !== null, isStarted: true };
}

/** The master key: there, private and readable; absent only before the first start. */
export function checkMasterKey(config: Config, isStarted: boolean): { line: CheckResult; key: Buffer | null } {
  const refused = refusalOf('key', () => readMasterKey(config));
  if (refused !== null) return { line: refused, key: null };
  const key = readMasterKey(config);
  const file = masterKeyFile(config);
  if (config.masterKey !== undefined) {
    return { line: result('key', 'ok', 'from BATON_MASTER_KEY', 'BATON_MASTER_KEY から取得'), key };
  }
  if (key !== null) return { line: result('key', 'ok', `${file}, private`, `${file} (所有者のみ読み取り可)`), key };
  const line = isStarted
    ? result('key', 'fail', `${file} is missing; restore it.`, `${file} がありません。復元してください。`)
    : result('key', 'ok', `${file}: the first start makes it.`, `${file}: 最初の起動時に作成されます。`);
  return { line, key };
}

/** The machine's clock by itself; checkDatabase compares it with what was written. */
export function checkMachineClock(config: Config, now: Date): CheckResult {
  const refused = refusalOf('clock', () =>
    checkClock(now, { newestEntry: null, issuingEnd: null }, config.acceptsClock),
  );
  return refused ?? result('clock', 'ok', now.toISOString(), now.toISOString());
}

/** Free space where the data folder lies or will lie. */
export function checkDiskSpace(config: Config): CheckResult {
  let folder = config.dataFolder;
  while (!fs.existsSync(folder)) folder = path.dirname(folder);
  const { bavail, bsize } = fs.statfsSync(folder);
  const free = bavail * bsize;
  const shown = `${(free / GIB).toFixed(1)} GiB`;
  const status = free < FAIL_FREE ? 'fail' : free < WARN_FREE ? 'warn' : 'ok';
  return result('disk', status, `${shown} free at ${folder}`, `${folder} の空き容量 ${shown}`);
}
