import type { Database, Queryable } from './database.ts';

/** A changed setting as stored: the value, and who changed it when. */
export interface StoredSetting {
  readonly key: string;
  readonly value: unknown;
  readonly changedAt: Date;
  readonly changedBy: string;
}

/** Every setting that differs from its default. */
export async function listStoredSettings(database: Queryable): Promise<StoredSetting[]> {
  const { rows } = await database.query<{ key: string; value: unknown; changed_at: Date; changed_by: string }>(
    'select key, value, changed_at, changed_by from settings order by key',
  );
  return rows.map((row) => ({ key: row.key, value: row.value, changedAt: row.changed_at, changedBy: row.changed_by }));
}

/** Whoever changes settings queues here until the transaction ends, so that what is compared is what is changed. */
export async function lockSettings(tx: Queryable): Promise<void> {
  await tx.query('lock table settings in share row exclusive mode');
}

/** Stores one setting and tells all nodes on the channel `settings`. */
export async function storeSetting(database: Queryable, key: string, value: unknown, changedBy: string): Promise<void> {
  await database.query(
    `insert into settings (key, value, changed_by) values ($1, $2, $3)
     on conflict (key) do update set value = excluded.value, changed_by = excluded.changed_by, changed_at = now()`,
    [key, JSON.stringify(value), changedBy],
  );
  await database.query("select pg_notify('settings', $1)", [key]);
}

/** The settings in force, kept in memory and read again when any node changed one, and at the latest every 30 s. */
export interface LiveSettings<Settings> {
  current(): Settings;
  reload(): Promise<void>;
  close(): Promise<void>;
}

const REFRESH_MS = 30_000;

/** Keeps `parse(stored rows)` current; see src/config/settings.ts for what `parse` checks. */
export async function watchSettings<Settings>(
  database: Database,
  parse: (stored: readonly StoredSetting[]) => Settings,
): Promise<LiveSettings<Settings>> {
  let settings = parse(await listStoredSettings(database));
  const reload = async () => {
    settings = parse(await listStoredSettings(database));
  };
  const listener = await database.pool.connect();
  listener.on('notification', () => void reload().catch(() => undefined));
  listener.on('error', () => undefined); // the timer below goes on reading
  await listener.query('listen settings');
  const timer = setInterval(() => void reload().catch(() => undefined), REFRESH_MS);
  timer.unref();
  return {
    current: () => settings,
    reload,
    close: async () => {
      clearInterval(timer);
      listener.release(true);
    },
  };
}
