import type { AddressInfo } from 'node:net';
import net from 'node:net';
import { Client } from 'ldapts';
import { afterEach, expect, test } from 'vitest';
import { boundAnswers } from '../../src/directory/sources/ldap/bound-answers.ts';
import { searchPages } from '../../src/directory/sources/ldap/search-pages.ts';
import { SourceError } from '../../src/directory/sources/model/problems.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** One BER element with a length of four bytes. */
function element(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const header = Buffer.alloc(6, 0x84);
  header[0] = tag;
  header.writeUInt32BE(body.length, 2);
  return Buffer.concat([header, body]);
}

const text = (value: string) => element(0x04, Buffer.from(value));
const number = (value: number) => Buffer.from([0x02, 0x01, value]);
const message = (id: number, operation: Buffer) => element(0x30, number(id), operation);
const result = (tag: number) => element(tag, Buffer.from([0x0a, 0x01, 0x00]), text(''), text(''));
const entry = (...attributes: readonly Buffer[]) => element(0x64, text('cn=x'), element(0x30, ...attributes));
const attribute = (name: string, values: Buffer) => element(0x30, text(name), element(0x31, values));

/** The id of a request (below 128), and whether it is a bind. */
function readRequest(request: Buffer): { id: number; isBind: boolean } {
  const id = request.indexOf(Buffer.from([0x02, 0x01]));
  return { id: request[id + 2] ?? 0, isBind: request[id + 3] === 0x60 };
}

/** Connects to a directory that accepts the bind, and answers the search with these bytes. */
async function search(answer: (id: number) => Iterable<Buffer>): Promise<readonly unknown[]> {
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', async (request) => {
      const { id, isBind } = readRequest(request);
      if (isBind) {
        socket.write(message(id, result(0x61)));
        return;
      }
      for (const bytes of answer(id)) {
        if (socket.destroyed) return;
        if (!socket.write(bytes)) await new Promise((resolve) => socket.once('drain', resolve));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  const client = new Client({ url: `ldap://127.0.0.1:${(server.address() as AddressInfo).port}`, strictDN: false });
  boundAnswers(client, 'dc.corp.test');
  closing.push(() => void client.unbind().catch(() => undefined));
  await client.bind('cn=reader', 'secret');
  const asked = { base: 'dc=corp,dc=test', filter: '(objectClass=*)', attributes: ['cn'], binary: [] };
  const entries: unknown[] = [];
  for await (const page of searchPages(client, 'dc.corp.test', asked)) entries.push(...page.entries);
  return entries;
}

async function refusal(answer: (id: number) => Iterable<Buffer>) {
  const outcome = await search(answer).catch((error: unknown) => error);
  return outcome instanceof SourceError ? outcome.problem : outcome;
}
const notValid = (detail: string) => ({ id: 'ANSWER_NOT_VALID', params: { server: 'dc.corp.test', detail } });

test('an answer is the same whether it comes at once, byte by byte, or with messages that nobody asked for', async () => {
  const whole = (id: number) =>
    Buffer.concat([
      message(99, entry(attribute('cn', text('stranger')))),
      message(id, entry(attribute('cn', Buffer.concat([text('a'), text('佐藤')])))),
      message(id, result(0x65)),
    ]);
  const expected = [{ dn: 'cn=x', cn: ['a', '佐藤'] }];
  expect(await search((id) => [whole(id)])).toEqual(expected);
  expect(await search((id) => [...whole(id)].map((byte) => Buffer.from([byte])))).toEqual(expected);
});

test('an entry without end is cut off at the limit of an answer, and so are entries without end', async () => {
  const block = Buffer.alloc(1024 * 1024, 0x61);
  const one = function* () {
    yield Buffer.from([0x30, 0x84, 0x03, 0xff, 0xff, 0xff]);
    for (let sent = 0; sent < 80; sent += 1) yield block;
  };
  expect(await refusal(one)).toEqual(notValid('too large'));
  expect(await refusal(() => [Buffer.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xff])])).toEqual(notValid('too large'));
  const many = function* (id: number) {
    const large = message(id, entry(attribute('cn', element(0x04, block))));
    for (let sent = 0; sent < 80; sent += 1) yield large;
  };
  expect(await refusal(many)).toEqual(notValid('too large'));
});

test('a million empty values are refused before they take two hundred times their bytes', async () => {
  const values = Buffer.alloc(2_000_000);
  for (let at = 0; at < values.length; at += 2) values[at] = 0x04;
  expect(await refusal((id) => [message(id, entry(attribute('cn', values)))])).toEqual(notValid('too large'));
});

test('a length that reaches beyond its parent, which would keep the parser turning for ever, is refused', async () => {
  const beyond = Buffer.from([0x04, 0x7f, 0x61]);
  const endless = Buffer.from([0x31, 0x84, 0x7f, 0xff, 0xff, 0xff]);
  const broken: ((id: number) => Buffer)[] = [
    (id) => message(id, entry(attribute('cn', beyond))),
    (id) => message(id, entry(element(0x30, text('cn'), endless))),
    // an attribute in a primitive's tag, whose inside nobody has looked at
    (id) => message(id, entry(element(0x04, text('cn'), endless))),
    (id) => message(id, element(0x73, beyond)),
    (id) => element(0x30, number(id), result(0x65), element(0xa0, Buffer.from([0x30, 0x84, 0x7f]))),
    () => Buffer.from([0x30, 0x80, 0x00, 0x00, 0x00, 0x00]),
    () => Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'),
  ];
  for (const bytes of broken) expect(await refusal((id) => [bytes(id)])).toEqual(notValid('BER'));
});
