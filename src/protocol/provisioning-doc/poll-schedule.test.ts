import { expect, test } from 'vitest';
import { checkPollSchedule, type PollSchedule } from './poll-schedule.ts';

const stage = (count: number, minutes: number) => ({ count, minutes });

test.each<[string, PollSchedule]>([
  ['ours', [stage(5, 3), stage(8, 15), stage(0, 60)]],
  ['that of Microsoft', [stage(5, 15), stage(10, 60), stage(0, 1_440)]],
  ['enrollment only', [stage(5, 15), stage(10, 60), stage(0, 0)]],
  ['endless from the second stage on', [stage(5, 15), stage(0, 60), stage(0, 0)]],
])('#27 %s is valid', (_, schedule) => expect(() => checkPollSchedule(schedule)).not.toThrow());

test.each<[string, PollSchedule]>([
  ['nothing at all', [stage(0, 0), stage(0, 0), stage(0, 0)]],
  ['two endless stages', [stage(5, 15), stage(0, 1_440), stage(0, 1_440)]],
  ['an endless first stage', [stage(0, 1), stage(0, 0), stage(0, 0)]],
  ['a fraction', [stage(5, 1.5), stage(8, 15), stage(0, 60)]],
  ['a negative count', [stage(5, 3), stage(-8, 15), stage(0, 60)]],
])('#27 %s is not sent', (_, schedule) => {
  expect(() => checkPollSchedule(schedule)).toThrow(expect.objectContaining({ code: 'unwritable' }));
});
