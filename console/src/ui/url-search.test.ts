import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  like,
  many,
  parseUrlSearch,
  readFilters,
  renderUrlSearch,
  withoutValue,
  withValues,
  words,
} from './url-search.ts';

const RULES = { q: words, state: many(['enrolled', 'failed']), last: like(/^[<>]\d{1,4}[hd]$/) };

describe('the URL is the only state of a list', () => {
  it('reads key=a&key=b as OR and writes the same URL back', () => {
    const search = parseUrlSearch('?state=enrolled&state=failed&q=PC%201');
    expect(search['state']).toEqual(['enrolled', 'failed']);
    expect(renderUrlSearch(search)).toBe('?state=enrolled&state=failed&q=PC+1');
  });

  it('keeps an unknown key or value as it stands, never drops it silently', () => {
    const { known, unknown } = readFilters(parseUrlSearch('?foo=bar&state=enrolled&state=gone&last=7'), RULES);
    expect(known).toEqual({ state: ['enrolled'] });
    expect(unknown).toEqual([
      ['foo', 'bar'],
      ['state', 'gone'],
      ['last', '7'],
    ]);
  });

  it('takes the name of a prototype for a name like any other', () => {
    const { known, unknown } = readFilters(parseUrlSearch('?__proto__=x&constructor=y'), RULES);
    expect(known).toEqual({});
    expect(unknown.map(([key]) => key)).toEqual(['__proto__', 'constructor']);
  });

  it('sets and removes single values', () => {
    const search = withValues(parseUrlSearch('?state=enrolled'), 'state', ['enrolled', 'failed']);
    expect(renderUrlSearch(withoutValue(search, 'state', 'enrolled'))).toBe('?state=failed');
    expect(renderUrlSearch(withValues(search, 'state', []))).toBe('');
  });

  it('loses nothing of any URL: known and unknown together are the whole', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('q', 'state', 'x', '__proto__'), fc.string({ minLength: 1 }))),
        (pairs) => {
          const search = parseUrlSearch(new URLSearchParams(pairs.map(([k, v]) => [k, v])).toString());
          const { known, unknown } = readFilters(search, RULES);
          const shown = Object.values(known).flat().length + unknown.length;
          const distinctly = Object.values(search).flat().length;
          expect(shown).toBeLessThanOrEqual(distinctly);
          for (const [key, values] of Object.entries(search)) {
            for (const value of values) {
              const isKnown = known[key]?.includes(value) ?? false;
              expect(isKnown || unknown.some(([k, v]) => k === key && v === value)).toBe(true);
            }
          }
        },
      ),
    );
  });
});
