import { expect, test } from 'vitest';
import { EXPLANATIONS, searchExplanations } from './explanations.ts';

test('every explanation has an id of its own and both languages', () => {
  expect(new Set(EXPLANATIONS.map(({ id }) => id)).size).toBe(EXPLANATIONS.length);
  for (const { title, body } of EXPLANATIONS) {
    for (const text of [title.ja, body.ja]) expect(text).toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);
    for (const text of [title.en, body.en]) expect(text).not.toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);
  }
});

test('every answer of the FAQ on limits is found by its words, in either language', () => {
  const first = (query: string): string | undefined => searchExplanations(query)[0]?.id;
  expect(first('Intune only')).toBe('only-intune');
  expect(first('registered')).toBe('registered-is-not-enough');
  expect(first('パイロット コレクション ワークロード')).toBe('one-pilot-collection-per-workload');
  expect(first('cmg 必須')).toBe('gateway-is-optional');
  expect(first('サイト サーバー 通信')).toBe('no-line-between-servers');
  expect(first('サポートされません')).toBe('unsupported-mix');
  expect(first('execmgr.log')).toBe('why-setup-never-started');
});

test('full width and half width are one, an empty query gives all, nonsense gives nothing', () => {
  expect(searchExplanations('ＣＭＧ')[0]?.id).toBe('gateway-is-optional');
  expect(searchExplanations('').length).toBe(EXPLANATIONS.length);
  expect(searchExplanations('zzzz')).toEqual([]);
});
