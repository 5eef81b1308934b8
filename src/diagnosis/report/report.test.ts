import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diagnose } from '../diagnose.ts';
import type { Fact, FactValue } from '../model/fact.ts';
import { type Facts, factsOf } from '../model/facts.ts';
import type { Seen } from '../model/seen.ts';
import { readFacts } from '../parsers/testing/read-facts.ts';
import { createRedactor, redactReport } from './redact.ts';
import { renderHtml } from './render-html.ts';
import { renderJson } from './render-json.ts';
import { renderText } from './render-text.ts';
import { exitCodeOf, type Report } from './report.ts';

const EVIL = '<script>alert(1)</script>\u001b[2J\u202e "&';
const ID = '3ac6fe04-2c31-4b0a-887e-08f1292668d8';

const seen: Seen = {
  file: `logs/${EVIL}.log`,
  kind: 'log',
  sources: ['CoManagementHandler'],
  bytes: 10,
  lines: 1,
  firstTime: null,
  lastTime: null,
  encoding: 'utf-8',
  problems: [{ id: 'cut-end', line: 3, detail: EVIL }],
};

const fact = (name: string, value: FactValue, text: string): Fact => ({
  name,
  value,
  rank: name.startsWith('log.') ? 'log' : 'state',
  where: { file: seen.file, line: 1, time: null, text },
});

const facts: Facts = factsOf(
  [
    fact('pc.name', 'TKY-PC-0501', 'TKY-PC-0501'),
    fact('ds.AzureAdJoined', false, 'AzureAdJoined : NO'),
    fact(
      'ds.DomainJoined',
      true,
      `on tky-pc-0501.corp.example.jp of CORP\\suzuki suzuki@example.jp 10.20.30.40 ${ID} ${EVIL}`,
    ),
    fact('ds.ADConfigurationTest', 'FAIL', 'see https://enterpriseregistration.windows.net and mp01.corp.example.jp'),
    fact('log.coexist-vendor', true, EVIL),
  ],
  [seen],
);

const reportOf = (each: Facts): Report => ({
  pcs: [{ name: 'TKY-PC-0501', diagnosis: diagnose(each) }],
  seen: each.seen(),
  isEmpty: false,
});

describe('the report', () => {
  test('JSON has the names that the issue gives and no other language mixed in', () => {
    const { schema, verdict, state, findings, notSeen } = JSON.parse(renderJson(reportOf(facts), 'en'));
    expect(schema).toBe('baton-diagnosis/1');
    expect(verdict).toMatchObject({ id: 'JOIN_SCP_MISSING', text: expect.any(String) });
    expect(state).toMatchObject({ id: 'STATE_COEXISTENCE', decidedBy: expect.any(Array), missing: [] });
    for (const finding of findings) {
      expect(['error', 'warning', 'info', 'ok']).toContain(finding.severity);
      expect(finding).toMatchObject({
        id: expect.any(String),
        confidence: expect.any(String),
        evidence: expect.any(Array),
        notSeen: expect.any(Array),
      });
    }
    expect(notSeen.length).toBeGreaterThan(0);
  });

  test('HTML is one file that loads nothing, links nowhere and shows hostile evidence as text', () => {
    for (const language of ['ja', 'en'] as const) {
      const html = renderHtml(reportOf(facts), language);
      expect(html).not.toMatch(/<script|\bhref=|\bsrc=|url\(|@import|<link|<a\b/i);
      expect(html).toContain('&lt;script&gt;');
      expect(html).not.toMatch(/[\u001b\u202e]/);
      expect(html).toContain(`<html lang="${language}">`);
      expect(html).toContain('JOIN_SCP_MISSING');
    }
  });

  test('text keeps control characters of evidence from the terminal', () => {
    const text = renderText(reportOf(facts), { language: 'ja', colours: false });
    expect(text).not.toMatch(/[\u001b\u202e]/);
    expect(text).toContain('判定: [エラー]');
    expect(renderText(reportOf(facts), { language: 'en', colours: true })).toContain('\u001b[31mError');
  });

  test('exit codes: 2 error, 3 nothing readable, and no verdict from nothing', () => {
    expect(exitCodeOf(reportOf(facts))).toBe(2);
    const empty: Report = { ...reportOf(factsOf([])), isEmpty: true };
    expect(exitCodeOf(empty)).toBe(3);
    expect(JSON.parse(renderJson(empty, 'en'))).toMatchObject({ verdict: { id: 'STATE_UNKNOWN' }, findings: [] });
    expect(renderText(empty, { language: 'en', colours: false })).toContain('Nothing could be read');
  });

  test('several PCs: said at the top, each with a diagnosis of its own', () => {
    const [pc] = reportOf(facts).pcs;
    const two: Report = { ...reportOf(facts), pcs: pc === undefined ? [] : [pc, { ...pc, name: 'PC-02' }] };
    const { verdict, findings, pcs } = JSON.parse(renderJson(two, 'en'));
    expect(verdict.id).toBe('INPUT_SEVERAL_PCS');
    expect(findings).toEqual([]);
    expect(pcs.map((each: { pc: string }) => each.pc)).toEqual(['TKY-PC-0501', 'PC-02']);
  });
});

describe('redact', () => {
  const redacted = redactReport(reportOf(facts), createRedactor([facts]));

  test('names, people, hosts, addresses and ids are replaced everywhere; public hosts stay', () => {
    const everything = [
      renderJson(redacted, 'en'),
      renderHtml(redacted, 'ja'),
      renderText(redacted, { language: 'en', colours: false }),
    ].join('\n');
    for (const secret of ['0501', 'suzuki', 'corp.example', '10.20.30.40', ID])
      expect(everything.toLowerCase()).not.toContain(secret);
    expect(everything).toContain('enterpriseregistration.windows.net');
  });

  test('the same thing becomes the same word, whatever its letter case', () => {
    const { redact } = createRedactor([facts]);
    expect(redact('TKY-PC-0501 tky-pc-0501')).toBe('PC-1 PC-1');
    expect(redact('SUZUKI@example.jp')).toBe(redact('suzuki@EXAMPLE.jp'));
    expect(redact(ID)).not.toBe(redact(ID.replace('3', '4')));
  });

  test('the folder of a profile gives no person away', () => {
    const { redact } = createRedactor([]);
    expect(redact('C:\\Users\\佐藤 花子\\AppData and /Users/mary/x')).toBe(
      'C:\\Users\\user-1\\AppData and /Users/user-2/x',
    );
    expect(redact('C:\\Users\\Public\\x')).toBe('C:\\Users\\Public\\x');
  });

  test('a file that is called after a person whom the evidence names gives neither away', () => {
    const named = readFacts(
      '             AzureAdJoined : YES\n              DomainJoined : YES\n                DomainName : KEYAKI\n    Executing Account Name : KEYAKI\\suzuki, h.suzuki@keyaki.example.jp\n',
    );
    const { redact } = createRedactor([named]);
    expect(redact('suzuki/dsreg_h.suzuki.txt')).toMatch(
      /^user-\d\/dsreg_h\.suzuki\.txt$|^user-\d\/dsreg_user-\d\.txt$/,
    );
    expect(redact('of suzuki.log')).toMatch(/^of user-\d\.log$/);
    expect(redact('CCM\\Logs')).toBe(createRedactor([]).redact('CCM\\Logs'));
  });

  test('what is no name stays: files, versions, public ids, what was redacted before', () => {
    const { redact } = createRedactor([]);
    for (const text of [
      'CoManagementHandler.log',
      'policydownloadendpoint.cpp:608',
      '10.0.22631.4460',
      '5.00.9128.1007',
      '{B16898C6-A148-4967-9171-64D755DA8520} (AzureAd)',
      'PC-1 host-1.redacted.example',
      'HKLM\\SOFTWARE\\Microsoft\\Enrollments',
    ])
      expect(redact(text)).toBe(text);
  });

  test('redacting twice changes nothing more, on any text', () => {
    const parts = fc.constantFrom(
      'a@b.example',
      '10.1.2.3',
      'x.corp.example.jp',
      ID,
      'CORP\\user',
      ' ',
      ':',
      'S-1-5-21-1-2-3-4',
      '\\\\srv\\share',
      '2001:db8::7',
      '00-15-5d-aa-bb-cc',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(parts, fc.string())), (pieces) => {
        const { redact } = createRedactor([facts]);
        const once = redact(pieces.join(' '));
        expect(redact(once)).toBe(once);
      }),
    );
  });

  test('hostile text takes linear time', () => {
    const { redact } = createRedactor([facts]);
    for (const unit of ['a.', 'a@', '1.', 'a:', '\\a', '0-', 'S-1-5-21-1'])
      expect(redact(unit.repeat(20_000)).length).toBeGreaterThan(0);
  });
});
