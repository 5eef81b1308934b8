import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Fact, FactValue } from '../model/fact.ts';
import { factsOf } from '../model/facts.ts';
import { enrolmentsOf, ownerOf } from './enrolments.ts';
import { type EnrolmentKey, judgeEnrolments } from './is-real-enrolment.ts';

const table = JSON.parse(
  readFileSync(new URL('../../../package-kit/cases/real-enrolment.json', import.meta.url), 'utf8'),
) as {
  cases: {
    name: string;
    enrollments: (EnrolmentKey & { type?: number; state?: number })[];
    accounts: string[];
    tasks: string[];
    expected: Record<string, string>;
  }[];
};

const fact = (name: string, value: FactValue, scope?: string): Fact => ({
  name,
  value,
  rank: 'state',
  where: { file: 'f', line: null, time: null, text: '' },
  ...(scope === undefined ? {} : { scope }),
});

/** The facts that a reader makes of a case of the table. */
function factsOfCase(each: (typeof table.cases)[number], accountsRead: boolean): Fact[] {
  const facts = [fact('enr.list', true)];
  if (accountsRead) facts.push(fact('enr.accountList', true));
  for (const key of each.enrollments) {
    const id = key.id.replace(/[{}]/g, '').toUpperCase();
    facts.push(
      fact('enr.key', true, id),
      fact('enr.ProviderID', key.providerId ?? '', id),
      fact('enr.UPN', key.upn ?? '', id),
    );
    facts.push(fact('enr.DiscoveryServiceFullURL', key.discoveryUrl ?? '', id));
    for (const linked of key.linked ?? []) facts.push(fact('enr.linked', linked, id));
  }
  if (accountsRead)
    for (const id of each.accounts) facts.push(fact('enr.account', true, id.replace(/[{}]/g, '').toUpperCase()));
  for (const id of each.tasks) facts.push(fact('enr.task', true, id.replace(/[{}]/g, '').toUpperCase()));
  return facts;
}

describe('what counts as a real enrolment: the table of cases that setup.ps1 is held to', () => {
  for (const each of table.cases) {
    it(each.name, () => {
      expect(Object.fromEntries(judgeEnrolments(each.enrollments, each.accounts, each.tasks))).toEqual(each.expected);
      const judged = enrolmentsOf(factsOf(factsOfCase(each, true)));
      expect(Object.fromEntries((judged ?? []).map(({ id, kind }) => [id, kind]))).toEqual(each.expected);
    });
  }
});

describe('enrolments of a PC', () => {
  it('absent is not no: nothing read gives no list, an empty list read gives an empty one', () => {
    expect(enrolmentsOf(factsOf([]))).toBeNull();
    expect(enrolmentsOf(factsOf([fact('enr.list', true)]))).toEqual([]);
  });

  it('without the accounts read, living and residue cannot be told apart; a stub can', () => {
    const each = table.cases.find((one) => one.name.startsWith('UPN and twin'));
    expect(each && enrolmentsOf(factsOf(factsOfCase(each, false)))?.[0]?.kind).toBeNull();
    const stub = [fact('enr.key', true, 'A'), fact('enr.ProviderID', 'Local Authority', 'A')];
    expect(enrolmentsOf(factsOf(stub))?.[0]?.kind).toBe('stub');
  });

  it('Intune is known by ProviderID, or by its host where the ProviderID is blank; all else is a third party or ours', () => {
    expect(ownerOf('MS DM Server', '')).toBe('intune');
    expect(ownerOf('', 'https://enrollment.manage.microsoft.com/enrollmentserver/discovery.svc')).toBe('intune');
    expect(ownerOf('', 'https://manage.microsoft.com.example.test/')).toBe('third');
    expect(ownerOf('Baton', 'https://enrollment.manage.microsoft.com/')).toBe('baton');
    expect(ownerOf('AirWatchMDM', 'https://example.test/')).toBe('third');
  });
});
