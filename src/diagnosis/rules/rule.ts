import type { CodeContext } from '../codes/error-code.ts';
import type { FactValue } from '../model/fact.ts';
import type { JudgementId } from '../state/judgements.ts';
import type { NeedId } from '../state/needs.ts';
import type { StateId } from '../state/state-table.ts';
import type { Text } from '../text.ts';

/** How bad a finding is: something blocks, something is off, something to know, all right. */
export type Severity = 'error' | 'warning' | 'info' | 'ok';

/** What somebody wants the PC to become. */
export interface Intention {
  /** Co-manage with Intune, or enroll in Baton; absent where nobody said. */
  readonly target?: 'intune' | 'baton';
  /** The PC is meant to be in a pilot collection; absent where nobody said. */
  readonly pilot?: boolean;
}

/**
 * What must hold. Every condition has three answers: yes, no and not seen; a rule gives its finding on yes only, so a fact
 * that is absent never counts as "no".
 */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  /** Not known to hold: no, or not seen. */
  | { readonly unless: Condition }
  | FactCondition
  | AbsentCondition
  | CodeCondition
  | JudgementCondition
  /** Another finding, of a rule that stands earlier in the order. */
  | { readonly found: string }
  | { readonly state: readonly StateId[] }
  | { readonly intention: Intention };

/**
 * A fact of `model/names.ts`. The newest of the best rank decides. Without a comparison: it is there and its value is known
 * and not false.
 */
export interface FactCondition {
  readonly fact: string;
  /** Only facts of this scope; without it of any scope or none. */
  readonly scope?: string;
  /** Only facts whose scope matches, or does not match, without regard to letter case. */
  readonly scopeMatches?: string;
  readonly scopeExcludes?: string;
  /** The value is one of these. */
  readonly is?: FactValue | readonly FactValue[];
  readonly isNot?: readonly FactValue[];
  /** The value as text matches, without regard to letter case. */
  readonly matches?: string;
  /** The value is a number (or a text of digits) of at least, or below. */
  readonly atLeast?: number;
  readonly below?: number;
  /** `any`: one fact of the name that fits is enough; `each-scope`: the newest of one scope; else the newest of all must fit. */
  readonly of?: 'newest' | 'any' | 'each-scope';
  /** The same was said for at least so long. */
  readonly forHours?: number;
  /** No fact of these names is newer. Where no order can be told the older evidence does not stand in the way. */
  readonly newerThan?: readonly string[];
}

/** No fact of this name, although the source that would hold it was read. Without the source read: not seen. */
export interface AbsentCondition {
  readonly absent: string;
  readonly scopeMatches?: string;
  readonly seen: NeedId;
}

/** Any error code that `codes/` gives to this finding where it was met, or one of these numbers. */
export interface CodeCondition {
  readonly code: string | readonly number[];
  readonly context?: CodeContext;
  /** Only codes met in a field, event or component whose name matches. */
  readonly scopeMatches?: string;
  /** Only codes that facts of this name and scope hold, wherever those were met. */
  readonly from?: string;
  readonly fromScope?: string;
  readonly newerThan?: readonly string[];
}

/** What all facts together say about one question (`state/judgements.ts`). */
export interface JudgementCondition {
  readonly judged: JudgementId;
  readonly is?: FactValue | readonly FactValue[];
  readonly atLeast?: number;
  readonly below?: number;
  /** Bits that must all be set. */
  readonly bits?: number;
}

/** The step of the tree in which an administrator works: each step presumes the ones before it. */
export type Step = 'client' | 'carrier' | 'policy' | 'mdm' | 'join' | 'token' | 'enrollment' | 'state' | 'input';

/** One row of the decision table. */
export interface Rule {
  readonly id: string;
  readonly step: Step;
  /** It stands only in the way to Intune: of a PC that is on its way into Baton it is information. */
  readonly only?: 'intune';
  readonly severity: Severity;
  /** The first of these that holds replaces the severity. */
  readonly severityWhen?: readonly { readonly when: Condition; readonly severity: Severity }[];
  readonly when: Condition;
  /**
   * A log line is evidence only for its time: where the last of it is so many hours older than the last line of its own log, the
   * finding is information.
   */
  readonly staleAfterHours?: number;
  /** What is the matter, in one sentence. `{name}` of a judgement becomes ` (its value)`, or nothing where there is none. */
  readonly title: Text;
  /** What to do. Absent where there is nothing to do. */
  readonly remedy?: Text;
  /** Where in a console, as a menu path. */
  readonly console?: Text;
  /** Findings that follow from this one and are not shown. */
  readonly suppresses?: readonly string[];
  /** Findings that become information, because this one says it more exactly. */
  readonly demotes?: readonly string[];
  /** Failures that become information where this finding's evidence is newer than theirs. */
  readonly settles?: readonly string[];
  /** Evidence that would confirm or refute the finding. */
  readonly needs?: readonly NeedId[];
  /** Ids of `explanations/`. */
  readonly explanations?: readonly string[];
  /** Public documents that say so, by title; `field` where it was seen in real output only. */
  readonly references: readonly string[];
}
