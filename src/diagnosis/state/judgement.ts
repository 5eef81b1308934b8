import { type Enrolment, enrolmentsOf } from '../enrolment/enrolments.ts';
import type { Fact, FactValue } from '../model/fact.ts';
import type { Facts } from '../model/facts.ts';

/** What all facts together say about one question, and which of them decided. */
export interface Judgement<Value extends FactValue = FactValue> {
  readonly value: Value;
  readonly facts: readonly Fact[];
  /** Nothing says it outright: it follows from something else, and is never enough for an error. */
  readonly isInferred?: boolean;
  /** Facts that say otherwise and were outweighed. */
  readonly against?: readonly Fact[];
}

/** What a judgement may look at. */
export interface JudgementInput {
  readonly facts: Facts;
  /** When this evidence reached a server, ISO UTC; null where nobody knows (a file of any age). */
  readonly receivedAt: string | null;
  /** Every enrolment, judged; null where no list of them was read. */
  readonly enrolments: readonly Enrolment[] | null;
}

/** What judgements look at, for the facts of one PC. */
export function judgementInput(facts: Facts, receivedAt: string | null): JudgementInput {
  return { facts, receivedAt, enrolments: enrolmentsOf(facts) };
}

/** A judgement, or undefined where nothing that was read answers the question. */
export type Judge<Value extends FactValue = FactValue> = (input: JudgementInput) => Judgement<Value> | undefined;

/** A judgement from one fact. */
export function fromFact<Value extends FactValue>(
  fact: Fact | undefined,
  value: Value,
  isInferred = false,
): Judgement<Value> | undefined {
  return fact === undefined ? undefined : { value, facts: [fact], ...(isInferred ? { isInferred } : {}) };
}
