import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { enrolmentsOf } from '../enrolment/enrolments.ts';
import { readFacts } from './testing/read-facts.ts';

describe('evidence of the collector', () => {
  const example = readFileSync(new URL('../../../package-kit/cases/evidence-example.json', import.meta.url), 'utf8');

  it('the whole example is read: every part gives facts, and nothing is malformed', () => {
    const facts = readFacts(example);
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
    const facts = readFacts(JSON.stringify(evidence));
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
    expect(readFacts(JSON.stringify(evidence)).value('cm.CoManagementFlags')).toBe(0);
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
    const facts = readFacts(JSON.stringify(evidence));
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
        expect(readFacts(JSON.stringify({ ...base, [name]: value })).seen().length).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
    expect(readFacts('{"error":"0x8018000a"}').value('code')).toBe(0x8018000a);
    expect(readFacts(`${'['.repeat(200_000)}`).seen()[0]?.kind).toBe('text');
    expect(readFacts(`{"a":${'['.repeat(200_000)}`).value('input.malformed', 'f')).toBe(true);
  });
});
