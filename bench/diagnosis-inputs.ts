import fs from 'node:fs';
import { createFacts } from '../src/diagnosis/model/facts.ts';
import { createReader } from '../src/diagnosis/parsers/create-reader.ts';

/** A parser as fuzzing and growth see it: what is fed to it, of a given size, at its worst. */
export interface ParserInput {
  readonly name: string;
  /** Texts from which fuzzing starts, and which it mixes. */
  readonly seeds: readonly string[];
  /** Inputs of about `bytes` bytes that a careless parser needs more than linear time for. */
  readonly hostile: readonly ((bytes: number) => Buffer)[];
}

/** Reads an input as one file; returns how many facts it gave. Throws what a parser throws. */
export function readInput(bytes: Buffer, chunk = 1 << 20): number {
  const { sink, facts } = createFacts();
  const reader = createReader('input', sink);
  for (let at = 0; at < bytes.length; at += chunk) reader.write(bytes.subarray(at, at + chunk));
  reader.end();
  if (facts.seen().length === 0) throw new Error('no report');
  return facts.list().length;
}

const repeat = (text: string, bytes: number): Buffer =>
  Buffer.from(text.repeat(Math.ceil(bytes / text.length)).slice(0, bytes));
const headed = (head: string, text: string) => (bytes: number) =>
  Buffer.concat([Buffer.from(head), repeat(text, Math.max(0, bytes - head.length))]);

const TAIL =
  ']LOG]!><time="15:30:15.759-480" date="05-09-2023" component="CoManagementHandler" context="" type="1" thread="4088" file="x.cpp:608">';
const RECORD = `<![LOG[MDM enrollment failed with error code 0x80180014 'x'. Will retry in 15 minutes${TAIL}\r\n`;
const EVENT =
  "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><EventID>76</EventID><TimeCreated SystemTime='2023-05-09T07:30:15.123Z'/></System><EventData><Data Name='HRESULT'>0x8018002a</Data></EventData></Event>";
const CAPTURE =
  '+----------+\n| Device State |\n+----------+\n\n             AzureAdJoined : YES\n          EnterpriseJoined : NO\n        DRS Discovery Test : FAIL [0x801c0021/0x80072ee2]\n';
const REG =
  'Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Enrollments\\{1F0CE4B2-7C42-4F4B-9D1C-000000000001}]\r\n"UPN"="a@b.test"\r\n"X"=hex(2):68,00,\\\r\n  74,00\r\n';
const COPIED =
  'Log Name: Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Admin\nEvent ID: 76\nDescription:\nAuto MDM Enroll: Failed (Unknown Win32 Error code: 0x8018002a)\n';
const example = (): string =>
  fs.readFileSync(new URL('../package-kit/cases/evidence-example.json', import.meta.url), 'utf8');

/** Every parser by the name that the command line of the benches takes. */
export const PARSER_INPUTS: readonly ParserInput[] = [
  {
    name: 'dsregcmd',
    seeds: [
      CAPTURE,
      '          Server Message : a\nTenantName : x\n...\n',
      '| Work Account 1 |\n TpmProtected : YES\n',
      'KeySignTest: : PASSED\n',
    ],
    hostile: [
      headed(CAPTURE, '          Server Message : '),
      headed(CAPTURE, `            Server Message : ${'a'.repeat(90)}\n${'b'.repeat(120)}\n`),
      headed(CAPTURE, ' : : : : \n'),
      headed(CAPTURE, `${' '.repeat(500)}\n`),
      headed(CAPTURE, 'AzureAdJoined : YES\n'),
    ],
  },
  {
    name: 'log',
    seeds: [
      RECORD,
      TAIL,
      '<![LOG[',
      ']LOG]!><time="',
      '[CCMHTTP] ERROR: URL=https://x/SMS_MP, Port=443, Options=1, Code=12029, Text=E\n',
      'x~~  $$<C><06-24-2020 15:31:46.376+00><thread=4992 (0x1380)>\n',
      'm   BgbAgent    4/2/2019 8:42:51 AM     9476 (0x2504)\n',
    ],
    hostile: [
      (bytes) => repeat('<![LOG[', bytes),
      (bytes) => repeat('<![LOG[ MDM enrollment succeeded\n', bytes),
      (bytes) => repeat(' 0x80180014 \n', bytes),
      (bytes) => repeat('MDM enrollment succeeded ]LOG]!><time="', bytes),
      (bytes) => repeat('[CCMHTTP] ERROR: URL=', bytes),
      (bytes) => repeat(`0x80180014${' '.repeat(300)}(0x12345678)\n`, bytes),
      headed('<![LOG[', 'a\n'),
      (bytes) => repeat('\n', bytes),
      (bytes) => repeat('0', bytes),
      (bytes) => repeat('Auto MDM Enroll: Failed (', bytes),
    ],
  },
  {
    name: 'events-text',
    seeds: [
      COPIED,
      'Event[0]:\n',
      'イベント ID: 75\n説明:\n',
      'TimeCreated : x\nId : 76\nMessage : a\n               b\n',
    ],
    hostile: [
      headed(COPIED, 'a\n'),
      headed(COPIED, 'Event ID: 1\n'),
      headed(COPIED, `${' '.repeat(20)}x\n`),
      headed(COPIED, '<Event \n'),
    ],
  },
  {
    name: 'events-xml',
    seeds: [EVENT, '<Events>', '&#x41;&amp;&lt;', '<Data>', '</Event>', "<Provider Name='AAD'/>"],
    hostile: [
      headed(EVENT, '<Event '),
      headed(EVENT, '<Event><EventID'),
      headed(EVENT, '<Data><Message>'),
      (bytes) => repeat(EVENT, bytes),
      headed(EVENT, '&'),
    ],
  },
  {
    name: 'registry',
    seeds: [REG, '"a"=dword:1\n', '@="x"\n', '[-HKEY_LOCAL_MACHINE\\x]\n', '    UPN    REG_SZ    x\n'],
    hostile: [
      headed(REG, '"\\\\'),
      headed(REG, '"a"=hex:00,\\\n'),
      headed(REG, '  a   REG_'),
      headed(REG, '[HKEY_LOCAL_MACHINE\\a'),
      (bytes) => repeat(REG, bytes),
    ],
  },
  {
    name: 'collector',
    seeds: [example(), '"read":false', 'null', '[]', '{}', '1e999', '"x"'],
    hostile: [
      headed('{"schema":"baton-evidence","logs":', '['),
      headed('{"schema":"baton-evidence","x":"', 'a'),
      headed('{"a":', '{"a":'),
    ],
  },
  {
    name: 'recognize',
    seeds: [CAPTURE, RECORD, REG, EVENT, COPIED, '\ufeff', '\u0000', 'PK\u0003\u0004', '{"a":1}'],
    hostile: [
      (bytes) => repeat('\u0000', bytes),
      (bytes) => repeat('a\u0000', bytes),
      (bytes) => repeat('é', bytes),
      (bytes) => repeat(':', bytes),
    ],
  },
];

/** The parser of a name; throws with the names there are. */
export function parserInput(name: string): ParserInput {
  const found = PARSER_INPUTS.find((each) => each.name === name);
  if (found === undefined)
    throw new RangeError(`There is no parser ${name}; there are ${PARSER_INPUTS.map((each) => each.name).join(', ')}.`);
  return found;
}
