import { explainCode, UNKNOWN_CODE } from './codes/explain-code.ts';
import { type MetCode, metCodes } from './codes/met-codes.ts';
import { type MetAnswer, metAnswers } from './codes/server-answers.ts';
import { QUESTIONS } from './explanations/questions.ts';
import {
  type AnsweredQuestion,
  type Confidence,
  type Conflict,
  type Diagnosis,
  EVIDENCE_SHOWN,
  type Finding,
  type NotSeen,
  type SeenCode,
} from './finding.ts';
import type { Fact, Where } from './model/fact.ts';
import type { Facts } from './model/facts.ts';
import { evaluate, type Situation } from './rules/evaluate.ts';
import type { Intention, Rule, Severity, Step } from './rules/rule.ts';
import { RULES } from './rules/rules.ts';
import { type Outcome, runRules } from './rules/run-rules.ts';
import { decideFromFacts, INPUT_TEXTS, type PcState } from './state/decide-from-facts.ts';
import { type Judgement, judgementInput } from './state/judgement.ts';
import { JUDGES, type JudgementId } from './state/judgements.ts';
import { NEEDS, type NeedId } from './state/needs.ts';
import { isNewer } from './state/newer.ts';
import type { Text } from './text.ts';

/** What a diagnosis starts from, beside the facts. */
export interface DiagnosisOptions {
  readonly intention?: Intention;
  /** When the evidence reached a server, ISO UTC; absent for files of any age. */
  readonly receivedAt?: string;
  /** Another table of rules, for tests of rules. */
  readonly rules?: readonly Rule[];
}

/**
 * What the facts of one PC mean: its state, one verdict, the causes in the order in which to work, what is all right, and
 * what was not seen. Nothing is guessed: a fact that was not read counts neither as yes nor as no.
 */
export function diagnose(facts: Facts, options: DiagnosisOptions = {}): Diagnosis {
  const input = judgementInput(facts, options.receivedAt ?? null);
  const intention = options.intention ?? {};
  const judge = remember((id) => JUDGES[id](input));
  const state = decideFromFacts(input);
  const isForBaton =
    intention.target === 'baton' || (intention.target === undefined && judge('batonTried')?.value === true);
  const codes = metCodes(facts, isForBaton);
  const basis: Omit<Situation, 'found'> = {
    facts,
    judge,
    state: state.id,
    stateFacts: state.decidedBy.flatMap((decided) => decided.facts),
    isForBaton,
    codes,
    intention,
  };
  const outcomes = runRules(options.rules ?? RULES, basis);
  const findings = outcomes.map((outcome) => findingOf(outcome, facts, judge)).sort(byWorkingOrder);
  const held = new Map(outcomes.map(({ rule, answer }) => [rule.id, answer.facts]));
  const situation: Situation = { ...basis, found: (id) => held.get(id) };
  return {
    verdict: verdictOf(findings, state),
    state: {
      id: state.id,
      text: textOfState(state, findings),
      decidedBy: state.decidedBy.map(({ input: name, value, facts: deciding }) => ({
        input: name,
        value,
        evidence: evidenceOf(deciding),
        asOf: newestTime(deciding),
      })),
      missing: state.missing.map((name) => ({ input: name, text: INPUT_TEXTS[name] })),
    },
    findings,
    answers: QUESTIONS.map((question) => answerOf(question, situation)),
    codes: [...seenCodes(codes), ...seenAnswers(metAnswers(facts))],
    conflicts: conflictsOf(facts, judge),
    notSeen: (Object.keys(NEEDS) as NeedId[]).filter((id) => !NEEDS[id].isSeen(facts)).map(notSeen),
    seen: facts.seen(),
  };
}

function remember(judge: (id: JudgementId) => Judgement | undefined): (id: JudgementId) => Judgement | undefined {
  const known = new Map<JudgementId, Judgement | undefined>();
  return (id) => {
    if (!known.has(id)) known.set(id, judge(id));
    return known.get(id);
  };
}

function findingOf(
  { rule, severity, answer, reducedBy }: Outcome,
  facts: Facts,
  judge: (id: JudgementId) => Judgement | undefined,
): Finding {
  return {
    id: rule.id,
    severity,
    ...(reducedBy === null ? {} : { reducedBy }),
    step: rule.step,
    confidence: confidenceOf(answer.facts, answer.isInferred),
    title: fill(rule.title, judge),
    remedy: rule.remedy === undefined ? null : fill(rule.remedy, judge),
    console: rule.console ?? null,
    evidence: evidenceOf(answer.facts),
    notSeen: (rule.needs ?? []).filter((id) => !NEEDS[id].isSeen(facts)).map(notSeen),
    explanations: rule.explanations ?? [],
    references: rule.references,
  };
}

/** State read now is certain, a dated line was true then, undated text and what merely follows from something is weak. */
function confidenceOf(facts: readonly Fact[], isInferred: boolean): Confidence {
  if (isInferred) return 'low';
  if (facts.some(({ rank }) => rank === 'state')) return 'high';
  return facts.some(({ rank, where }) => rank === 'log' && where.time !== null) ? 'medium' : 'low';
}

/** What lists said, then state as it was judged, then log lines and events, the newest first. */
function evidenceOf(facts: readonly Fact[]): Where[] {
  const of = (wanted: Fact['rank']) => facts.filter(({ rank }) => rank === wanted);
  const logs = of('log').sort((a, b) => (isNewer(b, a) === true ? 1 : -1));
  const places = new Map(
    // what is only said comes first: everything else speaks for it or against it
    [...of('said'), ...of('state'), ...logs].map(({ where }) => [`${where.file}\n${where.line}\n${where.text}`, where]),
  );
  return [...places.values()].slice(0, EVIDENCE_SHOWN);
}

function newestTime(facts: readonly Fact[]): string | null {
  return facts.reduce<string | null>(
    (newest, { where }) => (where.time !== null && (newest === null || where.time > newest) ? where.time : newest),
    null,
  );
}

function notSeen(id: NeedId): NotSeen {
  return { id, text: NEEDS[id].text };
}

/** `{judgement}` becomes ` (value)`, and nothing where there is none: no vendor is named that was not seen. */
function fill(text: Text, judge: (id: JudgementId) => Judgement | undefined): Text {
  const one = (sentence: string): string =>
    sentence.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = isJudgementId(name) ? judge(name)?.value : undefined;
      return value === undefined || value === null || value === '' ? '' : ` (${value})`;
    });
  return { ja: one(text.ja), en: one(text.en) };
}

function isJudgementId(name: string): name is JudgementId {
  return Object.hasOwn(JUDGES, name);
}

const STEPS: readonly Step[] = ['client', 'policy', 'mdm', 'join', 'token', 'enrollment', 'carrier', 'state', 'input'];
const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info', 'ok'];

/** Causes by the step that they belong to, errors before warnings of one step; then information; then what is all right. */
function byWorkingOrder(a: Finding, b: Finding): number {
  return (
    groupOf(a) - groupOf(b) ||
    STEPS.indexOf(a.step) - STEPS.indexOf(b.step) ||
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity)
  );
}

function groupOf({ severity }: Finding): number {
  return severity === 'info' ? 1 : severity === 'ok' ? 2 : 0;
}

/**
 * The first error is the verdict, else the first warning, else the state, else what is known to be all right, else what the PC waits for
 * in its token or enrollment.
 */
function verdictOf(findings: readonly Finding[], state: PcState): Diagnosis['verdict'] {
  const main =
    findings.find(({ severity }) => severity === 'error') ??
    findings.find(({ severity }) => severity === 'warning') ??
    findings.find(({ id }) => id === state.id) ??
    findings.find(({ severity }) => severity === 'ok') ??
    findings.find(({ step, reducedBy }) => (step === 'token' || step === 'enrollment') && reducedBy === undefined);
  if (main === undefined)
    return { id: 'STATE_UNKNOWN', severity: 'info', confidence: 'low', text: textOfState(state, findings) };
  return { id: main.id, severity: main.severity, confidence: main.confidence, text: main.title };
}

function textOfState(state: PcState, findings: readonly Finding[]): Text {
  const named = findings.find(({ id }) => id === state.id);
  if (named !== undefined) return named.title;
  const needs = state.missing.map((input) => INPUT_TEXTS[input]);
  return {
    ja: `状態を判定できません。必要な情報: ${needs.map(({ ja }) => ja).join('、')}`,
    en: `The state can not be decided. Needed: ${needs.map(({ en }) => en).join('; ')}`,
  };
}

function answerOf(question: (typeof QUESTIONS)[number], situation: Situation): AnsweredQuestion {
  for (const { when, value, text } of question.answers) {
    const { holds, facts } = evaluate(when, situation);
    if (holds !== 'yes') continue;
    return {
      id: question.id,
      question: question.question,
      value,
      answer: fill(text, situation.judge),
      evidence: evidenceOf(facts),
      explanation: question.explanation,
      notSeen: [],
    };
  }
  return {
    id: question.id,
    question: question.question,
    value: null,
    answer: { ja: '採取された情報からは分かりません。', en: 'The evidence does not say.' },
    evidence: [],
    explanation: question.explanation,
    notSeen: question.needs.filter((id) => !NEEDS[id].isSeen(situation.facts)).map(notSeen),
  };
}

/** Most different codes that are explained. */
const CODES_SHOWN = 200;

function seenCodes(codes: readonly MetCode[]): SeenCode[] {
  const byCode = new Map<number, Fact[]>();
  for (const { fact, code } of codes) {
    const known = byCode.get(code);
    if (known) known.push(fact);
    else if (byCode.size < CODES_SHOWN) byCode.set(code, [fact]);
  }
  return [...byCode].map(([code, places]) => ({ ...explainCode(code), evidence: evidenceOf(places) }));
}

/** Errors that a service names in words, once each. */
function seenAnswers(answers: readonly MetAnswer[]): SeenCode[] {
  const byId = new Map<string, MetAnswer[]>();
  for (const met of answers.slice(0, CODES_SHOWN)) byId.set(met.id, [...(byId.get(met.id) ?? []), met]);
  return [...byId].map(([id, places]) => ({
    code: 0,
    hex: id,
    decimal: '',
    signed: '',
    name: '',
    isKnown: places[0]?.answer !== undefined,
    meaning: places[0]?.answer?.meaning ?? UNKNOWN_CODE,
    evidence: evidenceOf(places.map(({ fact }) => fact)),
  }));
}

const ABOUT: Readonly<Partial<Record<JudgementId, Text>>> = {
  enrolled: {
    ja: 'MDM の登録の有無について、レジストリとログが食い違っています。レジストリを採用しました。',
    en: 'The registry and a log disagree about the MDM enrollment; the registry was believed.',
  },
};

function conflictsOf(facts: Facts, judge: (id: JudgementId) => Judgement | undefined): Conflict[] {
  const judged = (Object.keys(ABOUT) as JudgementId[]).flatMap((id): Conflict[] => {
    const judgement = judge(id);
    const text = ABOUT[id];
    if (text === undefined || judgement?.against === undefined) return [];
    return [{ about: id, text, believed: evidenceOf(judgement.facts), against: evidenceOf(judgement.against) }];
  });
  return [...judged, ...contradictions(facts)];
}

/** Fields of which two captures say opposite things. */
const FIELDS = ['ds.AzureAdJoined', 'ds.DomainJoined', 'ds.WorkplaceJoined', 'cm.service', 'cm.CoManagementFlags'];

function contradictions(facts: Facts): Conflict[] {
  return FIELDS.flatMap((name): Conflict[] => {
    const all = facts.all(name).filter(({ value, scope }) => value !== null && scope === undefined);
    const believed = facts.newest(name);
    const against = all.filter(({ value }) => value !== believed?.value);
    if (believed === undefined || against.length === 0) return [];
    const field = name.slice(name.indexOf('.') + 1);
    return [
      {
        about: name,
        text: {
          ja: `${field} の値が採取ごとに異なります。新しい方を採用しました。`,
          en: `${field} differs between captures; the newer one was believed.`,
        },
        believed: evidenceOf([believed]),
        against: evidenceOf(against),
      },
    ];
  });
}
