import { describe, expect, test } from 'vitest';
import { readSamples } from '../../src/cli/rules.ts';
import { checkSample } from '../../src/diagnosis/corpus/check-sample.ts';
import { parseSample, SampleError } from '../../src/diagnosis/corpus/sample.ts';

const samples = await readSamples([new URL('../../src/diagnosis/corpus', import.meta.url).pathname]);

describe('every capture gives its findings, none that must not appear, and no error beside them', () => {
  for (const sample of samples)
    test(sample.name, () => {
      expect(checkSample(sample).failures).toEqual([]);
    });
});

describe('a sample', () => {
  const parse = (text: string) => parseSample('x.sample', text, (body) => new TextEncoder().encode(body));

  test('keeps the captured file byte for byte', () => {
    const { files, expected, never } = parse(
      'expect: A=error, B\nnever: C*\n--- file: a.log\nx\r\n\n--- file: b.log\ny',
    );
    expect(files.map(({ file, bytes }) => [file, new TextDecoder().decode(bytes)])).toEqual([
      ['a.log', 'x\r\n\n'],
      ['b.log', 'y'],
    ]);
    expect(expected).toEqual([
      { id: 'A', severity: 'error' },
      { id: 'B', severity: null },
    ]);
    expect(never).toEqual(['C*']);
  });

  test('a head that does not follow the format is said', () => {
    expect(() => parse('exepct: A\n--- file: a\n')).toThrow(SampleError);
    expect(() => parse('expect: A\n')).toThrow(SampleError);
    expect(() => parse('target: mars\n--- file: a\n')).toThrow(SampleError);
  });
});
