import { X509Certificate } from 'node:crypto';
import path from 'node:path';
import pg from 'pg';
import { checkClock } from '../../config/clock-check.ts';
import type { Config } from '../../config/config.ts';
import { damagedDatabase, systemCode } from '../../config/startup-error.ts';
import type { StoredAuthority } from '../../pki/complete-authorities.ts';
import { listAuthorities } from '../../storage/authorities-store.ts';
import type { Queryable } from '../../storage/database.ts';
import { findMissingFile, findOwnServer, ownDatabaseFolder } from '../../storage/database-folder.ts';
import { listMigrations } from '../../storage/migrate.ts';
import { findNewestEntry } from '../../storage/newest-entry.ts';
import { checkCertificates } from './check-certificates.ts';
import { type CheckResult, refusalOf, result } from './check-result.ts';

const OLDEST = 150_000;
const CONNECT_MS = 5_000;

/** The database, its migrations, what it says of the clock, and the certificates in it. */
export async function checkDatabase(
  config: Config,
  masterKey: Buffer | null,
  now: Date,
): Promise<{ results: CheckResult[]; tlsRoot: Buffer | null }> {
  const url = config.databaseUrl?.reveal() ?? findOwnServer(config.dataFolder);
  if (url === null) {
    const folder = ownDatabaseFolder(config.dataFolder);
    const missing = findMissingFile(folder);
    if (missing !== null) {
      const { sentence } = damagedDatabase(path.join(folder, missing));
      return { results: [result('database', 'fail', sentence.en, sentence.ja)], tlsRoot: null };
    }
    const line = result(
      'database',
      'ok',
      'The PostgreSQL of its own is started together with Baton; certificates are checked while it runs.',
      '専用の PostgreSQL は Baton と同時に起動します。証明書は実行中に確認できます。',
    );
    return { results: [line], tlsRoot: null };
  }
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: CONNECT_MS,
  });
  client.on('error', () => undefined); // the query under way reports it
  try {
    await client.connect();
    return await checkContents(config, client as Queryable, masterKey, now);
  } catch (error) {
    const code = systemCode(error);
    const line = result(
      'database',
      'fail',
      `The database cannot be asked (${code}); check its address, account and name.`,
      `データベースに接続できません (${code})。アドレス、アカウント、データベース名を確認してください。`,
    );
    return { results: [line], tlsRoot: null };
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function checkContents(
  config: Config,
  q: Queryable,
  masterKey: Buffer | null,
  now: Date,
): Promise<{ results: CheckResult[]; tlsRoot: Buffer | null }> {
  const { rows } = await q.query<{ number: number; version: string; migrated: boolean }>(
    `select current_setting('server_version_num')::int as number, current_setting('server_version') as version,
       to_regclass('migrations') is not null as migrated`,
  );
  const { number = 0, version = '?', migrated = false } = rows[0] ?? {};
  if (number < OLDEST) {
    const line = result(
      'database',
      'fail',
      `PostgreSQL ${version} is too old; 15 or newer is needed.`,
      `PostgreSQL ${version} は古すぎます。15 以降が必要です。`,
    );
    return { results: [line], tlsRoot: null };
  }
  const database = result('database', 'ok', `PostgreSQL ${version}`, `PostgreSQL ${version}`);
  const migrations = await checkMigrations(q, migrated);
  if (!migrated || migrations.status !== 'ok') return { results: [database, migrations], tlsRoot: null };

  const stored = await listAuthorities(q);
  const evidence = { newestEntry: await findNewestEntry(q), issuingEnd: endOf(stored.get('device-issuing')) };
  const clock = refusalOf('clock', () => checkClock(now, evidence, config.acceptsClock));
  return {
    results: [
      database,
      migrations,
      ...(clock === null ? [] : [clock]),
      ...checkCertificates(config, stored, masterKey, now),
    ],
    tlsRoot: config.tlsFiles === undefined ? (stored.get('tls-root')?.certificate ?? null) : null,
  };
}

async function checkMigrations(q: Queryable, migrated: boolean): Promise<CheckResult> {
  const known = listMigrations().map((step) => step.version);
  const applied = migrated
    ? (await q.query<{ version: number }>('select version from migrations')).rows.map((row) => row.version)
    : [];
  const pending = known.filter((version) => !applied.includes(version)).length;
  const newer = applied.filter((version) => !known.includes(version)).length;
  if (newer > 0) {
    return result(
      'migrations',
      'warn',
      `The database belongs to a newer release (${newer} migrations that this one does not know).`,
      `データベースは新しいバージョンのものです (このバージョンが認識しない移行 ${newer} 件)。`,
    );
  }
  if (pending > 0) {
    return result(
      'migrations',
      'warn',
      `${pending} of ${known.length} are not applied yet; the next start applies them.`,
      `${known.length} 件中 ${pending} 件が未適用です。次の起動時に適用されます。`,
    );
  }
  return result('migrations', 'ok', `all ${known.length} are applied`, `${known.length} 件すべて適用済み`);
}

function endOf(authority: StoredAuthority | undefined): Date | null {
  return authority === undefined ? null : new X509Certificate(authority.certificate).validToDate;
}
