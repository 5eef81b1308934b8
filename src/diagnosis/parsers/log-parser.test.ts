import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fact } from '../model/fact.ts';
import type { Seen } from '../model/seen.ts';
import { createReader } from './create-reader.ts';
import { createLogParser } from './log-parser.ts';
import { createReport } from './report.ts';
import { readLogSlowly } from './testing/slow-log.ts';

function readFast(bytes: Buffer, chunk = 65_536): Fact[] {
  const facts: Fact[] = [];
  const parser = createLogParser(createReport('x.log', { fact: () => undefined, seen: () => undefined }), (fact) =>
    facts.push(fact),
  );
  for (let at = 0; at < bytes.length; at += chunk) parser.write(bytes.subarray(at, at + chunk));
  parser.end();
  return facts;
}

function read(bytes: Buffer | string, file = 'x.log'): { facts: Fact[]; seen: Seen } {
  const facts: Fact[] = [];
  const seen: Seen[] = [];
  const reader = createReader(file, { fact: (fact) => facts.push(fact), seen: (each) => seen.push(each) });
  reader.write(typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
  reader.end();
  const [first] = seen;
  if (first === undefined) throw new Error('no report');
  return { facts, seen: first };
}

const logFacts = (facts: Fact[]) => facts.map((fact) => fact.name).filter((name) => name.startsWith('log.'));
const tail = (component: string, time = '15:30:15.759-480', file = 'x.cpp:608') =>
  `]LOG]!><time="${time}" date="05-09-2023" component="${component}" context="" type="1" thread="4088" file="${file}">`;
const record = (message: string, component = 'CoManagementHandler', time?: string, file?: string) =>
  `<![LOG[${message}${tail(component, time, file)}\r\n`;

/** Pieces that frames, patterns and codes are made of, so that every way of putting them together comes up. */
const piece = fc.oneof(
  fc
    .constantFrom(
      '<![LOG[',
      ']LOG]!>',
      ']LOG]!><time="',
      tail('CoManagementHandler'),
      tail('CcmMessaging', '15:30:15.1'),
      tail('Baton', '01:02:03.004+000', 'setup.ps1'),
      tail('x').replace('date=', 'data='),
      '\n',
      '\r\n',
      '\n<![LOG[',
      'This device is not externally managed',
      'MDM enrollment succeeded',
      "Merged value for setting 'CoManagementSettings_Capabilities' is '-2147479807'",
      'Verifying if workload 16 is enabled in workloadFlags 8193',
      'Feature flag is OFF',
      '[CCMHTTP] ERROR: URL=https://x/SMS_MP, Port=443, Options=1, Code=12029, Text=ERROR',
      '[CCMHTTP] ERROR INFO: StatusCode=403 StatusText=CMGConnector_Forbidden',
      'CTM job {A1B2C3D4-0000-0000-0000-0000000000AB} suspended',
      'refused: NOT_ON_ROSTER',
      '0x8018000a',
      '0X80180002b',
      '0xffffffff80070005',
      '2149056522',
      '-2145910774',
      'AADSTS50126',
      ' ',
      '\t',
      '"',
      '$$<CMGService><06-24-2020 15:31:46.376+00><thread=4992 (0x1380)>',
      '   BgbAgent    4/2/2019 8:42:51 AM     9476 (0x2504)',
      'エラー',
      'é',
    )
    .map((text) => Buffer.from(text)),
  fc.constantFrom(
    Buffer.from([0x83, 0x47, 0x83, 0x89, 0x81, 0x5b]),
    Buffer.from([0xe9]),
    Buffer.from([0xd6, 0xd0, 0xce, 0xc4]),
  ),
  fc.string({ maxLength: 12 }).map((text) => Buffer.from(text)),
);
const log = fc.array(piece, { maxLength: 60 }).map((pieces) => Buffer.concat(pieces));

describe('log parser', () => {
  it('gives the facts of a slow plain parser, whatever comes in and however it is cut into chunks', () => {
    fc.assert(
      fc.property(log, fc.integer({ min: 1, max: 200 }), (bytes, chunk) => {
        expect(readFast(bytes, chunk)).toEqual(readLogSlowly('x.log', bytes));
      }),
      { numRuns: 1_500 },
    );
  });

  it('gives the facts of a slow plain parser across blocks and beyond the longest line', () => {
    const filler = fc
      .tuple(
        fc.integer({ min: 1, max: 200_000 }),
        fc.constantFrom('a', 'ab ', 'xyz\n', '<![LOG[', '\r', ']LOG]!><time="'),
      )
      .map(([length, text]) => Buffer.from(text.repeat(Math.ceil(length / text.length)).slice(0, length)));
    const large = fc
      .array(fc.tuple(log, filler), { minLength: 10, maxLength: 40 })
      .map((parts) => Buffer.concat(parts.flat()));
    fc.assert(
      fc.property(large, (bytes) => {
        expect(readFast(bytes, 1 << 20)).toEqual(readLogSlowly('x.log', bytes));
      }),
      { numRuns: 4 },
    );
  });

  it('UTC = local + bias: China writes -480, US Eastern summer +240', () => {
    const { facts } = read(
      record('MDM enrollment succeeded') +
        record('MDM enrollment succeeded', 'CoManagementHandler', '11:30:15.759+240'),
    );
    expect(facts.map((fact) => fact.where.time)).toEqual(['2023-05-09T07:30:15.759Z', '2023-05-09T15:30:15.759Z']);
  });

  it('without sign there is no bias: digits are never split, the time stays local', () => {
    const [fact] = read(record('MDM enrollment succeeded', 'CoManagementHandler', '15:30:15.7594800')).facts;
    expect(fact?.where.time).toBeNull();
    expect(fact?.where.local).toBe('2023-05-09T15:30:15.759');
  });

  it('a script writes the opposite sign or +000 always: only what Microsoft’s client or the kit wrote is trusted', () => {
    const [fact] = read(record('error 0x80180026', 'Install-App', '15:30:15.759-480', 'Install-App.ps1:12')).facts;
    expect(fact?.where.time).toBeNull();
    expect(fact?.where.local).toBe('2023-05-09T15:30:15.759');
  });

  it('a message may hold line breaks, brackets, quotes and a start mark', () => {
    const { facts } = read(record('a ]\r\n"b" <![LOG[ MDM enrollment succeeded\r\nc'));
    expect(facts).toHaveLength(1);
    expect(facts[0]?.where.line).toBe(1);
    expect(facts[0]?.where.time).toBe('2023-05-09T07:30:15.759Z');
  });

  it('a record without its end is read as lines without time, and spoils no other', () => {
    const { facts } = read(
      `<![LOG[instance of CCM_PolicyAgent_PolicyDownloadSucceeded\n{\n};\n${record('MDM enrollment succeeded')}`,
    );
    expect(facts.map((fact) => [fact.name, fact.where.line, fact.where.time])).toEqual([
      ['log.policy-event-downloaded', 1, null],
      ['log.comgmt-enroll-succeeded', 4, '2023-05-09T07:30:15.759Z'],
    ]);
  });

  it('a record whose start was cut by a rollover keeps its text and time, and the report says cut-start', () => {
    const { facts, seen } = read(`llment: MDM enrollment succeeded${tail('CoManagementHandler')}\n`);
    expect(facts[0]?.name).toBe('log.comgmt-enroll-succeeded');
    expect(facts[0]?.where.time).toBe('2023-05-09T07:30:15.759Z');
    expect(seen.problems.map((problem) => problem.id)).toEqual(['cut-start']);
  });

  it('a line over 64 KiB is cut and said so', () => {
    const { facts, seen } = read(`${'a'.repeat(70_000)} MDM enrollment succeeded\nMDM enrollment succeeded\n`);
    expect(facts.filter((fact) => fact.name.startsWith('log.')).map((fact) => fact.where.line)).toEqual([2]);
    expect(seen.problems.map((problem) => problem.id)).toContain('long-line');
  });

  it('simple format: bias of two to four digits, ~ for line ends', () => {
    const line =
      'MDM enrollment failed with error code 0x80180014~~  $$<CMGService><06-24-2020 15:31:46.376+00><thread=4992 (0x1380)>';
    const { facts } = read(line);
    expect(facts.find((fact) => fact.name === 'code')?.where.time).toBe('2020-06-24T15:31:46.376Z');
    expect(read(line.replace('+00', '-540')).facts[0]?.where.time).toBe('2020-06-24T06:31:46.376Z');
  });

  it('screen copies: day and month are read where they cannot be mistaken, else the order is unknown', () => {
    const line = (date: string) => `error 0x80180014\tBgbAgent\t${date}\t9476 (0x2504)`;
    const localOf = (date: string) => read(line(date)).facts.find((fact) => fact.name === 'code')?.where.local;
    expect(localOf('4/2/2019 8:42:51 PM')).toBe('2019-04-02T20:42:51.000');
    expect(localOf('03.07.2019 14:17:54')).toBe('2019-07-03T14:17:54.000');
    expect(localOf('2019/07/03 14:17:54')).toBe('2019-07-03T14:17:54.000');
    expect(localOf('25/07/2019 14:17:54')).toBe('2019-07-25T14:17:54.000');
    expect(localOf('03/07/2019 14:17:54')).toBeUndefined();
    expect(read(line('4/2/2019 8:42:51 PM')).facts.find((fact) => fact.name === 'code')?.scope).toBe('BgbAgent');
  });

  it('beware of the substring "externally managed": not externally managed is the opposite', () => {
    const { facts } = read(
      'This device is not externally managed\nCo-existence mode detected. This device is externally managed\n',
    );
    expect(facts.map((fact) => fact.name)).toEqual(['log.coexist-not', 'log.coexist-detected']);
  });

  it('the log can print flags signed or in 64 bits: the low 32 bits count', () => {
    const flags = (value: string) => read(`Workloads flag retrieved ${value}`).facts[0]?.value;
    expect(flags('2147479807')).toBe(0x7ffff0ff);
    expect(flags('-2147479807')).toBe(0x8000_0f01);
    expect(flags('18446744071562071809')).toBe(0x8000_0f01);
  });

  it('another component that says the same words is not evidence', () => {
    expect(read(record('MDM enrollment succeeded', 'MyScript')).facts).toEqual([]);
  });

  it('every code is found in decimal, hex and negative, the nine-digit misprint as well', () => {
    const codes = read(
      '0x8018000a 2149056522 -2145910774 0x80180002b 0xFFFFFFFF80070005 1666666666 S-1-5-21-2149056522-1',
    ).facts;
    expect(codes.map((fact) => fact.value)).toEqual([0x8018000a, 0x8018002b, 0x80070005]);
  });

  it('a time before 2009 is a wrong clock, not a time', () => {
    const { facts, seen } = read(record('MDM enrollment succeeded').replace('05-09-2023', '01-01-1970'));
    expect(facts[0]?.where.time).toBeNull();
    expect(seen.problems.map((problem) => problem.id)).toEqual(['clock']);
  });

  it('UTF-16, CP932 and UTF-8 give the same facts; a file that mixes them says so', () => {
    const text = `予約されています ${record('MDM enrollment succeeded')}`;
    const utf16 = read(Buffer.from(`\ufeff${text}`, 'utf16le'));
    const bigEndian = read(Buffer.from(`\ufeff${text}`, 'utf16le').swap16());
    const utf8 = read(Buffer.from(`\ufeff${text}`, 'utf8'));
    for (const each of [utf16, bigEndian, utf8]) expect(logFacts(each.facts)).toEqual(['log.comgmt-enroll-succeeded']);
    expect([utf16.seen.encoding, bigEndian.seen.encoding]).toEqual(['utf-16le', 'utf-16be']);
    const mixed = read(
      Buffer.concat([
        Buffer.from(record('MDM enrollment succeeded')),
        Buffer.from(record('MDM enrollment succeeded'), 'utf16le'),
      ]),
    );
    expect(logFacts(mixed.facts)).toHaveLength(2);
    expect(mixed.seen.problems.map((problem) => problem.id)).toContain('mixed-encoding');
  });

  it('evidence of a line in CP932, GBK or Windows-1252 is readable', () => {
    const textOf = (bytes: number[]) =>
      read(Buffer.concat([Buffer.from('0x80180014 '), Buffer.from(bytes)])).facts[0]?.where.text;
    expect(textOf([0x83, 0x47, 0x83, 0x89, 0x81, 0x5b])).toBe('0x80180014 エラー');
    expect(textOf([0xb4, 0xed, 0xce, 0xf3, 0xd2, 0xb3])).toBe('0x80180014 错误页');
    expect(textOf([0x72, 0xe9, 0x75, 0x73, 0x73, 0x69])).toBe('0x80180014 réussi');
  });

  it('names the logs it saw by component, and by name only where lines have none', () => {
    expect(read(record('x', 'BgbAgent')).seen.sources).toEqual(['CcmNotificationAgent']);
    expect(read('a plain line\n', 'C/CCM/Logs/ClientLocation.lo_').seen.sources).toEqual(['ClientLocation']);
  });

  it('a status line takes the URL of the error before it, in the same thread only', () => {
    const error = '[CCMHTTP] ERROR: URL=https://a/SMS_MP, Port=443, Options=1, Code=0, Text=CCM_E_BAD_HTTP_STATUS_CODE';
    const status = '[CCMHTTP] ERROR INFO: StatusCode=403 StatusText=CMGConnector_Forbidden';
    const scopeOf = (text: string) => read(text).facts.find((fact) => fact.name === 'log.http-status')?.scope;
    expect(scopeOf(`${error}\n${status}\n`)).toBe('https://a/SMS_MP');
    expect(
      scopeOf(record(error, 'CcmMessaging') + record(status, 'CcmMessaging').replace('4088', '9999')),
    ).toBeUndefined();
  });
});
