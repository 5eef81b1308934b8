import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProtocolError, type ProtocolErrorCode } from '../protocol-error.ts';
import { alertType } from './alerts.ts';
import { alert, CRED, DEVICE, DIGEST, meta, PACKAGE_1, result, SERVER, status, syncML } from './fixtures.ts';
import type { ClientCommand } from './message.ts';
import { parseSyncMLMessage } from './parse-message.ts';

const commandsOf = (body: string): ClientCommand[] => parseSyncMLMessage(syncML(body)).commands;

describe('package 1', () => {
  const message = parseSyncMLMessage(PACKAGE_1);

  test('header, commands in order, Final', () => {
    expect(message.header).toEqual({ sessionId: '48', msgId: 1, target: SERVER, source: DEVICE });
    expect(message.commands.map(({ kind, cmdId }) => [kind, cmdId])).toEqual([
      ['Alert', '2'],
      ['Alert', '3'],
      ['Replace', '4'],
    ]);
    expect(message.final).toBe(true);
  });

  test('DevInfo items carry Source, not Target', () => {
    const replace = message.commands[2];
    expect(
      replace?.kind === 'Replace' && replace.items.map(({ source, target, data }) => [source, target, data]),
    ).toEqual([
      ['./DevInfo/DevId', undefined, DEVICE],
      ['./DevInfo/Man', undefined, 'Contoso & Söhne 髙①'],
      ['./DevInfo/Lang', undefined, 'ja-JP'],
    ]);
  });

  test('#42 a message without Final says so', () => {
    expect(parseSyncMLMessage(syncML(alert(2, 1201))).final).toBe(false);
  });

  test.each(['FFFF', '48', '0'])('#35 SessionID %s is kept as text', (sessionId) => {
    expect(parseSyncMLMessage(syncML('<Final/>', { sessionId })).header.sessionId).toBe(sessionId);
  });

  test('Cred and its user name', () => {
    expect(parseSyncMLMessage(syncML('<Final/>', { header: CRED, sourceName: 'dev-7f3a' })).header).toMatchObject({
      sourceName: 'dev-7f3a',
      cred: { type: 'syncml:auth-md5', format: 'b64', data: DIGEST },
    });
  });
});

describe('Status', () => {
  test('references, code and command', () => {
    const more = '<TargetRef>./a</TargetRef><TargetRef>./b</TargetRef>';
    expect(commandsOf(status(2, 7, 'Get', '<Data>404</Data>', more))).toEqual([
      {
        kind: 'Status',
        cmdId: '2',
        msgRef: 1,
        cmdRef: 7,
        cmd: 'Get',
        targetRefs: ['./a', './b'],
        sourceRefs: [],
        code: 404,
        items: [],
      },
    ]);
  });

  const originalError = (attributes: string): string | undefined => {
    const [command] = commandsOf(status(2, 7, 'Replace', `<Data ${attributes}>500</Data>`));
    return command?.kind === 'Status' ? command.originalError : undefined;
  };
  const MSFT = 'http://schemas.microsoft.com/MobileDevice/MDM';

  test.each([
    ['msft', '0x86000002', '0x86000002'],
    ['other', '0x86000002', '0x86000002'],
    ['msft', '0x8600000a', '0x8600000A'],
    ['msft', '0x5', '0x00000005'],
    ['msft', '-2046820350', '0x86000002'],
    ['msft', '2248146946', '0x86000002'],
  ])('#45 originalerror with prefix %s, %s is HRESULT %s', (prefix, value, hresult) => {
    expect(originalError(`xmlns:${prefix}="${MSFT}" ${prefix}:originalerror="${value}"`)).toBe(hresult);
  });

  test.each([
    `msft:originalerror="x" xmlns:msft="${MSFT}"`,
    'originalerror="0x1"',
    'p:originalerror="0x1" xmlns:p="urn:x"',
    `msft:originalerror="99999999999" xmlns:msft="${MSFT}"`,
  ])('#45 %s is no HRESULT', (attributes) => expect(originalError(attributes)).toBeUndefined());

  test('a challenge of the PC is read', () => {
    const chal = `<Chal><Meta>${meta('Type', 'syncml:auth-md5')}${meta('NextNonce', 'Tm9uY2U=')}</Meta></Chal>`;
    expect(commandsOf(status(2, 0, 'SyncHdr', '<Data>407</Data>', chal))).toMatchObject([
      { challenge: { type: 'syncml:auth-md5', nextNonce: 'Tm9uY2U=' } },
    ]);
  });
});

describe('Results', () => {
  test('a Meta of the command is inherited, that of the item wins', () => {
    const body =
      `<Results><CmdID>3</CmdID><CmdRef>5</CmdRef><Meta>${meta('Format', 'chr')}${meta('Type', 'text/plain')}</Meta>` +
      `<Item><Source><LocURI>./a</LocURI></Source><Data>1</Data></Item>` +
      `<Item><Source><LocURI>./b</LocURI></Source><Meta>${meta('Format', 'int')}</Meta><Data>2</Data></Item></Results>`;
    expect(commandsOf(body)).toEqual([
      {
        kind: 'Results',
        cmdId: '3',
        msgRef: 1,
        cmdRef: 5,
        items: [
          { source: './a', meta: { format: 'chr', type: 'text/plain' }, data: '1', moreData: false },
          { source: './b', meta: { format: 'int', type: 'text/plain' }, data: '2', moreData: false },
        ],
      },
    ]);
  });

  test('Data is literal: white space kept, CDATA and references resolved, empty and absent told apart', () => {
    const data = (text: string): unknown => {
      const [command] = commandsOf(
        text === '' ? result(2, 3, './a', '').replace('<Data></Data>', '') : result(2, 3, './a', text),
      );
      return command?.kind === 'Results' ? command.items[0]?.data : 'none';
    };
    expect(data(' a\n&#13;\n<![CDATA[<b/>]]>&lt;')).toBe(' a\n\r\n<b/><');
    expect(data('<!---->')).toBe('');
    expect(data('')).toBeUndefined();
  });

  test('a chunk says that more follows, the first one how much', () => {
    const body = result(2, 3, './a', 'x')
      .replace('</Meta>', `${meta('Size', '900')}</Meta>`)
      .replace('</Item>', '<MoreData/></Item>');
    expect(commandsOf(body)).toMatchObject([{ items: [{ moreData: true, meta: { size: 900 }, data: 'x' }] }]);
  });

  test('#49 StructData Results with many items', () => {
    const items = Array.from(
      { length: 500 },
      (_, i) => `<Item><Source><LocURI>./a/${i}</LocURI></Source><Data>${i}</Data></Item>`,
    );
    const [command] = commandsOf(`<Results><CmdID>2</CmdID><CmdRef>3</CmdRef>${items.join('')}</Results>`);
    expect(command?.kind === 'Results' && command.items[499]).toMatchObject({ source: './a/499', data: '499' });
  });

  test('#58 more than 1,000 Results in 5 MB are read; above 8 MiB the answer is too-large', () => {
    const many = Array.from({ length: 1_200 }, (_, i) => result(i + 2, i + 5, `./a/${i}`, 'x'.repeat(4_200))).join('');
    const bytes = syncML(`${many}<Final/>`);
    expect(bytes.length).toBeGreaterThan(5_000_000);
    expect(parseSyncMLMessage(bytes).commands).toHaveLength(1_200);
    expect(() => parseSyncMLMessage(syncML(many + many))).toThrow(expect.objectContaining({ code: 'too-large' }));
  });
});

describe('Alert', () => {
  test('#51 the un-enroll alert, also with a leading blank, a prefix and a wrong Meta namespace', () => {
    const plain = alert(2, 1226, 'com.microsoft:mdm.unenrollment.userrequest', '1');
    const odd = plain.replace('>com.', '> com.').replace('syncml:metinf', 'syncml:metinfo');
    for (const body of [plain, odd, plain.replace('>com.', '>Reversed-Domain-Name:com.')]) {
      const [command] = commandsOf(body);
      const item = command?.kind === 'Alert' && command.code === 1226 ? command.items[0] : undefined;
      expect(item && alertType(item)).toBe('com.microsoft:mdm.unenrollment.userrequest');
      expect(item?.data).toBe('1');
    }
  });

  test('#53 the keep-alive is known by its type without prefix', () => {
    const [command] = commandsOf(alert(2, 1224, 'Reversed-Domain-Name:com.microsoft.mdm.requestpending', '1'));
    const item = command?.kind === 'Alert' ? command.items[0] : undefined;
    expect(item && alertType(item)).toBe('com.microsoft.mdm.requestpending');
  });
});

test('a command that a server does not take is named, an element that SyncML does not know is passed over', () => {
  expect(
    commandsOf(
      '<Atomic><CmdID>2</CmdID><Get><CmdID>3</CmdID></Get></Atomic><x xmlns="urn:x"/><Put><CmdID>4</CmdID></Put>',
    ),
  ).toEqual([
    { kind: 'Unsupported', cmdId: '2', cmd: 'Atomic' },
    { kind: 'Unsupported', cmdId: '4', cmd: 'Put' },
  ]);
});

describe('refusals', () => {
  const change = (from: string | RegExp, to: string): Buffer => Buffer.from(PACKAGE_1.toString().replace(from, to));
  test.each<[string, Buffer, ProtocolErrorCode]>([
    ['SyncML 1.1', change('SYNCML:SYNCML1.2', 'SYNCML:SYNCML1.1'), 'unexpected'],
    ['another DM version', change('DM/1.2', 'DM/1.3'), 'unexpected'],
    ['no SyncHdr', change(/<SyncHdr>.*<\/SyncHdr>/, ''), 'missing'],
    ['two SyncBodys', change('</SyncML>', '<SyncBody/></SyncML>'), 'doubled'],
    ['MsgID 0', syncML('<Final/>', { msgId: '0' }), 'bad-value'],
    ['MsgID -1', syncML('<Final/>', { msgId: '-1' }), 'bad-value'],
    ['MsgID 1e3', syncML('<Final/>', { msgId: '1e3' }), 'bad-value'],
    ['an endless MsgID', syncML('<Final/>', { msgId: '9'.repeat(400) }), 'bad-value'],
    ['an endless SessionID', syncML('<Final/>', { sessionId: 'A'.repeat(65) }), 'too-large'],
    ['an empty SessionID', syncML('<Final/>', { sessionId: ' ' }), 'bad-value'],
    ['no CmdID', change('<CmdID>2</CmdID>', ''), 'missing'],
    ['two Data', change('<Data>ja-JP</Data>', '<Data>a</Data><Data>b</Data>'), 'doubled'],
    ['an endless LocURI', change('./DevInfo/Lang', './'.repeat(3_000)), 'too-large'],
    [
      'a Status without code',
      syncML('<Status><CmdID>1</CmdID><MsgRef>1</MsgRef><CmdRef>0</CmdRef><Cmd>SyncHdr</Cmd></Status>'),
      'missing',
    ],
    ['an Alert that is no number', syncML('<Alert><CmdID>1</CmdID><Data>x</Data></Alert>'), 'bad-value'],
    ['a Cred without data', syncML('', { header: CRED.replace(/<Data>.*<\/Data>/, '') }), 'missing'],
    ['a document type', Buffer.from(`<!DOCTYPE SyncML>${PACKAGE_1.toString()}`), 'dtd'],
    ['WBXML', Buffer.from('02A4016A006D6C71C50301', 'hex'), 'encoding'],
  ])('%s is refused', (_, bytes, code) => {
    expect(() => parseSyncMLMessage(bytes)).toThrow(expect.objectContaining({ code }));
  });

  test('a mutated message is read or refused with a ProtocolError', () => {
    const bytes = syncML(
      `${alert(2, 1201)}${status(3, 0, 'SyncHdr', '<Data>200</Data>')}${result(4, 5, './a', 'b')}<Final/>`,
      { header: CRED },
    );
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.uint8Array({ maxLength: 8 }), fc.nat(60), (at, insert, cut) => {
        try {
          parseSyncMLMessage(Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + cut)]));
        } catch (error) {
          if (!(error instanceof ProtocolError)) throw error;
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
