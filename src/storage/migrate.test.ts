import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/postgres.ts';
import { listMigrations, migrate } from './migrate.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

test('no two migrations share a number', () => {
  const versions = listMigrations().map((step) => step.version);
  expect(new Set(versions).size).toBe(versions.length);
});

test('a migrated database is left alone, also by two nodes that start at once', async () => {
  expect(await Promise.all([migrate(db.url), migrate(db.url)])).toEqual([[], []]);
  const { rows } = await db.database.query<{ n: number }>('select count(*) n from migrations');
  expect(rows[0]?.n).toBe(listMigrations().length);
});

test('a database of a newer release is not touched', async () => {
  await db.database.query("insert into migrations (version, name) values (9999, 'from-the-future')");
  expect(await migrate(db.url)).toEqual([]);
});
