import pino from 'pino';
import { composeServer, type Server } from './compose.ts';
import { checkClock } from './config/clock-check.ts';
import { type Config, readConfig } from './config/config.ts';
import { type DataFolder, openDataFolder, requireReachableFolder } from './config/data-folder.ts';
import { createMasterKey, discardMasterKey, masterKeyFile, readMasterKey } from './config/master-key.ts';
import { damagedDatabase, StartupError, systemCode } from './config/startup-error.ts';
import { makeFirstOperator } from './operators/make-first-operator.ts';
import { readCertificate } from './pki/certificate.ts';
import { TlsRootError } from './pki/complete-authorities.ts';
import { SealError } from './pki/seal.ts';
import { listAuthorities } from './storage/authorities-store.ts';
import { findNewestEntry } from './storage/newest-entry.ts';
import { openStorage, type Storage, StorageError } from './storage/open-storage.ts';

/** How long requests that are under way may take after a signal to stop; service managers kill after 30 s or more. */
const STOP_MS = 25_000;

/** Letters of what PostgreSQL says that still make one sentence. */
const MAX_WORDS = 400;

/** What was opened, in the order in which it is let go. */
type Closer = () => Promise<void> | void;

/** Starts the server, waits for SIGTERM or SIGINT, and stops it. */
async function main(): Promise<void> {
  const signal = new Promise<void>((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => resolve());
  });
  const closers: Closer[] = [];
  try {
    const config = readConfig(process.env, process.cwd());
    checkClock(new Date(), { newestEntry: null, issuingEnd: null }, config.acceptsClock);
    if (config.databaseUrl === undefined) requireReachableFolder(config.dataFolder);
    const folder = openDataFolder(config.dataFolder, 'baton');
    closers.unshift(() => folder.release());
    const storage = await openStorageOrSay(config);
    closers.unshift(() => storage.close());
    const server = await composeOrSay(config, storage);
    closers.unshift(() => server.stop());
    await startOrSay(server);
    await greet(config, folder, server);
    await signal;
  } finally {
    await closeInTurn(closers);
  }
}

/** Lets go of everything; requests that still hang after 25 s do not keep the database from being stopped in order. */
async function closeInTurn(closers: readonly Closer[]): Promise<void> {
  for (const close of closers) {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, STOP_MS);
    });
    await Promise.race([close(), late]).finally(() => clearTimeout(timer));
  }
}

async function openStorageOrSay(config: Config): Promise<Storage> {
  try {
    return await openStorage({
      url: config.databaseUrl?.reveal() ?? null,
      dataFolder: config.dataFolder,
      tell: (text) => process.stderr.write(`${text}\n`),
    });
  } catch (error) {
    if (error instanceof StorageError && error.code === 'too-old') {
      throw new StartupError(
        'database-too-old',
        {
          en: 'The PostgreSQL of DATABASE_URL is older than 15; Baton needs 15 or newer.',
          ja: 'DATABASE_URL の PostgreSQL は 15 より古いバージョンです。15 以降が必要です。',
        },
        { cause: error },
      );
    }
    if (error instanceof StorageError && error.code === 'damaged') throw damagedDatabase(error.message);
    if (error instanceof StorageError) {
      const code = systemCode(error.cause);
      throw new StartupError(
        'database-unreachable',
        {
          en: `The PostgreSQL of DATABASE_URL cannot be used (${code}); check address, account and database name.`,
          ja: `DATABASE_URL の PostgreSQL を使用できません (${code})。アドレス、アカウント、データベース名を確認してください。`,
        },
        { cause: error },
      );
    }
    const words = (error instanceof Error ? error.message : '').replaceAll(/\s+/g, ' ').slice(0, MAX_WORDS);
    throw new StartupError(
      'database-failed',
      {
        en: `The database does not start or cannot be brought to this release: ${words}`,
        ja: `データベースを起動できないか、このバージョンに更新できません: ${words}`,
      },
      { cause: error },
    );
  }
}

/**
 * Opens the master key and composes. A key is made only for a database that holds nothing sealed yet: a lost key must
 * not be covered up by a new one.
 */
async function composeOrSay(config: Config, storage: Storage): Promise<Server> {
  const authorities = await listAuthorities(storage.database);
  const issuing = authorities.get('device-issuing');
  checkClock(
    new Date(),
    {
      newestEntry: await findNewestEntry(storage.database),
      issuingEnd: issuing === undefined ? null : readCertificate(issuing.certificate).notAfter,
    },
    config.acceptsClock,
  );
  const found = readMasterKey(config);
  if (found === null && authorities.size > 0) {
    const file = masterKeyFile(config);
    throw new StartupError('key-unreadable', {
      en: `The key file ${file} is missing, but this database was sealed with one; restore it or set BATON_MASTER_KEY.`,
      ja: `キー ファイル ${file} がありません。このデータベースは既存のキーで保護されています。復元するか、BATON_MASTER_KEY を設定してください。`,
    });
  }
  const logger = pino({ level: config.logLevel }, pino.destination(2));
  try {
    const masterKey = found ?? createMasterKey(config);
    return await composeServer({ config, storage, masterKey, environment: 'production', logger });
  } catch (error) {
    if (error instanceof SealError) {
      // another node was first with a key of its own
      if (found === null) discardMasterKey(config);
      throw new StartupError(
        'key-wrong',
        {
          en: 'The master key is not the one that this database was sealed with; restore that one.',
          ja: 'マスター キーが、このデータベースを保護しているものと一致しません。正しいキーを復元してください。',
        },
        { cause: error },
      );
    }
    if (error instanceof TlsRootError) {
      throw new StartupError('tls-root', {
        en: 'The TLS root that PCs trust does not cover all hosts (BATON_HOST, BATON_EXTRA_HOSTS); set the former ones, or BATON_NEW_TLS_ROOT=yes if the PCs get the new root.',
        ja: 'PC が信頼している TLS ルート証明書に含まれないホスト名があります (BATON_HOST、BATON_EXTRA_HOSTS)。元の名前に戻すか、新しいルート証明書を PC に配布する場合は BATON_NEW_TLS_ROOT=yes を指定してください。',
      });
    }
    throw error;
  }
}

async function startOrSay(server: Server): Promise<void> {
  try {
    await server.start();
  } catch (error) {
    const { address, port } = error as { address?: string; port?: number };
    if (port === undefined) throw error;
    const code = systemCode(error);
    const isTaken = code === 'EADDRINUSE';
    throw new StartupError(
      'port-unusable',
      {
        en: `Port ${port} on ${address} ${isTaken ? 'is taken by another program' : `cannot be listened on (${code})`}; free it, or set another port (BATON_…_PORT).`,
        ja: `${address} のポート ${port} ${isTaken ? 'は別のプログラムが使用中です' : `で待ち受けできません (${code})`}。ポートを空けるか、別のポートを指定してください (BATON_…_PORT)。`,
      },
      { cause: error },
    );
  }
}

/** Says where the console is; at the first start also the one-time password, which is in no log and nowhere else. */
async function greet(config: Config, folder: DataFolder, server: Server): Promise<void> {
  const { address, port } = config.operatorDoor;
  const isAnywhere = address === '0.0.0.0' || address === '::';
  const host = isAnywhere ? config.host : address;
  const shown = host.includes(':') ? `[${host}]` : host;
  const lines = [`Console: ${config.isOperatorDoorTls ? 'https' : 'http'}://${shown}:${port}/`, `Data: ${folder.path}`];
  const first = await makeFirstOperator(server.operators, 'start');
  if (first !== null) {
    lines.push(
      `User name: ${first.userName}`,
      `One-time password: ${first.oneTimePassword}`,
      'The password is shown only now, and must be changed at the first sign-in.',
      'パスワードが表示されるのは今回だけです。最初のサインインで変更してください。',
    );
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}

try {
  await main();
  process.exit(0);
} catch (error) {
  if (!(error instanceof StartupError)) throw error;
  process.stderr.write(`${error.sentence.en}\n${error.sentence.ja}\n`);
  process.exit(error.exitCode);
}
