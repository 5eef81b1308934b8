import { describe, expect, it } from 'vitest';
import type { Fact, FactValue, Rank } from './fact.ts';
import { ANY_SCOPE, createFacts, factsOf } from './facts.ts';

function fact(name: string, value: FactValue, time: string | null, rank: Rank = 'log', scope?: string): Fact {
  return {
    name,
    value,
    rank,
    where: { file: 'f', line: null, time, text: '' },
    ...(scope === undefined ? {} : { scope }),
  };
}

describe('facts', () => {
  it('within one rank the newest wins, whatever order files came in', () => {
    const facts = factsOf([
      fact('log.a', 'new', '2026-02-01T00:00:00.000Z'),
      fact('log.a', 'old', '2026-01-01T00:00:00.000Z'),
    ]);
    expect(facts.value('log.a')).toBe('new');
    expect(facts.all('log.a').map((each) => each.value)).toEqual(['old', 'new']);
  });

  it('state read from registry or WMI beats log lines, however old it is', () => {
    const facts = factsOf([
      fact('x', 'line', '2026-02-01T00:00:00.000Z'),
      fact('x', 'registry', '2020-02-01T00:00:00.000Z', 'state'),
    ]);
    expect(facts.value('x')).toBe('registry');
  });

  it('an undated line never beats a dated one, and later lines beat earlier undated ones', () => {
    const facts = factsOf([fact('x', 1, null), fact('x', 2, null)]);
    expect(facts.value('x')).toBe(2);
    expect(factsOf([fact('x', 1, '2026-01-01T00:00:00.000Z'), fact('x', 2, null)]).value('x')).toBe(1);
  });

  it('absent is not no: a name nobody said is undefined, one said as unknown is null', () => {
    const facts = factsOf([fact('x', null, null)]);
    expect(facts.value('x')).toBeNull();
    expect(facts.value('y')).toBeUndefined();
  });

  it('without a scope only facts without scope count; ANY_SCOPE takes all', () => {
    const facts = factsOf([fact('ds.AzureAdPrt', false, null, 'state', 'system')]);
    expect(facts.newest('ds.AzureAdPrt')).toBeUndefined();
    expect(facts.value('ds.AzureAdPrt', 'system')).toBe(false);
    expect(facts.value('ds.AzureAdPrt', ANY_SCOPE)).toBe(false);
    expect(facts.scopes('ds.AzureAdPrt')).toEqual(['system']);
  });

  it('the same said a million times is one fact with a count, and memory is bounded for different ones', () => {
    const { sink, facts } = createFacts();
    for (let i = 0; i < 50_000; i += 1) sink.fact(fact('code', i, null));
    for (let i = 0; i < 1_000; i += 1) sink.fact(fact('same', 'x', null));
    expect(facts.all('code').length).toBeGreaterThanOrEqual(120);
    expect(facts.all('code').length).toBeLessThanOrEqual(1_000);
    expect(
      facts
        .all('code')
        .slice(-120)
        .map(({ value }) => value),
    ).toEqual(Array.from({ length: 120 }, (_, i) => 49_880 + i));
    expect(facts.value('code')).toBe(49_999);
    expect(facts.all('same')).toHaveLength(1);
    const [same] = facts.all('same');
    expect(same && facts.repeats(same).count).toBe(1_000);
  });

  it('what is said again and again stays, however much else is said; a flood of log lines puts out no state', () => {
    const { sink, facts } = createFacts();
    sink.fact({ ...fact('code', 'state', null), rank: 'state' });
    for (let i = 0; i < 50_000; i += 1) {
      sink.fact({ ...fact('code', i, null), rank: 'log' });
      if (i % 100 === 0) sink.fact({ ...fact('code', 'again', null), rank: 'log' });
    }
    expect(facts.value('code')).toBe('state');
    const again = facts.all('code').filter(({ value }) => value === 'again');
    expect(again).toHaveLength(1);
    expect(again[0] && facts.repeats(again[0]).count).toBe(500);
  });

  it('stored facts make the same index again', () => {
    const { sink, facts } = createFacts();
    for (let i = 0; i < 20; i += 1)
      sink.fact(fact(`n${i % 5}`, i % 3, `2026-01-${10 + i}T00:00:00.000Z`, i % 2 ? 'log' : 'state'));
    const again = factsOf(JSON.parse(JSON.stringify(facts.list())));
    for (let i = 0; i < 5; i += 1) expect(again.newest(`n${i}`)).toEqual(facts.newest(`n${i}`));
  });
});
