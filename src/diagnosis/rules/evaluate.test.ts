import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diagnose } from '../diagnose.ts';
import type { Fact, FactValue, Rank } from '../model/fact.ts';
import { factsOf } from '../model/facts.ts';
import type { Condition, Intention, Rule } from './rule.ts';
import { RULES } from './rules.ts';

interface FactOptions {
  readonly rank?: Rank;
  readonly scope?: string;
  readonly time?: string;
  readonly line?: number;
  readonly file?: string;
  readonly text?: string;
}

function fact(name: string, value: FactValue = true, options: FactOptions = {}): Fact {
  const {
    rank = name.startsWith('log.') || name === 'code' ? 'log' : 'state',
    scope,
    time,
    line,
    file,
    text,
  } = options;
  const where = { file: file ?? 'f', line: line ?? null, time: time ?? null, text: text ?? name };
  return { name, value, rank, where, ...(scope === undefined ? {} : { scope }) };
}

const rule = (id: string, when: Condition, more: Partial<Rule> = {}): Rule => ({
  id,
  step: 'policy',
  severity: 'error',
  when,
  title: { ja: id, en: id },
  references: [],
  ...more,
});

const holds = (when: Condition, facts: readonly Fact[], intention: Intention = {}): boolean =>
  diagnose(factsOf(facts), { rules: [rule('TEST', when)], intention }).findings.length > 0;

const severityOf = (id: string, facts: readonly Fact[], intention: Intention = {}): string | undefined =>
  diagnose(factsOf(facts), { intention }).findings.find((finding) => finding.id === id)?.severity;

describe('conditions have three answers', () => {
  test('absent is not no: neither a condition nor its opposite holds of what was not seen', () => {
    const when: Condition = { fact: 'ds.AzureAdJoined', is: false };
    expect(holds(when, [])).toBe(false);
    expect(holds({ not: when }, [])).toBe(false);
    expect(holds(when, [fact('ds.AzureAdJoined', null)])).toBe(false);
    expect(holds({ not: when }, [fact('ds.AzureAdJoined', null)])).toBe(false);
    expect(holds(when, [fact('ds.AzureAdJoined', false)])).toBe(true);
    expect(holds({ not: when }, [fact('ds.AzureAdJoined', true)])).toBe(true);
  });

  test('unless holds of what was not seen', () => {
    expect(holds({ unless: { fact: 'ds.AzureAdJoined' } }, [])).toBe(true);
    expect(holds({ unless: { fact: 'ds.AzureAdJoined' } }, [fact('ds.AzureAdJoined')])).toBe(false);
  });

  test('absent holds only where the source that would hold the fact was read', () => {
    const when: Condition = { absent: 'cm.baseline', scopeMatches: '^CoMgmtSettings', seen: 'baselines' };
    expect(holds(when, [])).toBe(false);
    expect(holds(when, [fact('cm.baselineList')])).toBe(true);
    expect(holds(when, [fact('cm.baselineList'), fact('cm.baseline', 1, { scope: 'comgmtsettingsprod' })])).toBe(false);
  });

  test('all needs every part, any needs one, what was not seen spoils all and not any', () => {
    const seen: Condition = { fact: 'a.b' };
    const unseen: Condition = { fact: 'c.d' };
    expect(holds({ all: [seen, unseen] }, [fact('a.b')])).toBe(false);
    expect(holds({ any: [unseen, seen] }, [fact('a.b')])).toBe(true);
  });
});

describe('which fact decides', () => {
  test('the newest of a kind wins', () => {
    const old = fact('log.comgmt-autoenroll', false, { line: 1 });
    const later = fact('log.comgmt-autoenroll', true, { line: 9 });
    expect(holds({ fact: 'log.comgmt-autoenroll', is: false }, [old, later])).toBe(false);
    expect(holds({ fact: 'log.comgmt-autoenroll', is: false, of: 'any' }, [old, later])).toBe(true);
  });

  test('state read from registry or WMI beats log lines, however new', () => {
    const state = fact('cm.x', 1, { time: '2026-01-01T00:00:00Z' });
    const line = fact('cm.x', 2, { rank: 'log', time: '2026-06-01T00:00:00Z' });
    expect(holds({ fact: 'cm.x', is: 1 }, [state, line])).toBe(true);
  });

  test('newer than: by time, in one file by line, and an order that nobody can tell does not stand in the way', () => {
    const when: Condition = { fact: 'log.client-registered', newerThan: ['log.client-not-registered'] };
    const at = (name: string, time: string) => fact(name, true, { time, file: name });
    expect(
      holds(when, [
        at('log.client-registered', '2026-01-02T00:00:00Z'),
        at('log.client-not-registered', '2026-01-01T00:00:00Z'),
      ]),
    ).toBe(true);
    expect(
      holds(when, [
        at('log.client-registered', '2026-01-01T00:00:00Z'),
        at('log.client-not-registered', '2026-01-02T00:00:00Z'),
      ]),
    ).toBe(false);
    expect(
      holds(when, [
        fact('log.client-registered', true, { line: 1 }),
        fact('log.client-not-registered', true, { line: 2 }),
      ]),
    ).toBe(false);
    expect(
      holds(when, [
        fact('log.client-registered', true, { file: 'a' }),
        fact('log.client-not-registered', true, { file: 'b' }),
      ]),
    ).toBe(true);
  });

  test('each scope: the newest of every program counts by itself', () => {
    const failed = fact('log.program-completed', 1603, { scope: 'A', line: 1 });
    const fixed = fact('log.program-completed', 0, { scope: 'A', line: 2 });
    const other = fact('log.program-completed', 0, { scope: 'B', line: 3 });
    const when: Condition = { fact: 'log.program-completed', of: 'each-scope', isNot: [0, 3010] };
    expect(holds(when, [failed, other])).toBe(true);
    expect(holds(when, [failed, fixed, other])).toBe(false);
  });
});

describe('what findings do to each other', () => {
  test('what another finding explains is not shown', () => {
    const rules = [rule('A', { fact: 'a.b' }, { suppresses: ['B'] }), rule('B', { fact: 'a.b' })];
    expect(diagnose(factsOf([fact('a.b')]), { rules }).findings.map(({ id }) => id)).toEqual(['A']);
  });

  test('nothing that merely follows from something else is an error', () => {
    const vendor = fact('log.coexist-vendor', true, { line: 1 });
    expect(severityOf('STATE_COEXISTENCE', [vendor])).toBe('info');
    const inferred = diagnose(factsOf([fact('log.comgmt-assignment', true, { line: 1 })]), {
      rules: [rule('A', { judged: 'client', is: 'works' })],
    });
    expect(inferred.findings[0]).toMatchObject({ severity: 'warning', confidence: 'low' });
  });

  test('an enrollment newer than a failure makes the failure information; an older one does not', () => {
    const failure = (line: number) => fact('code', 0x8018002b, { line, text: 'MDM Enroll: Failed', scope: 'evt.76' });
    const success = fact('log.comgmt-enroll-succeeded', true, { line: 5 });
    expect(severityOf('MDM_SCOPE_OR_UPN', [failure(2), success])).toBe('info');
    expect(severityOf('MDM_SCOPE_OR_UPN', [failure(9), success])).toBe('error');
    expect(severityOf('MDM_SCOPE_OR_UPN', [failure(9), fact('ds.managedByMdm')])).toBe('info');
  });

  test('of failures on different days the newest is the cause', () => {
    const at = (code: number, time: string) =>
      fact('code', code, { time, scope: 'evt.76', text: 'MDM Enroll: Failed' });
    const facts = [at(0x80192ee7, '2026-01-01T00:00:00Z'), at(0x80180018, '2026-01-02T00:00:00Z')];
    expect(severityOf('MDM_NETWORK', facts)).toBe('info');
    expect(severityOf('MDM_LICENSE', facts)).toBe('error');
  });
});

describe('the intended state changes the verdict', () => {
  const third = [
    fact('enr.list'),
    fact('enr.accountList'),
    fact('enr.key', true, { scope: 'A' }),
    fact('enr.ProviderID', 'Contoso MDM', { scope: 'A' }),
    fact('enr.UPN', 'a@example.test', { scope: 'A' }),
    fact('enr.account', true, { scope: 'A' }),
  ];

  test('another MDM is an error for who wants Intune and a warning for who said nothing', () => {
    expect(severityOf('COEXIST_THIRD_PARTY_MDM', third, { target: 'intune' })).toBe('error');
    expect(severityOf('COEXIST_THIRD_PARTY_MDM', third)).toBe('warning');
  });

  test('an enrollment in Baton is information for who migrates to Baton', () => {
    const ours = third.map((each) => (each.name === 'enr.ProviderID' ? { ...each, value: 'Baton' } : each));
    expect(severityOf('COEXIST_THIRD_PARTY_MDM', ours, { target: 'baton' })).toBe('info');
    expect(severityOf('COEXIST_THIRD_PARTY_MDM', ours, { target: 'intune' })).toBe('error');
  });

  test('a PC meant for the pilot without its baseline is an error', () => {
    const facts = [fact('cm.baselineList'), fact('cm.baseline', 1, { scope: 'CoMgmtSettingsProd' })];
    expect(severityOf('POLICY_PILOT_BASELINE_ABSENT', facts, { pilot: true })).toBe('error');
    expect(severityOf('POLICY_PILOT_BASELINE_ABSENT', facts)).toBeUndefined();
  });

  test('the vendor is named by its ProviderID, and by nothing where no list was seen', () => {
    const named = diagnose(factsOf(third)).findings.find(({ id }) => id === 'COEXIST_THIRD_PARTY_MDM');
    expect(named?.title.en).toContain('(Contoso MDM)');
    const unnamed = diagnose(factsOf([fact('log.coexist-vendor', true, { line: 1 })])).findings[0];
    expect(unnamed?.title.en).toBe('Another MDM manages this device, so it is not co-managed.');
  });
});

describe('coexistence is read from every client log, in both directions', () => {
  const at = (name: string, time: string, file: string) => fact(name, true, { time, file });

  test('the newest line of either kind wins, over all logs', () => {
    const yes = at('log.coexist-vendor', '2026-01-01T00:00:00Z', 'CoManagementHandler.log');
    const no = at('log.coexist-not', '2026-01-02T00:00:00Z', 'execmgr.log');
    expect(severityOf('COEXIST_NOT_AT_TIME', [yes, no])).toBe('ok');
    expect(severityOf('COEXIST_THIRD_PARTY_MDM', [yes, no])).toBeUndefined();
    const again = at('log.coexist-detected', '2026-01-03T00:00:00Z', 'UpdatesDeployment.log');
    expect(severityOf('COEXIST_DETECTED', [no, again])).toBe('warning');
  });

  test('a list without a living enrolment: coexistence without an MDM, and no vendor', () => {
    const facts = [
      at('log.coexist-vendor', '2026-01-01T00:00:00Z', 'CoManagementHandler.log'),
      fact('enr.list'),
      fact('enr.accountList'),
      fact('enr.key', true, { scope: 'A' }),
      fact('enr.ProviderID', 'Left Over', { scope: 'A' }),
      fact('enr.UPN', 'a@example.test', { scope: 'A' }),
    ];
    const ids = diagnose(factsOf(facts)).findings.map(({ id }) => id);
    expect(ids).toContain('COEXIST_WITHOUT_MDM');
    expect(ids).not.toContain('COEXIST_THIRD_PARTY_MDM');
  });
});

test('never a verdict from nothing', () => {
  const { verdict, state, findings } = diagnose(factsOf([]));
  expect(verdict.id).toBe('STATE_UNKNOWN');
  expect(state.id).toBe('STATE_UNKNOWN');
  expect(findings.map(({ severity }) => severity)).toEqual(['info']);
});

test('two captures that say opposite things are said to', () => {
  const facts = [
    fact('ds.AzureAdJoined', false, { time: '2026-01-01T00:00:00Z', file: 'a' }),
    fact('ds.AzureAdJoined', true, { time: '2026-01-02T00:00:00Z', file: 'b' }),
  ];
  expect(diagnose(factsOf(facts)).conflicts).toMatchObject([{ about: 'ds.AzureAdJoined', believed: [{ file: 'b' }] }]);
});

test('no evidence, however odd, throws or gives more than it may: any facts of known names in any order', () => {
  const names = [
    ...new Set(
      RULES.flatMap(({ when }) =>
        [...JSON.stringify(when).matchAll(/"(?:fact|absent)":"([^"]+)"/g)].map(([, name]) => name ?? ''),
      ),
    ),
    'enr.list',
    'enr.key',
    'enr.ProviderID',
    'enr.UPN',
    'enr.account',
    'enr.accountList',
    'code',
    'cm.service',
    'cm.CoManagementFlags',
    'cm.ConfigInfo',
    'epm.agent',
    'ds.AzureAdJoined',
    'ds.ClientTime',
    'pc.buildNumber',
  ];
  const value = fc.oneof(
    fc.boolean(),
    fc.constant(null),
    fc.integer({ min: 0, max: 0xffffffff }),
    fc.string(),
    fc.constantFrom(
      'running',
      'absent',
      'FAIL',
      'PASS',
      '2026-01-01T00:00:00Z',
      '',
      0x8018002b,
      0x80180003,
      8193,
      2147479807,
    ),
  );
  const any = fc.record({
    name: fc.constantFrom(...names),
    value,
    rank: fc.constantFrom<Rank>('state', 'log', 'said'),
    scope: fc.constantFrom(undefined, 'A', 'B', 'evt.76', 'CoManagementHandler', 'AzureAdPrt', 'CoMgmtSettingsProd'),
    line: fc.option(fc.integer({ min: 1, max: 9 })),
    time: fc.constantFrom(null, '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', 'no time'),
  });
  fc.assert(
    fc.property(
      fc.array(any, { maxLength: 40 }),
      fc.constantFrom<Intention>({}, { target: 'baton' }, { target: 'intune', pilot: true }),
      (list, intention) => {
        const facts = list.map(({ name, value: says, rank, scope, line, time }) => ({
          name,
          value: says,
          rank,
          where: { file: 'f', line, time, text: String(says) },
          ...(scope === undefined ? {} : { scope }),
        }));
        const { findings, verdict, state } = diagnose(factsOf(facts), { intention });
        const ids = findings.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        expect([...ids, state.id, 'STATE_UNKNOWN']).toContain(verdict.id);
        for (const { evidence, severity, confidence } of findings) {
          expect(evidence.length).toBeLessThanOrEqual(8);
          if (severity === 'error') expect([confidence, evidence.length > 0]).toEqual([expect.any(String), true]);
        }
      },
    ),
  );
});
