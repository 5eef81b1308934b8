import { ProtocolError } from '../protocol-error.ts';

/** One stage of DMClient's Poll: so many contacts, so many minutes apart. Count 0 is endless, 0 minutes is off. */
export interface PollStage {
  readonly count: number;
  readonly minutes: number;
}

/** First, second and remaining contacts after enrollment. */
export type PollSchedule = readonly [PollStage, PollStage, PollStage];

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0 && value <= 1_000_000;

/**
 * Throws ProtocolError `unwritable` for a schedule that Windows drops or enrollment may fail on: all stages off, an
 * endless first stage, an endless stage before another one, or numbers that are none (MS-MDE2 2.2.9.3).
 */
export function checkPollSchedule(schedule: PollSchedule): void {
  const isOn = (stage: PollStage): boolean => stage.minutes > 0;
  const [first, second, remaining] = schedule;
  const refuse = (why: string): never => {
    throw new ProtocolError('unwritable', `poll schedule: ${why}`);
  };
  if (!schedule.every((stage) => isCount(stage.count) && isCount(stage.minutes)))
    refuse('counts and minutes are whole');
  if (!isOn(first) || first.count === 0) refuse('the first stage must count its contacts');
  if (isOn(second) && second.count === 0 && isOn(remaining)) refuse('only the last stage may be endless');
}
