import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeTestApi, type TestApi } from '../devices/operator-api.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
let api: TestApi;
let folder: string;
let port: number;
const formerTmp = process.env['TMPDIR'];
beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'uploads-test-'));
  db = await createTestDatabase();
  api = await makeTestApi(db.database);
  await api.door.listen({ port: 0, host: '127.0.0.1' });
  port = (api.door.server.address() as AddressInfo).port;
  process.env['TMPDIR'] = folder;
});
afterAll(async () => {
  if (formerTmp === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = formerTmp;
  await api.close();
  await db.drop();
  fs.rmSync(folder, { recursive: true });
});

const uploads = () => fs.readdirSync(folder).filter((name) => name.startsWith('baton-upload-'));
const until = async (isSo: () => boolean) => {
  for (let i = 0; i < 400 && !isSo(); i++) await sleep(25);
  expect(isSo()).toBe(true);
};
const PART = '--b\r\nContent-Disposition: form-data; name="file"; filename="setup.log"\r\n\r\n';

/** Begins an upload, and goes on only when told. */
function begin(role: 'administrator' | 'viewer'): http.ClientRequest {
  const request = http.request({
    host: '127.0.0.1',
    port,
    method: 'POST',
    path: '/api/v1/diagnosis/uploads',
    headers: {
      host: 'localhost',
      authorization: `Bearer ${api.tokens[role]}`,
      'content-type': 'multipart/form-data; boundary=b',
    },
  });
  request.on('error', () => undefined);
  request.write(`${PART}2026-11-25 12:00:00 begins\n${'x'.repeat(100_000)}`);
  return request;
}

async function finish(request: http.ClientRequest): Promise<{ status: number; body: ReturnType<typeof JSON.parse> }> {
  const answered = new Promise<http.IncomingMessage>((resolve, reject) => {
    request.on('response', resolve);
    request.on('error', reject);
  });
  request.end('\r\n--b--\r\n');
  const answer = await answered;
  let text = '';
  for await (const piece of answer) text += String(piece);
  return { status: answer.statusCode ?? 0, body: JSON.parse(text) };
}

test('one person uploads once at a time, answered 429 with a sentence; others go on; a broken upload leaves no file and no turn taken', async () => {
  const first = begin('viewer');
  await until(() => uploads().length === 1);
  const second = await finish(begin('viewer'));
  expect(second.status).toBe(429);
  expect(second.body.error).toMatchObject({
    code: 'UPLOADS_BUSY',
    message: { en: expect.stringContaining('Try again') },
  });
  expect((await finish(begin('administrator'))).status).toBe(200);
  expect(uploads()).toHaveLength(1);
  first.destroy();
  await until(() => uploads().length === 0);
  expect((await finish(begin('viewer'))).status).toBe(200);
  expect(uploads()).toEqual([]);
});
