import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { enrolmentsOf } from '../enrolment/enrolments.ts';
import { ANY_SCOPE, createFacts, type Facts } from '../model/facts.ts';
import { createReader } from './create-reader.ts';

function read(content: string | Buffer, file = 'f'): Facts {
  const { sink, facts } = createFacts();
  const reader = createReader(file, sink);
  reader.write(typeof content === 'string' ? Buffer.from(content) : content);
  reader.end();
  return facts;
}

describe('events as text', () => {
  const copies: Record<string, string> = {
    en: 'Log Name:      Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Admin\nSource:        DeviceManagement-Enterprise-Diagnostics-Provider\nDate:          5/9/2023 3:30:15 PM\nEvent ID:      76\nTask Category: None\nLevel:         Error\nDescription:\nAuto MDM Enroll: Failed (Unknown Win32 Error code: 0x8018002a)',
    ja: 'ログの名前:         Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Admin\nソース:           DeviceManagement-Enterprise-Diagnostics-Provider\n日付:            2023/05/09 15:30:15\nイベント ID:       76\nレベル:           エラー\n説明:\n自動 MDM 登録: 失敗しました（不明な Win32 エラー コード: 0x8018002a）',
    zh: '日志名称:          Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Admin\n来源:            x\n日期:            2023/5/9 15:30:15\n事件 ID:         76\n级别:            错误\n描述:\n自动 MDM 注册: 失败 (未知的 Win32 错误代码: 0x8018002a)',
    fr: 'Nom du journal :Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Admin\nSource :       x\nDate :         09/05/2023 15:30:15\nID de l’événement :76\nNiveau :       Erreur\nDescription :\nInscription MDM automatique : échec (code d’erreur Win32 inconnu : 0x8018002a)',
    pt: 'Nome do Log:   Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Admin\nFonte:         x\nData:          09/05/2023 15:30:15\nIdentificação do Evento:76\nNível:         Erro\nDescrição:\nRegistro automático de MDM: falha (código de erro Win32 desconhecido: 0x8018002a)',
    list: 'TimeCreated  : 5/9/2023 3:30:15 PM\nProviderName : Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider\nId           : 76\nMessage      : Auto MDM Enroll: Device Credential (0x0), Failed (Unknown Win32\n               Error code: 0x8018002a)',
    wevtutil:
      'Event[0]:\n  Log Name: Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Admin\n  Source: x\n  Date: 2023-05-09T07:30:15.123Z\n  Event ID: 76\n  Level: Error\n  Description: \nAuto MDM Enroll: Failed (Unknown Win32 Error code: 0x8018002a)',
  };
  for (const [name, text] of Object.entries(copies)) {
    it(`translated event text: codes stay, words change (${name})`, () => {
      const facts = read(`${text}\n`);
      expect(facts.value('evt.76', 'MDM')).toBe(0x8018002a);
      expect(facts.newest('code', 'evt.76')?.value).toBe(0x8018002a);
      expect(facts.seen()[0]?.kind).toBe('events');
      expect(facts.sawSource('MDM')).toBe(true);
    });
  }

  it('only a time in ISO form is read, others are local and in the language’s order', () => {
    expect(read(`${copies['wevtutil']}\n`).newest('evt.76', 'MDM')?.where.time).toBe('2023-05-09T07:30:15.123Z');
    expect(read(`${copies['en']}\n`).newest('evt.76', 'MDM')?.where.time).toBeNull();
  });

  it('a new event begins with a log’s name: two in one paste are two', () => {
    const facts = read(
      `${copies['en']}\n\n${(copies['en'] ?? '').replace('76', '75').replace(/Auto MDM.*/, 'Auto MDM Enroll: Succeeded')}\n`,
    );
    expect(facts.value('evt.76', 'MDM')).toBe(0x8018002a);
    expect(facts.value('evt.75', 'MDM')).toBe(true);
    expect(facts.value('log.mdm-auto-enroll-succeeded')).toBe(true);
  });

  it('the first bracket of event 76 is the credential type, the last one the code', () => {
    const facts = read('Auto MDM Enroll: Device Credential (0x1), Failed (Bad request (400).)\n');
    expect(facts.value('log.mdm-auto-enroll-failed')).toBe('Bad request (400).');
    expect(facts.value('log.mdm-auto-enroll-failed.credential')).toBe(1);
  });

  it('event 52: the server’s reason is better than the code', () => {
    const facts = read(
      'MDM Enroll: Server Returned Fault/Code/Subcode/Value=(DeviceNotSupported) Fault/Reason/Text=(Platform blocked (x)).\n',
    );
    expect(facts.value('log.mdm-fault')).toBe('DeviceNotSupported');
    expect(facts.value('log.mdm-fault.reason')).toBe('Platform blocked (x)');
  });
});

describe('events as XML', () => {
  const event = (id: number, data: string) =>
    `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider' Guid='{1}'/><EventID>${id}</EventID><TimeCreated SystemTime='2023-05-09T07:30:15.1234567Z'/><Channel>Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Admin</Channel></System>${data}</Event>`;

  it('data and rendered message, entities of XML only, UTC of TimeCreated', () => {
    const facts = read(
      `<?xml version="1.0"?>\n<Events>\n${event(76, "<EventData><Data Name='HRESULT'>2149056554</Data></EventData>")}\n${event(75, '<RenderingInfo><Message>Auto MDM Enroll: &#x53;ucceeded &amp;lt; &evil;</Message></RenderingInfo>')}</Events>`,
    );
    expect(facts.value('evt.76', 'MDM')).toBe(0x8018002a);
    expect(facts.newest('evt.76', 'MDM')?.where).toMatchObject({
      line: 3,
      time: '2023-05-09T07:30:15.123Z',
      text: '76: HRESULT: 2149056554',
    });
    expect(facts.value('log.mdm-auto-enroll-succeeded')).toBe(true);
    expect(facts.newest('evt.75', 'MDM')?.where.text).toBe('75: Auto MDM Enroll: Succeeded &lt; &evil;');
  });

  it('a list without root, cut in its last event: what is whole is read, cut-end is said', () => {
    const facts = read(`${event(76, '')}${event(75, '').slice(0, -20)}`);
    expect(facts.value('evt.76', 'MDM')).toBe(true);
    expect(facts.value('evt.75', 'MDM')).toBeUndefined();
    expect(facts.value('input.cut-end', 'f')).toBe(true);
  });

  it('UTF-16, as wevtutil writes it', () => {
    expect(
      read(Buffer.from(`\ufeff${event(76, '<EventData><Data>0x80180014</Data></EventData>')}`, 'utf16le')).value(
        'evt.76',
        'MDM',
      ),
    ).toBe(0x80180014);
  });
});

describe('registry exports', () => {
  const key = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft';
  const id = '1F0CE4B2-7C42-4F4B-9D1C-000000000001';
  const reg = `Windows Registry Editor Version 5.00

[${key}\\CCM]
"CoManagementFlags"=dword:00003021

[${key}\\Enrollments]
"MmpcEnrollmentFlag"=dword:00000002

[${key}\\Enrollments\\{${id.toLowerCase()}}]
"ProviderID"="MS DM Server"
"UPN"="a@corp.example.test"
"EnrollmentState"=dword:00000003
"RenewErrorCode"=dword:801900c8
"DiscoveryServiceFullURL"=hex(2):68,00,74,00,74,00,70,00,73,00,3a,00,2f,00,2f,00,\\
  78,00,2e,00,74,00,65,00,73,00,74,00,00,00

[${key}\\Enrollments\\{${id.toLowerCase()}}\\LinkedEnrollment]
"Id"="{2F0CE4B2-7C42-4F4B-9D1C-000000000002}"

[${key}\\Provisioning\\OMADM\\Accounts]

[${key}\\Provisioning\\OMADM\\Accounts\\${id}]
@="x\\\\y \\"z\\""
`;
  const expected = (facts: Facts) => {
    expect(facts.value('cm.CoManagementFlags')).toBe(0x3021);
    expect(facts.value('cm.MmpcEnrollmentFlag')).toBe(2);
    expect(facts.value('enr.DiscoveryServiceFullURL', id)).toBe('https://x.test');
    expect(facts.value('enr.RenewErrorCode', id)).toBe(0x801900c8);
    expect(facts.value('enr.linked', id)).toBe('2F0CE4B2-7C42-4F4B-9D1C-000000000002');
    expect(enrolmentsOf(facts)?.map((each) => [each.id, each.kind, each.owner, each.state])).toEqual([
      [id, 'enrolled', 'intune', 3],
    ]);
  };

  it('keys, every type of value, values over several lines; UTF-16 as regedit writes it, or ANSI', () => {
    expected(read(Buffer.from(`\ufeff${reg.replaceAll('\n', '\r\n')}`, 'utf16le')));
    expected(read(reg.replace('Windows Registry Editor Version 5.00', 'REGEDIT4')));
  });

  it('flags are also written as QWORD: read either', () => {
    expect(
      read(`REGEDIT4\n[${key}\\CCM]\n"CoManagementFlags"=hex(b):ff,f0,ff,7f,00,00,00,00\n`).value(
        'cm.CoManagementFlags',
      ),
    ).toBe(0x7ffff0ff);
  });

  it('reg query /s', () => {
    const facts = read(
      `\n${key}\\CCM\n    CoManagementFlags    REG_DWORD    0x2001\n\n${key}\\Enrollments\\${id}\n    UPN    REG_SZ    a@b.test\n`,
    );
    expect(facts.value('cm.CoManagementFlags')).toBe(8193);
    expect(facts.value('enr.UPN', id)).toBe('a@b.test');
  });

  it('a key that the file deletes says nothing about the PC', () => {
    expect(
      read(`REGEDIT4\n[-${key}\\CCM]\n"CoManagementFlags"=dword:1\n`).value('cm.CoManagementFlags'),
    ).toBeUndefined();
  });

  it('a key under Enrollments alone proves nothing: without the accounts no enrolment is judged', () => {
    const facts = read(reg.slice(0, reg.indexOf(`[${key}\\Provisioning`)));
    expect(enrolmentsOf(facts)?.map((each) => each.kind)).toEqual([null]);
  });
});

describe('evidence of the collector', () => {
  const example = readFileSync(new URL('../../../package-kit/cases/evidence-example.json', import.meta.url), 'utf8');

  it('the whole example is read: every part gives facts, and nothing is malformed', () => {
    const facts = read(example);
    const [report] = facts.seen('collector');
    expect(report?.problems.filter((problem) => problem.id === 'malformed')).toEqual([]);
    const parts = Object.keys(JSON.parse(example)).filter((name) => typeof JSON.parse(example)[name] === 'object');
    for (const part of parts) expect(facts.value(`collected.${part}`), part).toBeTypeOf('boolean');
    for (const prefix of ['pc.', 'enr.', 'cm.', 'svc.', 'net.', 'proxy.', 'ds.'])
      expect(facts.names(prefix).length, prefix).toBeGreaterThan(0);
    expect(enrolmentsOf(facts)).not.toBeNull();
  });

  it('what could not be read is not "no": it gives no fact, and is said', () => {
    const evidence = JSON.parse(example);
    evidence.enrollments = { read: false, reason: 'TIME_LIMIT', detail: 'x' };
    evidence.configmgr.client = { read: false, reason: 'ACCESS_DENIED', detail: 'x' };
    const facts = read(JSON.stringify(evidence));
    expect(facts.names('enr.')).toEqual([]);
    expect(facts.value('cm.ClientVersion')).toBeUndefined();
    expect(facts.value('collected.enrollments')).toBe(false);
    expect(facts.value('input.not-read', 'f')).toBe(true);
  });

  it('flags that were looked for and are not there are 0: no policy', () => {
    const evidence = JSON.parse(example);
    evidence.registry = {
      read: true,
      keys: [{ read: true, key: 'HKLM\\SOFTWARE\\Microsoft\\CCM', exists: true, values: [] }],
    };
    expect(read(JSON.stringify(evidence)).value('cm.CoManagementFlags')).toBe(0);
  });

  it('0x80072F0C means reached: the server asks for a certificate', () => {
    const evidence = JSON.parse(example);
    const test = { purpose: 'mdm', read: true, addresses: [], status: null, certificate: null, milliseconds: 1 };
    evidence.reachability = {
      read: true,
      account: 'x',
      more: 0,
      tests: [
        { ...test, url: 'https://a.test/x', error: '0x80072F0C' },
        { ...test, url: 'https://b.test/', error: '0x80072EE7' },
      ],
    };
    const facts = read(JSON.stringify(evidence));
    expect([facts.value('net.a.test'), facts.value('net.b.test'), facts.value('net.b.test.code')]).toEqual([
      true,
      false,
      0x80072ee7,
    ]);
  });

  it('any change of the JSON never throws, and other JSON is read as text', () => {
    const base = JSON.parse(example);
    const names = Object.keys(base);
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.jsonValue({ maxDepth: 4 }), (name, value) => {
        expect(read(JSON.stringify({ ...base, [name]: value })).seen().length).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
    expect(read('{"error":"0x8018000a"}').value('code')).toBe(0x8018000a);
    expect(read(`${'['.repeat(200_000)}`).seen()[0]?.kind).toBe('text');
    expect(read(`{"a":${'['.repeat(200_000)}`).value('input.malformed', 'f')).toBe(true);
  });
});

describe('setup.ps1’s log', () => {
  const line = (text: string) =>
    `<![LOG[${text}]LOG]!><time="15:30:15.000-540" date="11-20-2026" component="Baton" context="" type="1" thread="1" file="setup.ps1">\r\n`;

  it('package, claim, reason and exit code of the last run', () => {
    const facts = read(
      line('package 11111111-2222-4333-8444-555555555555, kit 1.0.0') +
        line('claim 21111111-2222-4333-8444-555555555555 accepted') +
        line('icd: 0x8018000A The device is already enrolled') +
        line('refused: NOT_ON_ROSTER') +
        line('Baton: This PC or user is not on the roster (name). [NOT_ON_ROSTER] (exit code 20)'),
    );
    expect(facts.value('kit.package')).toBe('11111111-2222-4333-8444-555555555555');
    expect(facts.value('kit.claim')).toBe('21111111-2222-4333-8444-555555555555');
    expect(facts.value('kit.way')).toBe('icd');
    expect(facts.value('kit.reason')).toBe('NOT_ON_ROSTER');
    expect(facts.value('kit.exit')).toBe(20);
    expect(facts.newest('kit.exit')?.where.time).toBe('2026-11-20T06:30:15.000Z');
    expect(facts.sawSource('setup')).toBe(true);
  });

  it('the words of another component are not the kit’s', () => {
    expect(read(line('refused: NOT_ON_ROSTER').replace('Baton', 'Other')).value('kit.reason')).toBeUndefined();
  });
});

describe('bad input', () => {
  it('empty, blank, binary and archive: said what it is, nothing guessed', () => {
    const kindOf = (bytes: Buffer) => [
      read(bytes).seen()[0]?.kind,
      read(bytes)
        .list()
        .filter((fact) => fact.rank !== 'said'),
    ];
    expect(kindOf(Buffer.alloc(0))).toEqual(['empty', []]);
    expect(kindOf(Buffer.from('\r\n  \r\n'))).toEqual(['empty', []]);
    expect(kindOf(Buffer.from('ElfFile\u0000xxxx'))).toEqual(['binary', []]);
    expect(kindOf(Buffer.from('PK\u0003\u0004xxxx'))).toEqual(['binary', []]);
    expect(kindOf(Buffer.from(Array.from({ length: 4_000 }, (_, i) => (i * 7919) % 256)))).toEqual(['binary', []]);
  });

  it('any bytes: no reader throws, one report for each file, the same for every size of chunks', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 2_000 }),
      fc
        .constantFrom(
          '<Event><System>',
          '{"schema":"baton-evidence"',
          'REGEDIT4\n[HKEY_LOCAL_MACHINE\\x]\n"a"=',
          'Event ID: 1\n',
        )
        .chain((start) =>
          fc
            .uint8Array({ maxLength: 500 })
            .map((rest) => new Uint8Array(Buffer.concat([Buffer.from(start), Buffer.from(rest)]))),
        ),
    );
    fc.assert(
      fc.property(bytes, fc.integer({ min: 1, max: 64 }), (all, chunk) => {
        const collect = (size: number) => {
          const { sink, facts } = createFacts();
          const reader = createReader('f', sink);
          for (let at = 0; at < all.length; at += size) reader.write(all.subarray(at, at + size));
          reader.end();
          return { facts: facts.list(), seen: facts.seen() };
        };
        const whole = collect(all.length + 1);
        expect(whole.seen).toHaveLength(1);
        expect(collect(chunk)).toEqual(whole);
      }),
      { numRuns: 500 },
    );
  });

  it('what facts say of a file is bounded: evidence at most 500 characters', () => {
    const facts = read(`${'x'.repeat(60_000)} 0x8018000a\n`);
    expect(facts.newest('code', ANY_SCOPE)?.where.text.length).toBe(500);
  });
});
