import { createHmac } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { tellNotices } from '../../src/notices/tell.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

const HOUR_MS = 3_600_000;
const PACKAGE = '01990000-0000-7000-8000-000000000001';

let db: TestDatabase;
let receiver: http.Server;
let url = '';
let status = 200;
let heard: { body: string; signature: string | undefined }[] = [];

beforeAll(async () => {
  db = await createTestDatabase();
  receiver = http.createServer((request, answer) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const signature = request.headers['x-baton-signature'];
      heard.push({ body: Buffer.concat(chunks).toString(), signature: signature?.toString() });
      answer.writeHead(status, status === 302 ? { location: url } : {}).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  await db.database.query(
    `insert into packages (id, name, platform, target, planned, known_required, pin_validity_hours, pcs_per_user, without_user, stop_after, created_by)
     values ($1, '東京本社', 'epm', 'pcs', 5, 'stated', 24, 1, 'wait', 0, 't')`,
    [PACKAGE],
  );
  await db.database.query(
    `insert into pins (package_id, id, pin_hmac, key_id, minted_at, minted_by, expires_at)
     values ($1, gen_random_uuid(), '', 'k', '2026-11-25T00:00:00Z', 't', '2026-11-26T00:00:00Z')`,
    [PACKAGE],
  );
});
afterAll(async () => {
  receiver.close();
  await db.drop();
});
beforeEach(() => {
  heard = [];
  status = 200;
});

const tell = (at: string, secret?: string) =>
  tellNotices(db.database, { url, secret, console: 'https://mdm.example.test:8080' }, new Date(at));

test('a PIN is told about in the last quarter of its validity, once, and again after an extension', async () => {
  expect(await tell('2026-11-25T17:00:00Z')).toBe(0);
  expect(await tell('2026-11-25T18:30:00Z', 'key')).toBe(1);
  const notice = JSON.parse(heard[0]?.body ?? '{}');
  expect(notice).toMatchObject({
    event: 'pin-expires',
    link: `https://mdm.example.test:8080/packages/${PACKAGE}`,
    detail: { open: 5 },
  });
  expect(notice.text.ja).toContain('東京本社');
  expect(heard[0]?.signature).toBe(
    `sha256=${createHmac('sha256', 'key')
      .update(heard[0]?.body ?? '')
      .digest('hex')}`,
  );
  expect(await tell('2026-11-25T18:40:00Z')).toBe(0);
  await db.database.query("update pins set expires_at = '2026-11-30T00:00:00Z'");
  expect(await tell('2026-11-25T19:00:00Z')).toBe(0);
  expect(await tell('2026-11-29T00:00:00Z')).toBe(1);
});

test.each([500, 302])('a receiver that answers %s is asked again; nothing counts as told', async (code) => {
  await db.database.query("update pins set expires_at = expires_at + interval '10 days'");
  const { rows } = await db.database.query<{ at: Date }>("select expires_at - interval '1 hour' as at from pins");
  const at = new Date((rows[0]?.at ?? new Date()).getTime()).toISOString();
  status = code;
  await expect(tell(at)).rejects.toThrow();
  status = 200;
  expect(await tell(at)).toBe(1);
});

test('new findings with severity error are told with the number of PCs, those that were there before are not', async () => {
  const at = new Date('2027-01-01T00:00:00Z');
  await tell(at.toISOString());
  heard = [];
  const add = (pc: string, severity: string, minutes: number) =>
    db.database.query(
      `insert into findings (pc, finding_id, first_at, severity, confidence, last_at) values ($1, 'JOIN_SCP_MISSING', $2, $3, 'high', $2)`,
      [pc, new Date(at.getTime() + minutes * 60_000), severity],
    );
  await add('n:old', 'error', -60);
  await add('n:a', 'error', 1);
  await add('n:b', 'error', 2);
  await add('n:c', 'warning', 2);
  expect(await tell(new Date(at.getTime() + HOUR_MS).toISOString())).toBe(1);
  expect(JSON.parse(heard[0]?.body ?? '{}')).toMatchObject({ detail: { finding: 'JOIN_SCP_MISSING', pcs: 2 } });
  expect(await tell(new Date(at.getTime() + 2 * HOUR_MS).toISOString())).toBe(0);
});
