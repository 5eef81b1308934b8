import http from 'node:http';
import { Readable } from 'node:stream';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FILE_LIMIT } from '../../src/directory/imports/upload-import.ts';
import { type ImportsApi, startImportsApi } from './imports-api.ts';

let api: ImportsApi;
beforeAll(async () => {
  api = await startImportsApi();
});
afterAll(() => api.stop());

const nothingKept = async () =>
  (
    await api.test.database.query<{ n: number }>(
      'select (select count(*) from imports)::int + (select count(*) from import_chunks)::int as n',
    )
  ).rows[0]?.n === 0;

const BOUNDARY = 'baton-test';
const HEAD = `--${BOUNDARY}\r\ncontent-disposition: form-data; name="kind"\r\n\r\nusers\r\n--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="big.csv"\r\ncontent-type: text/csv\r\n\r\n`;

/** Posts a form whose file never seems to end, and counts what was sent until the answer came. */
function postEndless(bytes: number, length?: number): Promise<{ status: number; body: string; sent: number }> {
  const piece = Buffer.from('user@example.test,somebody\n'.repeat(2400));
  let sent = 0;
  const body = Readable.from(
    (function* () {
      yield Buffer.from(HEAD);
      while (sent < bytes) {
        sent += piece.length;
        yield piece;
      }
    })(),
  );
  return new Promise((resolve, reject) => {
    let isAnswered = false;
    const request = http.request(`${api.base}/imports`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${api.tokens.administrator}`,
        'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
        ...(length === undefined ? {} : { 'content-length': String(length) }),
      },
    });
    request.on('response', (response) => {
      isAnswered = true;
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on('end', () => {
        body.destroy();
        request.destroy();
        resolve({ status: response.statusCode ?? 0, body: text, sent });
      });
    });
    request.on('error', (error) => {
      if (!isAnswered) reject(error);
    });
    body.on('error', () => undefined);
    body.pipe(request);
  });
}

test('a file of 1 GB that says its length is refused before it is read: 413 with the limit in both languages', async () => {
  const answer = await postEndless(2 ** 30, 2 ** 30);
  expect([answer.status, JSON.parse(answer.body).error]).toMatchObject([
    413,
    {
      code: 'FILE_TOO_LARGE',
      message: {
        ja: 'ファイルが大きすぎます (上限 50 MB)。ファイルを分けてください。',
        en: 'The file is too large (limit 50 MB). Split the file.',
      },
    },
  ]);
  expect(answer.sent).toBeLessThan(2 ** 28);
  expect(await nothingKept()).toBe(true);
});

test('a stream of 1 GB that does not say its length is refused at the limit, and never held in memory', async () => {
  const before = process.memoryUsage().rss;
  const answer = await postEndless(2 ** 30);
  expect([answer.status, JSON.parse(answer.body).error.code]).toEqual([413, 'FILE_TOO_LARGE']);
  expect(answer.sent).toBeLessThan(FILE_LIMIT * 2);
  expect(process.memoryUsage().rss - before).toBeLessThan(300 * 2 ** 20);
  expect(await nothingKept()).toBe(true);
});

test('an upload that breaks off leaves nothing', async () => {
  await new Promise<void>((resolve) => {
    const request = http.request(`${api.base}/imports`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${api.tokens.administrator}`,
        'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
      },
    });
    request.on('error', () => resolve());
    request.write(`${HEAD}UPN\r\n${'a@b.test\r\n'.repeat(200_000)}`, () => setTimeout(() => request.destroy(), 200));
    request.on('close', () => resolve());
  });
  for (let turn = 0; turn < 200 && !(await nothingKept()); turn += 1)
    await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await nothingKept()).toBe(true);
});

test.each<[string, string | Buffer]>([
  ['FILE_EMPTY', ''],
  ['FILE_IS_WORKBOOK', Buffer.from('504b030414000600080000002100', 'hex')],
  ['FILE_IS_BINARY', Buffer.from('UPN\na@b\0.test\n')],
  ['NO_HEADING', '\n\n\n'],
  ['QUOTE_STRAY', 'UPN,"a"b\n'],
  ['TOO_MANY_COLUMNS', `${'a,'.repeat(300)}\n`],
  ['CELL_TOO_LONG', `UPN,"${'x'.repeat(5000)}`],
])('%s: refused at once with its sentence in both languages, nothing is kept', async (code, content) => {
  const { status, body } = await api.upload('users', content);
  expect([status, body.error.code]).toEqual([400, code]);
  expect(body.error.message.ja).toMatch(/[ぁ-ん一-龠]/);
  expect(body.error.message.en).toMatch(/^[ -~]+$/);
  expect(await nothingKept()).toBe(true);
});

test('a file in neither encoding is refused with the line of each', async () => {
  const { status, body } = await api.upload(
    'users',
    Buffer.concat([
      Buffer.from('UPN,name\na@b.test,x\nb@b.test,'),
      Buffer.from([0x8f]),
      Buffer.from('\nc@b.test,'),
      Buffer.from([0xff, 0x0a]),
    ]),
  );
  expect([status, body.error.code]).toEqual([400, 'ENCODING_UNKNOWN']);
  expect(body.error.message.en).toContain('Line 3 is not UTF-8, and line 3 is not Shift_JIS');
  const later = await api.upload(
    'users',
    Buffer.concat([Buffer.from('UPN\n'), Buffer.from([0x83, 0x65, 0x0a, 0xff, 0x0a])]),
  );
  expect(later.body.error.message.en).toContain('Line 2 is not UTF-8, and line 3 is not Shift_JIS');
});

test('the wrong encoding is refused with its line; the right one checks again', async () => {
  const sjis = iconv.encode('UPN,氏名\na@enc.test,鈴木\n', 'cp932');
  const checked = await api.check('users', sjis);
  const refused = await api.call('PATCH', `/imports/${checked.id}`, { encoding: 'utf-8' });
  expect([refused.status, refused.body.error.code, refused.body.error.message.ja]).toEqual([
    400,
    'ENCODING_WRONG',
    'ファイルは UTF-8 ではありません。行 1 に読み取れない文字があります。',
  ]);
  expect((await api.call('GET', `/imports/${checked.id}`)).body).toMatchObject({ state: 'checked', added: 1 });
  // half-width kana in Shift_JIS that are UTF-8 by chance: the operator sees it in the preview and says so
  const chance = await api.check(
    'users',
    Buffer.concat([Buffer.from('UPN\na@x.test\n'), Buffer.from([0xc3, 0xa9, 0x0a])]),
  );
  expect(chance).toMatchObject({ encoding: 'utf-8', preview: [['a@x.test'], ['é']] });
  await api.call('PATCH', `/imports/${chance.id}`, { encoding: 'shift_jis' });
  expect(await api.follow(chance.id, 'checked')).toMatchObject({
    encoding: 'shift_jis',
    preview: [['a@x.test'], ['ﾃｩ']],
  });
});

test('a quotation mark that is never closed fails the check with its line; no row is imported', async () => {
  const rows = Array.from({ length: 40_000 }, (_, n) => `u${n}@open.test,x`);
  const failed = await api.check('users', `UPN,氏名\n${rows.join('\n')}\n"last@open.test,x\n`);
  expect(failed).toMatchObject({ state: 'failed', problem: { id: 'QUOTE_OPEN' }, errors: [] });
  expect(failed.problem.text.ja).toBe('行 40002 で始まる引用符 (") が閉じていません。');
  expect((await api.call('POST', `/imports/${failed.id}/run`, {})).body.error.code).toBe('IMPORT_STATE');
});

test('a heading without rows says so', async () => {
  expect(await api.check('users', 'UPN\n')).toMatchObject({ state: 'failed', problem: { id: 'NO_ROWS' } });
});

test('a form without kind, with two files, or no form at all is refused', async () => {
  const post = async (body: BodyInit, headers: Record<string, string> = {}) => {
    const response = await fetch(`${api.base}/imports`, {
      method: 'POST',
      headers: { authorization: `Bearer ${api.tokens.administrator}`, ...headers },
      body,
    });
    return [response.status, ((await response.json()) as { error: { code: string } }).error.code];
  };
  const file = () => new Blob(['UPN\na@b.test\n']);
  const form = (...parts: [string, string | Blob][]) => {
    const data = new FormData();
    for (const [name, value] of parts) data.append(name, value);
    return data;
  };
  expect(await post(form(['file', file()]))).toEqual([400, 'FORM_NOT_VALID']);
  expect(await post(form(['kind', 'dogs'], ['file', file()]))).toEqual([400, 'FORM_NOT_VALID']);
  expect(await post(form(['kind', 'users']))).toEqual([400, 'FORM_NOT_VALID']);
  expect((await post(form(['kind', 'users'], ['file', file()], ['file', file()])))[0]).toBeGreaterThanOrEqual(400);
  expect(await post('{}', { 'content-type': 'application/json' })).toEqual([400, 'INPUT_NOT_VALID']);
  // the order of the parts does not matter
  const late = await fetch(`${api.base}/imports`, {
    method: 'POST',
    headers: { authorization: `Bearer ${api.tokens.administrator}` },
    body: form(['file', file()], ['kind', 'users']),
  });
  expect(late.status).toBe(201);
});
