import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPlace } from './find-place.ts';
import { readEvidenceFile } from './read-evidence-file.ts';
import { readLocalFile } from './read-local-file.ts';
import { readLog } from './read-log.ts';

const EXAMPLE: unknown = JSON.parse(
  fs.readFileSync(path.resolve(import.meta.dirname, '../../../../../package-kit/cases/evidence-example.json'), 'utf8'),
);
const TRAILER =
  '<time="11:41:07.015-540" date="11-25-2026" component="CoManagementHandler" context="" type="3" thread="1" file="x:1">';

describe('a log by lines', () => {
  it('gives a record its severity, component and time: the bias is what is added to local time, Japan -540', () => {
    expect(readLog(`<![LOG[Failed]LOG]!>${TRAILER}\r\nplain`)).toEqual([
      {
        number: 1,
        text: 'Failed',
        raw: `<![LOG[Failed]LOG]!>${TRAILER}`,
        severity: 'error',
        time: Date.parse('2026-11-25T02:41:07.015Z'),
        local: '2026-11-25T11:41:07.015',
        component: 'CoManagementHandler',
      },
      { number: 2, text: 'plain', raw: 'plain', severity: null, time: null, local: null, component: '' },
    ]);
  });

  it('gives every line of a record over several lines the severity of its end, and keeps their numbers', () => {
    const lines = readLog(`first\n<![LOG[one\ntwo\nthree]LOG]!>${TRAILER}\nlast\n`);
    expect(lines.map(({ number, text, severity }) => [number, text, severity])).toEqual([
      [1, 'first', null],
      [2, 'one', 'error'],
      [3, 'two', 'error'],
      [4, 'three', 'error'],
      [5, 'last', null],
    ]);
  });

  it('reads the former format of CMTrace and the time that a plain line begins with', () => {
    const [former, plain] = readLog(
      'Started  $$<execmgr><11-25-2026 11:41:06.102-540><thread=4088 (0xFF8)>\n2024-03-25T09:15:17+01:00 INF calling',
    );
    expect(former).toMatchObject({
      text: 'Started',
      component: 'execmgr',
      time: Date.parse('2026-11-25T02:41:06.102Z'),
    });
    expect(plain?.time).toBe(Date.parse('2024-03-25T08:15:17Z'));
  });

  it('has one line for each line of any text, numbered from 1, whatever it holds', () => {
    const piece = fc.constantFrom('<![LOG[', ']LOG]!>', TRAILER, '\n', '\r\n', '$$<a><1-1-2026 1:1:1>', 'text', ' ');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join('');
        const raws = text.split(/\r\n|\n|\r/);
        if (raws.at(-1) === '') raws.pop();
        expect(readLog(text).map(({ number, raw }) => [number, raw])).toEqual(
          raws.map((raw, index) => [index + 1, raw]),
        );
      }),
    );
  });
});

describe('an evidence file', () => {
  const files = readEvidenceFile(EXAMPLE);
  const place = (text: string, file = 'evidence.json', line: number | null = null) =>
    findPlace(files, { file, line, time: null, text });
  const lineOf = (found: ReturnType<typeof place>) =>
    files.find((file) => file.id === found?.file)?.lines.find((line) => line.number === found?.line)?.text;

  it('is its logs, outputs, events, registry and the rest; what the PC could not read says why', () => {
    expect(files.map((file) => [file.id, file.notRead])).toEqual([
      ['C:/WINDOWS/CCM/Logs/CoManagementHandler.log', null],
      ['C:/WINDOWS/CCM/Logs/execmgr.log', 'ACCESS_DENIED: Access to the path is denied.'],
      ['C:/ProgramData/Baton/Logs/setup.log', null],
      ['joinState.system', null],
      ['joinState.user', 'NO_USER: nobody is signed in'],
      ['events/Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Admin', null],
      ['events/Microsoft-Windows-AAD/Operational', 'TIME_LIMIT: not read within 20 s'],
      ['registry', null],
      ['enrollments', null],
      ['parts', null],
    ]);
  });

  it.each([
    ['HKLM\\SOFTWARE\\Microsoft\\CCM\\CoManagementFlags: 8193', 'registry'],
    ['ProviderID: MS DM Server', 'enrollments'],
    ['CcmExec: running, auto', 'parts'],
    ['CoMgmtSettingsProd: LastComplianceStatus 1', 'parts'],
    [
      'https://cm01.corp.example.test/SMS_MP/.sms_aut?MPLIST: 0x80072EE7 The server name or address could not be resolved',
      'parts',
    ],
    ['state.json outcomeReason: PIN_EXPIRED', 'parts'],
    [
      '75: Auto MDM Enroll: Device Credential (0x0), Succeeded',
      'events/Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Admin',
    ],
  ])('finds the line that a finding means by its text: %s', (text, file) => {
    const found = place(text);
    expect(found?.file).toBe(file);
    const word = /\w{4,}/.exec(text)?.[0] ?? '';
    expect(lineOf(found)?.toLowerCase()).toContain(word.toLowerCase());
  });

  it('takes the line of a log as the finding says it, and no line for what is nowhere', () => {
    const found = place('AzureAdPrt : NO', 'evidence.json#joinState.system', 32);
    expect(lineOf(found)?.trim()).toBe('AzureAdPrt : NO');
    expect(place('no service, no folder')).toBe(null);
  });

  it('is read whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom('logs', 'events', 'registry', 'enrollments', 'joinState', 'x'),
        (value, part) => {
          expect(readEvidenceFile({ schema: 'baton-evidence', [part]: value }).length).toBeGreaterThan(2);
          expect(readEvidenceFile(value).length).toBeGreaterThan(2);
        },
      ),
    );
  });
});

describe('a file of this computer', () => {
  const bytes = (buffer: Buffer) => new Uint8Array(buffer).buffer;

  it('is decoded by its mark, else as UTF-8, else as Shift_JIS', () => {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('参加', 'utf16le')]);
    for (const buffer of [utf16, Buffer.from('参加'), Buffer.from([0x8e, 0x51, 0x89, 0xc1])])
      expect(readLocalFile('a.txt', bytes(buffer))[0]?.lines[0]?.text.replace('\ufeff', '')).toBe('参加');
  });

  it('is shown by its parts where it is evidence, as it stands where it is cut', () => {
    const text = JSON.stringify(EXAMPLE);
    expect(readLocalFile('e.json', bytes(Buffer.from(text))).length).toBeGreaterThan(5);
    expect(readLocalFile('e.json', bytes(Buffer.from(text.slice(0, 500))))).toMatchObject([{ id: 'e.json' }]);
  });
});
