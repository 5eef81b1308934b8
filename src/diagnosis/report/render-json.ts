import type { Diagnosis } from '../finding.ts';
import type { Where } from '../model/fact.ts';
import type { Language, Text } from '../text.ts';
import type { Report } from './report.ts';
import { WORDS } from './words.ts';

/** Version of the JSON; it only grows: new names may come, no name goes or changes its meaning. */
export const SCHEMA = 'baton-diagnosis/1';

/**
 * The report as JSON. One PC: its diagnosis at the top level. Several: the top level says so and `pcs` holds one for each.
 * Sentences are in the language asked for; ids are the same in every language.
 */
export function renderJson(report: Report, language: Language): string {
  const files = report.seen.map(({ file, kind, sources, bytes, lines, firstTime, lastTime, encoding, problems }) => ({
    file,
    kind,
    sources,
    bytes,
    lines,
    firstTime,
    lastTime,
    encoding,
    problems,
  }));
  const [first] = report.pcs;
  if (report.isEmpty || first === undefined)
    return json({
      schema: SCHEMA,
      verdict: { id: 'STATE_UNKNOWN', text: WORDS.nothingRead[language], severity: 'info', confidence: 'low' },
      state: { id: 'STATE_UNKNOWN', text: WORDS.nothingRead[language], decidedBy: [], missing: [] },
      findings: [],
      notSeen: first?.diagnosis.notSeen.map(({ id, text }) => ({ id, text: text[language] })) ?? [],
      files,
    });
  if (report.pcs.length === 1)
    return json({ schema: SCHEMA, pc: first.name, ...plain(first.diagnosis, language), files });
  const text = WORDS.severalPcs[language].replace('{n}', String(report.pcs.length));
  return json({
    schema: SCHEMA,
    verdict: { id: 'INPUT_SEVERAL_PCS', text, severity: 'info', confidence: 'high' },
    state: { id: 'STATE_UNKNOWN', text, decidedBy: [], missing: [] },
    findings: [],
    notSeen: [],
    pcs: report.pcs.map(({ name, diagnosis }) => ({ pc: name, ...plain(diagnosis, language) })),
    files,
  });
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function plain(diagnosis: Diagnosis, language: Language) {
  const say = (text: Text): string => text[language];
  const where = ({ file, line, time, text }: Where) => ({ file, line, time, text });
  return {
    verdict: { ...diagnosis.verdict, text: say(diagnosis.verdict.text) },
    state: {
      id: diagnosis.state.id,
      text: say(diagnosis.state.text),
      decidedBy: diagnosis.state.decidedBy.map((decided) => ({ ...decided, evidence: decided.evidence.map(where) })),
      missing: diagnosis.state.missing.map(({ input, text }) => ({ input, text: say(text) })),
    },
    findings: diagnosis.findings.map((finding) => ({
      id: finding.id,
      severity: finding.severity,
      ...(finding.reducedBy === undefined ? {} : { reducedBy: finding.reducedBy }),
      confidence: finding.confidence,
      title: say(finding.title),
      remedy: finding.remedy === null ? null : say(finding.remedy),
      console: finding.console === null ? null : say(finding.console),
      evidence: finding.evidence.map(where),
      notSeen: finding.notSeen.map(({ id, text }) => ({ id, text: say(text) })),
      explanations: finding.explanations,
      references: finding.references,
    })),
    notSeen: diagnosis.notSeen.map(({ id, text }) => ({ id, text: say(text) })),
    answers: diagnosis.answers.map((answer) => ({
      id: answer.id,
      question: say(answer.question),
      value: answer.value,
      answer: say(answer.answer),
      evidence: answer.evidence.map(where),
      explanation: answer.explanation,
      notSeen: answer.notSeen.map(({ id, text }) => ({ id, text: say(text) })),
    })),
    codes: diagnosis.codes.map(({ hex, decimal, signed, name, isKnown, meaning, evidence }) => ({
      hex,
      decimal,
      signed,
      name,
      isKnown,
      meaning: say(meaning),
      evidence: evidence.map(where),
    })),
    conflicts: diagnosis.conflicts.map(({ about, text, believed, against }) => ({
      about,
      text: say(text),
      believed: believed.map(where),
      against: against.map(where),
    })),
  };
}
