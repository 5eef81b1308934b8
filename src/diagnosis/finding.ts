import type { CodeExplanation } from './codes/explain-code.ts';
import type { Where } from './model/fact.ts';
import type { Seen } from './model/seen.ts';
import type { Severity, Step } from './rules/rule.ts';
import type { NeedId } from './state/needs.ts';
import type { StateId, StateInput } from './state/state-table.ts';
import type { Text } from './text.ts';

/** How sure a finding is: state read now, a dated log or event, or undated text and inference. */
export type Confidence = 'high' | 'medium' | 'low';

/** Something that was not read, and how to ask for it. */
export interface NotSeen {
  readonly id: NeedId;
  readonly text: Text;
}

/** What diagnosis concludes about one thing. */
export interface Finding {
  readonly id: string;
  readonly severity: Severity;
  /** Why it is less than its rule says: the id of another finding, `intention` (the PC is meant for Baton) or `age` (an old log line). */
  readonly reducedBy?: string;
  readonly step: Step;
  readonly confidence: Confidence;
  readonly title: Text;
  readonly remedy: Text | null;
  readonly console: Text | null;
  /** At most {@link EVIDENCE_SHOWN} places, newest first. */
  readonly evidence: readonly Where[];
  readonly notSeen: readonly NotSeen[];
  readonly explanations: readonly string[];
  readonly references: readonly string[];
}

/** Most places of evidence that one finding shows. */
export const EVIDENCE_SHOWN = 8;

/** Two sources that say opposite things about one question; the first was believed. */
export interface Conflict {
  readonly about: string;
  readonly text: Text;
  readonly believed: readonly Where[];
  readonly against: readonly Where[];
}

/** One question that administrators ask, answered from the evidence; null = the evidence does not say. */
export interface AnsweredQuestion {
  readonly id: string;
  readonly question: Text;
  readonly value: 'yes' | 'no' | null;
  readonly answer: Text;
  readonly evidence: readonly Where[];
  readonly explanation: string;
  readonly notSeen: readonly NotSeen[];
}

/** An error code that stood somewhere in the evidence, explained; one that a service names in words (AADSTS…) has it as `hex`, and no number. */
export interface SeenCode extends CodeExplanation {
  readonly evidence: readonly Where[];
}

/** Everything that is concluded about one PC. */
export interface Diagnosis {
  readonly verdict: {
    /** The main finding's id, or a STATE_ id. */
    readonly id: string;
    readonly severity: Severity;
    readonly confidence: Confidence;
    readonly text: Text;
  };
  readonly state: {
    readonly id: StateId;
    readonly text: Text;
    readonly decidedBy: readonly {
      readonly input: StateInput;
      readonly value: string | boolean;
      readonly evidence: readonly Where[];
      /** Newest time of the evidence; null where it carries none. */
      readonly asOf: string | null;
    }[];
    readonly missing: readonly { readonly input: StateInput; readonly text: Text }[];
  };
  /** Causes in the order in which to work, then information, then what is all right. */
  readonly findings: readonly Finding[];
  readonly answers: readonly AnsweredQuestion[];
  readonly codes: readonly SeenCode[];
  readonly conflicts: readonly Conflict[];
  readonly notSeen: readonly NotSeen[];
  readonly seen: readonly Seen[];
}
