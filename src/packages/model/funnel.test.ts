import fc from 'fast-check';
import { expect, test } from 'vitest';
import { STAGES } from '../../devices/model/stages.ts';
import { failedOf, funnelOf, type StageCount } from './funnel.ts';

const counts = fc.array(
  fc.record({
    stage: fc.constantFrom(null, ...STAGES),
    outcome: fc.constantFrom<StageCount['outcome']>('not-seen', 'in-progress', 'waiting', 'failed', 'done'),
    pcs: fc.integer({ min: 0, max: 1000 }),
  }),
  { maxLength: 40 },
);

test('a column never grows from one stage to the next, and what is lost between them is said by kind', () => {
  fc.assert(
    fc.property(counts, fc.option(fc.integer({ min: 0, max: 50_000 }), { nil: null }), (rows, planned) => {
      const funnel = funnelOf(rows, planned);
      const total = rows.reduce((sum, row) => sum + row.pcs, 0);
      let previous = Math.max(total, planned ?? 0);
      for (const column of funnel) {
        const lost = column.notSeen + column.waiting + column.failed + column.inProgress;
        expect(column.reached + lost).toBe(previous);
        previous = column.reached;
      }
      expect(failedOf(rows)).toBeLessThanOrEqual(total);
    }),
  );
});

test('planned PCs of which nothing was heard are not seen, never 0', () => {
  const funnel = funnelOf([{ stage: 'inventory-matched', outcome: 'done', pcs: 828 }], 1240);
  expect(funnel[0]).toEqual({
    stage: 'files-copied',
    reached: 828,
    notSeen: 412,
    unlisted: 412,
    waiting: 0,
    failed: 0,
    inProgress: 0,
  });
  expect(funnel[5]?.reached).toBe(828);
});
