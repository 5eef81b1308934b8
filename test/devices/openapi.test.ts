import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { makeTestApi, type TestApi } from './operator-api.ts';

let db: TestDatabase;
let api: TestApi;
beforeAll(async () => {
  db = await createTestDatabase();
  api = await makeTestApi(db.database);
});
afterAll(async () => {
  await api.close();
  await db.drop();
});

test('OpenAPI 3.1 describes every route of packages, PCs, attempts and the overview', async () => {
  const { status, body } = await api.get('/openapi.json');
  expect(status).toBe(200);
  expect(body.openapi).toMatch(/^3\.1/);
  const paths = Object.keys(body.paths);
  for (const path of [
    '/packages',
    '/packages/{id}/downloads',
    '/packages/{id}/pcs/count',
    '/shared-ppkg',
    '/devices',
    '/devices/count',
    '/devices/export',
    '/devices/trace',
    '/devices/{id}/unenrollment',
    '/devices/{id}/sessions/{session}/messages',
    '/attempts/{day}/{id}',
    '/overview',
    '/search',
  ]) {
    expect(paths.some((known) => known.endsWith(path))).toBe(true);
  }
});
