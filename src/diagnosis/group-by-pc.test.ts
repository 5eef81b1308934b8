import { describe, expect, test } from 'vitest';
import { groupByPc } from './group-by-pc.ts';
import { factsOf } from './model/facts.ts';

const file = (name: string, pc: string | null) => ({
  file: name,
  facts: factsOf([
    { name: 'log.policy-applied', value: true, rank: 'log', where: { file: name, line: 1, time: null, text: name } },
    ...(pc === null
      ? []
      : [{ name: 'pc.name', value: pc, rank: 'state' as const, where: { file: name, line: 1, time: null, text: pc } }]),
  ]),
});

const grouped = (...files: ReturnType<typeof file>[]) =>
  groupByPc(files).map(({ name, files: members }) => [name, members.length === 1 ? members[0] : members]);

describe('two PCs in one bundle are never mixed', () => {
  test('one PC: everything is its own, also what names nobody', () => {
    expect(
      grouped(file('a/dsreg.txt', 'PC-01.corp.example.test'), file('b/x.log', null), file('b/y.json', 'pc-01')),
    ).toEqual([['PC-01', ['a/dsreg.txt', 'b/x.log', 'b/y.json']]]);
  });

  test('a file without a name belongs to the only PC of its folder', () => {
    expect(
      grouped(file('a/d.txt', 'PC-01'), file('a/logs/x.log', null), file('b/d.txt', 'PC-02'), file('b/x.log', null)),
    ).toEqual([
      ['PC-01', ['a/d.txt', 'a/logs/x.log']],
      ['PC-02', ['b/d.txt', 'b/x.log']],
    ]);
  });

  test('a file that could be of either belongs to nobody', () => {
    expect(grouped(file('d1.txt', 'PC-01'), file('d2.txt', 'PC-02'), file('x.log', null))).toEqual([
      ['PC-01', 'd1.txt'],
      ['PC-02', 'd2.txt'],
      [null, 'x.log'],
    ]);
  });

  test('no file, no name: one PC without evidence', () => {
    expect(groupByPc([])).toMatchObject([{ name: null, files: [] }]);
  });
});
