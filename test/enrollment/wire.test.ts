import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { discover, faultHresult, getPolicies, securityHeader } from '../../src/simulator/enroll.ts';
import { request } from '../../src/simulator/http.ts';
import { claimAndKeep } from '../../src/simulator/kit.ts';
import { makePc } from '../../src/simulator/pc.ts';
import { Random } from '../../src/simulator/random.ts';
import { packageForPcs, reach, startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
const pc = makePc(new Random(71), { name: 'WIRE-PC-1', user: 'a@example.test' });
const DISCOVERY = '/EnrollmentServer/Discovery.svc';
const SOAP = 'application/soap+xml; charset=utf-8';

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const url = (path: string) => `https://mdm.example.test:${server.config.enrollmentDoor.port}${path}`;
const post = (path: string, body: string | Buffer, type = SOAP) =>
  request('POST', url(path), reach(server), Buffer.from(body), { 'content-type': type });

/** One exchange as bytes: what is written, in order, and everything that comes back until the server closes. */
async function exchange(parts: readonly (string | Buffer)[], waitFor: string | null = null): Promise<string> {
  const socket = tls.connect({
    host: '127.0.0.1',
    port: server.config.enrollmentDoor.port,
    servername: 'mdm.example.test',
    ca: server.server.tlsRootPem,
  });
  let heard = '';
  return new Promise((resolve, reject) => {
    const rest = [...parts];
    const writeNext = () => {
      const part = rest.shift();
      if (part !== undefined) socket.write(part);
    };
    socket.on('secureConnect', writeNext);
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
      if (waitFor !== null && rest.length > 0 && heard.includes(waitFor)) writeNext();
    });
    socket.on('end', () => {
      socket.end();
      resolve(heard);
    });
    socket.on('error', reject);
  });
}

/** Head and body of an answer, and whether its Content-Length is true. */
function split(answer: string) {
  const at = answer.indexOf('\r\n\r\n');
  const [head, body] = [answer.slice(0, at), answer.slice(at + 4)];
  const length = /^content-length: (\d+)\r?$/im.exec(head)?.[1];
  return {
    status: head.split('\r\n')[0]?.split(' ')[1],
    head: head.toLowerCase(),
    body,
    isWhole: Number(length) === Buffer.byteLength(body) && !/^transfer-encoding:/im.test(head),
  };
}

test('#2 a Discover is answered as application/soap+xml; charset=utf-8 with its exact Content-Length, never chunked', async () => {
  const body = discover(url(DISCOVERY), 'x@mdm.example.test', pc);
  const answer = split(
    await exchange([
      `POST ${DISCOVERY} HTTP/1.1\r\nHost: mdm.example.test\r\nConnection: close\r\nAccept-Encoding: gzip, deflate, br\r\nContent-Type: ${SOAP}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    ]),
  );
  expect([answer.status, answer.isWhole]).toEqual(['200', true]);
  expect(answer.head).toContain(`content-type: ${SOAP}`);
  expect(answer.head).not.toContain('content-encoding');
  expect(answer.body).toContain('<AuthPolicy>OnPremise</AuthPolicy>');
  expect(Buffer.from(answer.body)[0]).toBe(0x3c); // no byte order mark
});

test('#2 any Content-Type, none, and a path in other letters get the same answer', async () => {
  const body = discover(url(DISCOVERY), 'x@mdm.example.test', pc);
  for (const type of ['application/soap+xml', 'text/xml; charset="utf-8"', 'application/octet-stream'])
    expect((await post('/enrollmentserver/discovery.SVC', body, type)).status).toBe(200);
});

describe('#9 whole answers for', () => {
  test('an HTTP/1.0 client without Host: Content-Length is true, nothing is chunked, the connection ends', async () => {
    const body = discover(url(DISCOVERY), 'x@mdm.example.test', pc);
    const probe = split(await exchange([`GET ${DISCOVERY} HTTP/1.0\r\nUser-Agent: ENROLLClient\r\n\r\n`]));
    expect([probe.status, probe.body, probe.isWhole]).toEqual(['200', '', true]);
    const answer = split(
      await exchange([
        `POST ${DISCOVERY} HTTP/1.0\r\nContent-Type: ${SOAP}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      ]),
    );
    expect([answer.status, answer.isWhole]).toEqual(['200', true]);
    expect(answer.body.trimEnd()).toMatch(/<\/s:Envelope>$/);
  });

  test('a client that sends Expect: 100-continue and waits for it', async () => {
    const body = discover(url(DISCOVERY), 'x@mdm.example.test', pc);
    const head = `POST ${DISCOVERY} HTTP/1.1\r\nHost: mdm.example.test\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Type: ${SOAP}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
    const heard = await exchange([head, body], '\r\n\r\n');
    expect(heard).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\n/);
    const answer = split(heard.slice(heard.indexOf('\r\n\r\n') + 4));
    expect([answer.status, answer.isWhole]).toEqual(['200', true]);
    expect(answer.body).toContain('DiscoverResult');
  });

  test('a client whose body arrives in pieces', async () => {
    const body = discover(url(DISCOVERY), 'x@mdm.example.test', pc);
    const pieces = [...body].map((letter) => `${Buffer.byteLength(letter).toString(16)}\r\n${letter}\r\n`).join('');
    const head = `POST ${DISCOVERY} HTTP/1.1\r\nHost: mdm.example.test\r\nConnection: close\r\nContent-Type: ${SOAP}\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const answer = split(await exchange([`${head}${pieces}0\r\n\r\n`]));
    expect([answer.status, answer.isWhole]).toEqual(['200', true]);
  });
});

describe('no enrollment address answers a bare 400, which Windows shows to nobody (0x80190190)', () => {
  const soap11 = '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body/></s:Envelope>';
  const bodies: [string, string | Buffer][] = [
    ['an empty body', ''],
    ['no XML', 'hello'],
    ['broken XML', '<s:Envelope'],
    ['SOAP 1.1', soap11],
    ['a document type', '<!DOCTYPE x [<!ENTITY a "a">]><x>&a;</x>'],
    ['bytes that are no UTF-8', Buffer.from([0x3c, 0x61, 0x3e, 0xff, 0xfe])],
    ['UTF-16', Buffer.from('<a/>', 'utf16le')],
    ['JSON', '{"a":1}'],
    ['another message', getPolicies('x', '')],
  ];
  const steps = ['Discovery.svc', 'Policy.svc', 'Enrollment.svc'];
  test.each(steps.flatMap((step) => bodies.map(([what, body]) => [step, what, body] as const)))(
    '%s: %s is a fault that Windows reads as its HRESULT',
    async (step, what, body) => {
      const answer = await post(`/EnrollmentServer/${step}`, body);
      expect([answer.status, answer.contentType]).toEqual([500, SOAP]);
      const isCredentialMissing = what === 'another message' && step === 'Policy.svc';
      expect(faultHresult(answer).hresult).toBe(isCredentialMissing ? '0x80180007' : '0x80180001');
    },
  );

  test('each kind is kept as one counted attempt', async () => {
    const counted = async () =>
      (
        await server.database.query<{ n: number }>(
          "select coalesce(sum(count), 0)::int as n from attempts where step = 'discovery' and outcome = 'unreadable'",
        )
      ).rows[0]?.n;
    const was = (await counted()) ?? 0;
    for (let index = 0; index < 5; index++) await post(`/EnrollmentServer/Discovery.svc`, 'hello');
    expect(await counted()).toBe(was + 5);
  });
});

test('#60 no enrollment address ever answers 429, however often it is asked', async () => {
  const files = await packageForPcs(server, [pc]);
  await claimAndKeep(pc, files, reach(server));
  const credential = { kind: 'username' as const, upn: pc.kit.upn ?? '', secret: pc.kit.secret ?? '' };
  const asked = await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      index % 2 === 0
        ? post(DISCOVERY, discover(url(DISCOVERY), '', pc))
        : post('/EnrollmentServer/Policy.svc', getPolicies(url(''), securityHeader(credential))),
    ),
  );
  expect(new Set(asked.map((answer) => answer.status))).toEqual(new Set([200]));
});
