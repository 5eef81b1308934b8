import { describe, expect, test } from 'vitest';
import { groupByPc } from './group-by-pc.ts';
import { factsOf } from './model/facts.ts';

const file = (name: string, pc: string | null, device: string | null = null) => ({
  file: name,
  facts: factsOf([
    { name: 'log.policy-applied', value: true, rank: 'log', where: { file: name, line: 1, time: null, text: name } },
    ...(device === null
      ? []
      : [
          {
            name: 'ds.DeviceId',
            value: device,
            rank: 'state' as const,
            where: { file: name, line: 2, time: null, text: device },
          },
        ]),
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

  test('captures without a name are told apart by their device id, and joined by it to the one that has a name', () => {
    const a = '420156df-e72a-456e-8489-a9c59a2a9b21';
    const b = 'd3c32757-bbe6-4991-81e7-14bd0de92c81';
    expect(grouped(file('1.txt', null, a), file('2.txt', null, b))).toEqual([
      [null, '1.txt'],
      [null, '2.txt'],
    ]);
    expect(grouped(file('1.txt', 'PC-01', a), file('2.txt', null, a))).toEqual([['PC-01', ['1.txt', '2.txt']]]);
    expect(grouped(file('1.txt', null, 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx'), file('2.txt', null, b))).toHaveLength(
      1,
    );
  });

  test('no file, no name: one PC without evidence', () => {
    expect(groupByPc([])).toMatchObject([{ name: null, files: [] }]);
  });
});
