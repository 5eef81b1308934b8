import type { Fact } from '../model/fact.ts';
import { isNewer } from '../state/newer.ts';
import { type Answer, evaluate, type Situation } from './evaluate.ts';
import type { Rule, Severity } from './rule.ts';

/** A rule whose condition holds, and what came of it beside the others. */
export interface Outcome {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly answer: Answer;
  /** The finding that made this one less than its rule says, or {@link BY_INTENTION} or {@link BY_AGE}. */
  readonly reducedBy: string | null;
}

/** The finding is information only because the PC is meant for Baton. */
export const BY_INTENTION = 'intention';
/** The finding is information only because its log went on for long without it. */
export const BY_AGE = 'age';

/**
 * Runs every rule; a condition on another finding asks that rule first. Then, in this order: what another finding explains is
 * left out, what another says more exactly becomes information, and so do failures that a newer success settles or a newer
 * failure of the same step replaced.
 */
export function runRules(rules: readonly Rule[], basis: Omit<Situation, 'found'>): readonly Outcome[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const answers = new Map<string, Answer>();
  const open = new Set<string>();
  const answerOf = (rule: Rule): Answer => {
    const known = answers.get(rule.id);
    if (known !== undefined) return known;
    open.add(rule.id);
    const answer = evaluate(rule.when, situation);
    open.delete(rule.id);
    answers.set(rule.id, answer);
    return answer;
  };
  const situation: Situation = {
    ...basis,
    found(id) {
      const rule = byId.get(id);
      if (rule === undefined || open.has(id)) return undefined;
      const answer = answerOf(rule);
      return answer.holds === 'yes' ? answer.facts : undefined;
    },
  };
  const holding = rules.filter((rule) => answerOf(rule).holds === 'yes');
  const suppressed = new Set(
    holding.flatMap((rule) => (severityOf(rule, situation) === 'info' ? [] : (rule.suppresses ?? []))),
  );
  // Of a PC that is meant for Baton, what Baton said is the matter, and not how Windows words it for any other MDM.
  const isSaidByBaton = situation.isForBaton && holding.some(({ id }) => id.startsWith('ENROLL_'));
  const left = holding.filter((rule) => !suppressed.has(rule.id) && !(isSaidByBaton && isFailedEnrollment(rule)));
  return left.map((rule) => {
    const answer = answerOf(rule);
    const severity = severityOf(rule, situation);
    const reducedBy = reducerOf(rule, severity, answer, left, answerOf, situation);
    const isGuess = severity === 'error' && answer.isInferred;
    return { rule, severity: reducedBy !== null ? 'info' : isGuess ? 'warning' : severity, answer, reducedBy };
  });
}

function severityOf(rule: Rule, situation: Situation): Severity {
  const special = (rule.severityWhen ?? []).find(({ when }) => evaluate(when, situation).holds === 'yes');
  return special?.severity ?? rule.severity;
}

/** Which finding makes this one information, if any. */
function reducerOf(
  rule: Rule,
  severity: Severity,
  answer: Answer,
  all: readonly Rule[],
  answerOf: (rule: Rule) => Answer,
  situation: Situation,
): string | null {
  if (severity !== 'error' && severity !== 'warning') return null;
  if (isStale(rule, answer.facts, situation)) return BY_AGE;
  for (const other of all) {
    if (other.id === rule.id) continue;
    if (other.demotes?.includes(rule.id)) return other.id;
    if (other.settles?.includes(rule.id) && isSettled(answer.facts, answerOf(other).facts)) return other.id;
    const isNext = isFailedEnrollment(rule) && isFailedEnrollment(other);
    if (isNext && isReplaced(answer.facts, answerOf(other).facts)) return other.id;
  }
  return situation.isForBaton && rule.only === 'intune' ? BY_INTENTION : null;
}

function isFailure(rule: Rule): boolean {
  return rule.severity === 'error' || rule.severity === 'warning';
}

/** An attempt to enroll in an MDM that failed, as Windows words it for any MDM. */
function isFailedEnrollment(rule: Rule): boolean {
  return rule.only === 'intune' && rule.step === 'enrollment' && isFailure(rule);
}

/** State read now settles any logged failure; a line settles the failures before it. A failure that is state itself stays. */
function isSettled(failure: readonly Fact[], success: readonly Fact[]): boolean {
  if (failure.some(({ rank }) => rank === 'state')) return false;
  return (
    success.some(({ rank }) => rank === 'state') ||
    failure.every((fact) => success.some((later) => isNewer(later, fact) === true))
  );
}

const HOUR = 3_600_000;

function isStale({ staleAfterHours }: Rule, evidence: readonly Fact[], { facts }: Situation): boolean {
  if (staleAfterHours === undefined || evidence.length === 0) return false;
  return evidence.every(({ rank, where }) => {
    const end = facts.seen().find(({ file }) => file === where.file)?.lastTime;
    if (rank !== 'log' || where.time === null || end === null || end === undefined) return false;
    return Date.parse(end) - Date.parse(where.time) > staleAfterHours * HOUR;
  });
}

/** Whether all evidence of a failure is dated, and another failure happened more than an hour after the last of it. */
function isReplaced(failure: readonly Fact[], other: readonly Fact[]): boolean {
  const last = lastTime(failure);
  const next = lastTime(other);
  return last !== null && next !== null && next - last > HOUR;
}

function lastTime(facts: readonly Fact[]): number | null {
  const times = facts.map(({ rank, where }) =>
    rank === 'log' && where.time !== null ? Date.parse(where.time) : Number.NaN,
  );
  return times.length === 0 || times.some((time) => !Number.isFinite(time)) ? null : Math.max(...times);
}
