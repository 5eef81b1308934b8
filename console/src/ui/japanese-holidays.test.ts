import { expect, it } from 'vitest';
import { isDayOff } from './japanese-holidays.ts';

it.each([
  ['2026-01-01', 'New Year'],
  ['2026-01-12', 'second Monday of January'],
  ['2026-03-20', 'vernal equinox'],
  ['2026-05-06', 'substitute of 3 May, a Sunday'],
  ['2026-09-22', 'between Respect for the Aged Day and the autumnal equinox'],
  ['2026-09-23', 'autumnal equinox'],
  ['2026-11-03', 'Culture Day'],
  ['2026-11-23', 'Labour Thanksgiving Day'],
  ['2027-03-22', 'substitute of the equinox on a Sunday'],
])('%s is a day off: %s', (day) => {
  expect(isDayOff(day)).toBe(true);
});

it.each(['2026-11-25', '2026-05-07', '2026-09-24', '2026-12-23'])('%s is a working day', (day) => {
  expect(isDayOff(day)).toBe(false);
});
