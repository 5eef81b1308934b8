import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readXml, type XmlElement } from '../xml/read-xml.ts';
import { SYNCML_LIMITS } from '../xml/xml-limits.ts';
import { DEVICE, SERVER } from './fixtures.ts';
import type { ServerCommand, ServerMessage } from './message.ts';
import { METINF, SYNCML } from './namespaces.ts';
import { parseSyncMLMessage } from './parse-message.ts';
import { renderSyncMLMessage } from './render-message.ts';

const MESSAGE: ServerMessage = {
  header: { sessionId: '48', msgId: 1, target: DEVICE, source: SERVER },
  statuses: [
    { cmdId: 1, msgRef: 1, cmdRef: '0', cmd: 'SyncHdr', code: 212 },
    { cmdId: 2, msgRef: 1, cmdRef: '2', cmd: 'Alert', code: 200 },
  ],
  commands: [
    { kind: 'Get', cmdId: 3, target: './DevDetail/SwV' },
    {
      kind: 'Replace',
      cmdId: 4,
      target: './Device/Vendor/MSFT/Policy/Config/Camera/AllowCamera',
      format: 'int',
      type: 'text/plain',
      data: '0',
    },
  ],
  final: true,
};

const render = (change: Partial<ServerMessage>): string => renderSyncMLMessage({ ...MESSAGE, ...change }).toString();
const body = (...commands: ServerCommand[]): string =>
  /<SyncBody>(.*)<\/SyncBody>/s.exec(render({ statuses: [], commands, final: false }))?.[1] ?? '';

test('#34 #35 #36 a reply: Statuses first, CmdIDs rising, addresses swapped, DTD order', () => {
  expect(render({})).toBe(
    '<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto>' +
      `<SessionID>48</SessionID><MsgID>1</MsgID><Target><LocURI>${DEVICE}</LocURI></Target><Source><LocURI>${SERVER}</LocURI></Source></SyncHdr>` +
      '<SyncBody><Status><CmdID>1</CmdID><MsgRef>1</MsgRef><CmdRef>0</CmdRef><Cmd>SyncHdr</Cmd><Data>212</Data></Status>' +
      '<Status><CmdID>2</CmdID><MsgRef>1</MsgRef><CmdRef>2</CmdRef><Cmd>Alert</Cmd><Data>200</Data></Status>' +
      '<Get><CmdID>3</CmdID><Item><Target><LocURI>./DevDetail/SwV</LocURI></Target></Item></Get>' +
      '<Replace><CmdID>4</CmdID><Item><Target><LocURI>./Device/Vendor/MSFT/Policy/Config/Camera/AllowCamera</LocURI></Target>' +
      '<Meta><Format xmlns="syncml:metinf">int</Format><Type xmlns="syncml:metinf">text/plain</Type></Meta><Data>0</Data></Item></Replace>' +
      '<Final/></SyncBody></SyncML>',
  );
});

test('#38 a challenge: Chal before Data, TargetRef and SourceRef after Cmd', () => {
  const nextNonce = Buffer.from('101112131415161718191a1b1c1d1e1f', 'hex');
  const statuses = [
    { cmdId: 1, msgRef: 1, cmdRef: '0', cmd: 'SyncHdr', targetRef: SERVER, sourceRef: DEVICE, nextNonce, code: 407 },
  ];
  expect(render({ statuses, commands: [] })).toContain(
    '<SyncBody><Status><CmdID>1</CmdID><MsgRef>1</MsgRef><CmdRef>0</CmdRef><Cmd>SyncHdr</Cmd>' +
      `<TargetRef>${SERVER}</TargetRef><SourceRef>${DEVICE}</SourceRef><Chal><Meta><Format xmlns="syncml:metinf">b64</Format>` +
      '<Type xmlns="syncml:metinf">syncml:auth-md5</Type><NextNonce xmlns="syncml:metinf">EBESExQVFhcYGRobHB0eHw==</NextNonce>' +
      '</Meta></Chal><Data>407</Data></Status><Final/></SyncBody>',
  );
});

test('#42 asking for the next message: Alert 1222 and no Final', () => {
  expect(body({ kind: 'Alert', cmdId: 1, code: 1222 })).toBe('<Alert><CmdID>1</CmdID><Data>1222</Data></Alert>');
});

test('#57 nothing to do: Statuses and Final, not an empty body', () => {
  expect(render({ commands: [] })).toMatch(/<\/Status><Final\/><\/SyncBody><\/SyncML>$/);
});

test('#54 Exec with Format and Data, Delete with neither, interior node without Data', () => {
  const unenroll = './Device/Vendor/MSFT/DMClient/Provider/Baton/Unenroll';
  expect(body({ kind: 'Exec', cmdId: 1, target: unenroll, format: 'chr', data: 'Baton' })).toBe(
    `<Exec><CmdID>1</CmdID><Item><Target><LocURI>${unenroll}</LocURI></Target>` +
      '<Meta><Format xmlns="syncml:metinf">chr</Format></Meta><Data>Baton</Data></Item></Exec>',
  );
  expect(body({ kind: 'Delete', cmdId: 1, target: './a' })).toBe(
    '<Delete><CmdID>1</CmdID><Item><Target><LocURI>./a</LocURI></Target></Item></Delete>',
  );
  expect(body({ kind: 'Add', cmdId: 1, target: './a', format: 'node' })).not.toContain('<Data>');
  expect(body({ kind: 'Exec', cmdId: 1, target: './a', format: 'null', data: '' })).toContain('<Data></Data>');
});

test('#46 an Atomic holds changes only: Get and Atomic do not type-check, and none is empty', () => {
  expect(body({ kind: 'Atomic', cmdId: 1, commands: [{ kind: 'Delete', cmdId: 2, target: './a' }] })).toBe(
    '<Atomic><CmdID>1</CmdID><Delete><CmdID>2</CmdID><Item><Target><LocURI>./a</LocURI></Target></Item></Delete></Atomic>',
  );
  // @ts-expect-error a Get is no member of an Atomic
  const get: ServerCommand = { kind: 'Atomic', cmdId: 1, commands: [{ kind: 'Get', cmdId: 2, target: './a' }] };
  // @ts-expect-error nor is an Atomic
  const nested: ServerCommand = { kind: 'Atomic', cmdId: 1, commands: [{ kind: 'Atomic', cmdId: 2, commands: [] }] };
  expect([get.kind, nested.kind]).toEqual(['Atomic', 'Atomic']);
  expect(() => body({ kind: 'Atomic', cmdId: 1, commands: [] })).toThrow(
    expect.objectContaining({ code: 'unwritable' }),
  );
});

describe('#35 CmdIDs', () => {
  test.each<[string, ServerCommand[]]>([
    ['0', [{ kind: 'Get', cmdId: 0, target: './a' }]],
    [
      'doubled',
      [
        { kind: 'Get', cmdId: 1, target: './a' },
        { kind: 'Get', cmdId: 1, target: './a' },
      ],
    ],
    [
      'falling',
      [
        { kind: 'Get', cmdId: 2, target: './a' },
        { kind: 'Get', cmdId: 1, target: './a' },
      ],
    ],
    [
      'doubled inside an Atomic',
      [{ kind: 'Atomic', cmdId: 1, commands: [{ kind: 'Delete', cmdId: 1, target: './a' }] }],
    ],
    ['no whole number', [{ kind: 'Get', cmdId: 1.5, target: './a' }]],
  ])('%s are not sent', (_, commands) => {
    expect(() => body(...commands)).toThrow(expect.objectContaining({ code: 'unwritable' }));
  });
});

test('#48 data round-trips, without CDATA, Meta children in syncml:metinf', () => {
  const text = fc
    .string({
      unit: fc.constantFrom('<', '&', '"', "'", '\r', '\n', '\t', ' ', '\uf000', '😀', ']]>', '髙', 'a', '&lt;'),
    })
    .filter((value) => value.isWellFormed());
  fc.assert(
    fc.property(text, text, (data, noise) => {
      const sessionId = `s${[...noise].slice(0, 10).join('')}s`;
      const bytes = renderSyncMLMessage({
        ...MESSAGE,
        header: { ...MESSAGE.header, sessionId },
        statuses: [],
        commands: [{ kind: 'Replace', cmdId: 1, target: './a', format: 'chr', data }],
      });
      const message = parseSyncMLMessage(bytes);
      expect(message.header.sessionId).toBe(sessionId);
      expect(message.commands).toEqual([
        { kind: 'Replace', cmdId: '1', items: [{ target: './a', meta: { format: 'chr' }, data, moreData: false }] },
      ]);
      expect(bytes.includes('CDATA')).toBe(false);
    }),
  );
  const namespaces = new Map<string, Set<string>>();
  const collect = (element: XmlElement, parent: string): void => {
    namespaces.set(parent, (namespaces.get(parent) ?? new Set()).add(element.ns));
    for (const child of element.children) collect(child, element.local);
  };
  collect(readXml(renderSyncMLMessage(MESSAGE), SYNCML_LIMITS), '');
  for (const [parent, found] of namespaces) expect([...found]).toEqual([parent === 'Meta' ? METINF : SYNCML]);
});
