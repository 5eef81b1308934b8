import type { AddressInfo } from 'node:net';
import net from 'node:net';
import tls from 'node:tls';
import { Attribute, Change } from 'ldapts';
import { BASE, type Slapd } from './slapd.ts';

/**
 * What of a domain controller a slapd cannot do, put in front of a real one over LDAPS: the USN in its rootDSE and large
 * groups in ranges (MS-ADTS 3.1.1.3.2.10, 3.1.1.3.2.16 and 3.1.1.3.1.3.3). Filters, paging and all else are slapd's own.
 */
export interface DomainController {
  /** host:port for LDAPS. */
  readonly ldaps: string;
  usn: number;
  /** DN of the nTDSDSA object, which says which domain controller this is. */
  dsServiceName: string;
  /** Values of a range. */
  maxValRange: number;
  /** How often ranges were asked for. */
  ranges: number;
  /** Changes an entry as its own change: with the next USN. */
  change(dn: string, values: Readonly<Record<string, string | readonly string[]>>): Promise<void>;
  stop(): Promise<void>;
}

export const NTDS = `cn=NTDS Settings,ou=elsewhere,${BASE}`;

const SEARCH_REQUEST = 0x63;
const SEARCH_ENTRY = 0x64;
const RANGE = /^member;range=(\d+)-(?:\*|\d+)$/i;

/** One BER element: its tag, and where its content is. */
interface Element {
  readonly tag: number;
  readonly whole: Buffer;
  readonly content: Buffer;
}

function elementAt(bytes: Buffer, at: number): Element | null {
  if (bytes.length < at + 2) return null;
  const first = bytes[at + 1] ?? 0;
  const more = first < 0x80 ? 0 : first & 0x7f;
  if (bytes.length < at + 2 + more) return null;
  const size = more === 0 ? first : bytes.readUIntBE(at + 2, more);
  const from = at + 2 + more;
  if (bytes.length < from + size) return null;
  return { tag: bytes[at] ?? 0, whole: bytes.subarray(at, from + size), content: bytes.subarray(from, from + size) };
}

function elementsOf(bytes: Buffer): Element[] {
  const found: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const element = elementAt(bytes, at);
    if (element === null) break;
    found.push(element);
    at += element.whole.length;
  }
  return found;
}

function element(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(body.length);
  return Buffer.concat([Buffer.from([tag, 0x84]), size, body]);
}

const text = (value: string) => element(0x04, Buffer.from(value));
const attribute = (name: string, values: readonly Buffer[]) => element(0x30, text(name), element(0x31, ...values));

/** Hands whole messages on as they come. */
function messages(onMessage: (message: Element) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (let message = elementAt(rest, 0); message !== null; message = elementAt(rest, 0)) {
      onMessage(message);
      rest = rest.subarray(message.whole.length);
    }
  };
}

export async function startDomainController(slapd: Slapd): Promise<DomainController> {
  const port = Number(slapd.ldap.split(':')[1]);
  const dc = { usn: 1_000, dsServiceName: NTDS, maxValRange: 7, ranges: 0 };
  const server = tls.createServer({ cert: slapd.certificate, key: slapd.key }, (outer) => {
    const inner = net.connect(port, '127.0.0.1');
    const asked = new Map<string, { isRoot: boolean; range: number | null }>();
    outer.on(
      'data',
      messages((message) => {
        const [id, operation, ...controls] = elementsOf(message.content);
        if (id === undefined || operation?.tag !== SEARCH_REQUEST) {
          inner.write(message.whole);
          return;
        }
        const fields = elementsOf(operation.content);
        const names = elementsOf(fields[7]?.content ?? Buffer.alloc(0)).map((one) => one.content.toString());
        const ranged = names.map((name) => RANGE.exec(name)?.[1]).find((from) => from !== undefined);
        if (ranged !== undefined) dc.ranges += 1;
        asked.set(id.content.toString('hex'), {
          isRoot: fields[0]?.content.length === 0,
          range: ranged === undefined ? null : Number(ranged),
        });
        const wanted = names.map((name) => text(RANGE.test(name) ? 'member' : name));
        const request = element(
          SEARCH_REQUEST,
          ...fields.slice(0, 7).map((field) => field.whole),
          element(0x30, ...wanted),
        );
        inner.write(element(0x30, id.whole, request, ...controls.map((control) => control.whole)));
      }),
    );
    inner.on(
      'data',
      messages((message) => {
        const [id, operation] = elementsOf(message.content);
        const asking = asked.get(id?.content.toString('hex') ?? '');
        if (id === undefined || operation?.tag !== SEARCH_ENTRY || asking === undefined) {
          outer.write(message.whole);
          return;
        }
        const [name, list] = elementsOf(operation.content);
        const attributes = elementsOf(list?.content ?? Buffer.alloc(0)).flatMap((one) => inRange(one, asking.range));
        if (asking.isRoot)
          attributes.push(
            attribute('dsServiceName', [text(dc.dsServiceName)]),
            attribute('highestCommittedUSN', [text(String(dc.usn))]),
          );
        const entry = element(SEARCH_ENTRY, name?.whole ?? Buffer.alloc(0), element(0x30, ...attributes));
        outer.write(element(0x30, id.whole, entry));
      }),
    );
    for (const [socket, other] of [
      [outer, inner],
      [inner, outer],
    ] as const) {
      socket.on('error', () => other.destroy());
      socket.on('close', () => other.destroy());
    }
  });

  function inRange(one: Element, from: number | null): Buffer[] {
    const [type, set] = elementsOf(one.content);
    const values = elementsOf(set?.content ?? Buffer.alloc(0)).map((value) => value.whole);
    const isMember = type?.content.toString().toLowerCase() === 'member';
    if (!isMember || (from === null && values.length <= dc.maxValRange)) return [one.whole];
    const first = from ?? 0;
    const piece = values.slice(first, first + dc.maxValRange);
    const last = first + piece.length >= values.length ? '*' : String(first + piece.length - 1);
    const ranged = attribute(`member;range=${first}-${last}`, piece);
    return from === null ? [attribute('member', []), ranged] : [ranged];
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  return Object.assign(dc, {
    ldaps: `localhost:${(server.address() as AddressInfo).port}`,
    change: async (dn: string, values: Readonly<Record<string, string | readonly string[]>>) => {
      dc.usn += 1;
      const all = { ...values, uSNChanged: String(dc.usn) };
      await slapd.client.modify(
        dn,
        Object.entries(all).map(
          ([type, value]) =>
            new Change({
              operation: 'replace',
              modification: new Attribute({ type, values: typeof value === 'string' ? [value] : [...value] }),
            }),
        ),
      );
    },
    stop: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  });
}
