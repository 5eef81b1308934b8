import type { Judge } from './judgement.ts';

/** How many of the addresses that were tested as SYSTEM gave no answer; undefined where none was tested. */
export const judgeUnreachable: Judge<number> = ({ facts }) => {
  const tested = facts
    .names('net.')
    .filter((name) => !name.endsWith('.code'))
    .flatMap((name) => facts.newest(name) ?? []);
  const failed = tested.filter(({ value }) => value === false);
  return tested.length === 0 ? undefined : { value: failed.length, facts: failed.length > 0 ? failed : tested };
};
