import { findingOfCode } from '../codes/explain-code.ts';
import type { MetCode } from '../codes/met-codes.ts';
import type { Fact, FactValue } from '../model/fact.ts';
import type { Facts } from '../model/facts.ts';
import type { Judgement } from '../state/judgement.ts';
import type { JudgementId } from '../state/judgements.ts';
import { NEEDS } from '../state/needs.ts';
import { isNewer } from '../state/newer.ts';
import type { StateId } from '../state/state-table.ts';
import type {
  AbsentCondition,
  CodeCondition,
  Condition,
  FactCondition,
  Intention,
  JudgementCondition,
} from './rule.ts';

/** Whether a condition holds, and what says so. */
export interface Answer {
  readonly holds: 'yes' | 'no' | 'unseen';
  readonly facts: readonly Fact[];
  /** Everything that speaks for it follows from something else. */
  readonly isInferred: boolean;
}

/** Everything a condition may ask. */
export interface Situation {
  readonly facts: Facts;
  judge(id: JudgementId): Judgement | undefined;
  readonly state: StateId;
  /** The facts that decided the state. */
  readonly stateFacts: readonly Fact[];
  /** Enrollments in the evidence are on their way into Baton. */
  readonly isForBaton: boolean;
  readonly intention: Intention;
  /** Every code in the evidence (`codes/met-codes.ts`). */
  readonly codes: readonly MetCode[];
  /** Evidence of a finding that an earlier rule gave. */
  found(id: string): readonly Fact[] | undefined;
}

const UNSEEN: Answer = { holds: 'unseen', facts: [], isInferred: false };
const NO: Answer = { holds: 'no', facts: [], isInferred: false };

function yes(facts: readonly Fact[], isInferred = false): Answer {
  return { holds: 'yes', facts, isInferred };
}

/** Answers a condition with yes, no or not seen. */
export function evaluate(condition: Condition, situation: Situation): Answer {
  if ('all' in condition) return evaluateAll(condition.all, situation);
  if ('any' in condition) return evaluateAny(condition.any, situation);
  if ('not' in condition) {
    const inner = evaluate(condition.not, situation);
    if (inner.holds === 'unseen') return UNSEEN;
    return inner.holds === 'yes' ? NO : yes([]);
  }
  if ('unless' in condition) return evaluate(condition.unless, situation).holds === 'yes' ? NO : yes([]);
  if ('fact' in condition) return evaluateFact(condition, situation.facts);
  if ('absent' in condition) return evaluateAbsent(condition, situation.facts);
  if ('code' in condition) return evaluateCode(condition, situation);
  if ('judged' in condition) return evaluateJudgement(condition, situation);
  if ('found' in condition) {
    const facts = situation.found(condition.found);
    return facts === undefined ? NO : yes(facts);
  }
  if ('state' in condition) {
    if (condition.state.includes(situation.state)) return yes(situation.stateFacts);
    return situation.state === 'STATE_UNKNOWN' ? UNSEEN : NO;
  }
  const { target, pilot } = condition.intention;
  if (target !== undefined && situation.intention.target !== target) return NO;
  return pilot !== undefined && situation.intention.pilot !== pilot ? NO : yes([]);
}

function evaluateAll(conditions: readonly Condition[], situation: Situation): Answer {
  const answers = conditions.map((condition) => evaluate(condition, situation));
  if (answers.some(({ holds }) => holds === 'no')) return NO;
  if (answers.some(({ holds }) => holds === 'unseen')) return UNSEEN;
  const withFacts = answers.filter(({ facts }) => facts.length > 0);
  return yes(
    distinct(answers.flatMap(({ facts }) => facts)),
    withFacts.some(({ isInferred }) => isInferred),
  );
}

function evaluateAny(conditions: readonly Condition[], situation: Situation): Answer {
  const answers = conditions.map((condition) => evaluate(condition, situation));
  const holding = answers.filter(({ holds }) => holds === 'yes');
  if (holding.length === 0) return answers.some(({ holds }) => holds === 'unseen') ? UNSEEN : NO;
  return yes(
    distinct(holding.flatMap(({ facts }) => facts)),
    holding.every(({ isInferred }) => isInferred),
  );
}

function distinct(facts: readonly Fact[]): readonly Fact[] {
  return [...new Set(facts)];
}

function inScope({ scope = '' }: Fact, condition: FactCondition): boolean {
  if (condition.scope !== undefined && condition.scope !== scope) return false;
  if (condition.scopeMatches !== undefined && !new RegExp(condition.scopeMatches, 'i').test(scope)) return false;
  return condition.scopeExcludes === undefined || !new RegExp(condition.scopeExcludes, 'i').test(scope);
}

function evaluateFact(condition: FactCondition, facts: Facts): Answer {
  const candidates = facts.all(condition.fact).filter((fact) => inScope(fact, condition));
  if (candidates.length === 0) return UNSEEN;
  const state = candidates.filter(({ rank }) => rank === 'state');
  const known = asked(condition, state.length > 0 ? state : candidates).filter(({ value }) => value !== null);
  if (known.length === 0) return UNSEEN;
  const standing = known.filter(
    (fact) =>
      fits(fact.value, condition) &&
      isNewest(fact, condition.newerThan, facts) &&
      lasts(fact, condition.forHours, facts),
  );
  return standing.length > 0 ? yes(standing) : NO;
}

/** Which of the facts of a name must fit; they come oldest first. */
function asked({ of }: FactCondition, facts: readonly Fact[]): readonly Fact[] {
  if (of === 'any') return facts;
  if (of === 'each-scope') return [...new Map(facts.map((fact) => [fact.scope, fact])).values()];
  return facts.slice(-1);
}

function fits(value: FactValue, condition: FactCondition | JudgementCondition): boolean {
  const { is, atLeast, below } = condition;
  if (is !== undefined) return Array.isArray(is) ? is.includes(value) : is === value;
  if ('isNot' in condition && condition.isNot !== undefined) return !condition.isNot.includes(value);
  if ('matches' in condition && condition.matches !== undefined)
    return new RegExp(condition.matches, 'i').test(String(value));
  if ('bits' in condition && condition.bits !== undefined) return (Number(value) & condition.bits) === condition.bits;
  if (atLeast === undefined && below === undefined) return value !== false;
  return Number(value) >= (atLeast ?? Number.NEGATIVE_INFINITY) && Number(value) < (below ?? Number.POSITIVE_INFINITY);
}

function lasts(fact: Fact, hours: number | undefined, facts: Facts): boolean {
  if (hours === undefined) return true;
  const { first } = facts.repeats(fact);
  return (
    first !== null && fact.where.time !== null && Date.parse(fact.where.time) - Date.parse(first) >= hours * 3_600_000
  );
}

function isNewest(fact: Fact, names: readonly string[] | undefined, facts: Facts): boolean {
  return (names ?? []).every((name) => facts.all(name).every((other) => isNewer(other, fact) !== true));
}

function evaluateAbsent(condition: AbsentCondition, facts: Facts): Answer {
  const { absent, scopeMatches, seen } = condition;
  const there = facts
    .all(absent)
    .some(({ scope }) => scopeMatches === undefined || new RegExp(scopeMatches, 'i').test(scope ?? ''));
  if (there) return NO;
  return NEEDS[seen].isSeen(facts) ? yes([]) : UNSEEN;
}

function evaluateCode(condition: CodeCondition, { facts, codes }: Situation): Answer {
  const { code: wanted, from, fromScope, context, scopeMatches } = condition;
  const all = from === undefined ? codes : codesOf(facts, from, fromScope);
  if (all.length === 0) return UNSEEN;
  const standing = all
    .filter((met) => {
      if (context !== undefined && met.context !== context) return false;
      if (scopeMatches !== undefined && !new RegExp(scopeMatches, 'i').test(met.fact.scope ?? '')) return false;
      return typeof wanted === 'string' ? met.finding === wanted : wanted.includes(met.code);
    })
    .map(({ fact }) => fact)
    .filter((fact) => isNewest(fact, condition.newerThan, facts));
  return standing.length > 0 ? yes(standing) : NO;
}

/** The code that facts of one name and scope hold: dsregcmd keeps those of the two primary refresh tokens apart. */
function codesOf(facts: Facts, name: string, scope: string | undefined): readonly MetCode[] {
  const fact = facts.newest(name, scope);
  if (typeof fact?.value !== 'number') return [];
  return [{ fact, code: fact.value, context: 'prt', finding: findingOfCode(fact.value, 'prt') }];
}

function evaluateJudgement(condition: JudgementCondition, situation: Situation): Answer {
  const judgement = situation.judge(condition.judged);
  if (judgement === undefined || judgement.value === null) return UNSEEN;
  return fits(judgement.value, condition) ? yes(judgement.facts, judgement.isInferred === true) : NO;
}
