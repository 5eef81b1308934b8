import type { Fact } from '../model/fact.ts';
import type { Facts } from '../model/facts.ts';
import { fromFact, type Judge } from './judgement.ts';

/** How many of the addresses that were tested as SYSTEM gave no answer; undefined where none was tested. */
export const judgeUnreachable: Judge<number> = ({ facts }) => {
  const tested = testedAddresses(facts);
  const failed = tested.filter(({ value }) => value === false);
  return tested.length === 0 ? undefined : { value: failed.length, facts: failed.length > 0 ? failed : tested };
};

/** Whether SYSTEM reaches the management point or a gateway to it now; undefined where neither was tested. */
export const judgeManagementPointReached: Judge<boolean> = ({ facts }) => {
  const tested = testedAddresses(facts).filter(({ name }) =>
    /^(?:management-point|gateway)$/.test(String(facts.value(`${name}.purpose`))),
  );
  const reached = tested.find(({ value }) => value === true);
  if (reached !== undefined) return fromFact(reached, true);
  return tested.length === 0 ? undefined : { value: false, facts: tested };
};

/** `net.<host>` = was there an answer?; what else was learned of a host has a further name behind it. */
function testedAddresses(facts: Facts): Fact[] {
  return facts
    .names('net.')
    .filter((name) => !/\.(?:code|dns|issuer|purpose)$/.test(name))
    .flatMap((name) => facts.newest(name) ?? [])
    .filter(({ value }) => typeof value === 'boolean');
}
