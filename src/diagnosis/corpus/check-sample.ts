import { diagnose } from '../diagnose.ts';
import type { Diagnosis } from '../finding.ts';
import { groupByPc } from '../group-by-pc.ts';
import { createFacts } from '../model/facts.ts';
import { createReader } from '../parsers/create-reader.ts';
import type { Rule } from '../rules/rule.ts';
import type { Sample } from './sample.ts';

/** What came of one sample. */
export interface SampleResult {
  readonly sample: Sample;
  readonly diagnoses: readonly Diagnosis[];
  /** What is not as the sample says, one sentence each; empty where all is well. */
  readonly failures: readonly string[];
  /** Every finding that appeared, suppressed ones not among them. */
  readonly findings: readonly string[];
}

/**
 * Diagnoses a sample and holds the result to it: what is expected must appear, what is never to appear must not, and no error may appear
 * that the sample does not expect.
 */
export function checkSample(sample: Sample, rules?: readonly Rule[]): SampleResult {
  const files = sample.files.map(({ file, bytes }) => {
    const { sink, facts } = createFacts();
    const reader = createReader(file, sink);
    reader.write(bytes);
    reader.end();
    return { file, facts };
  });
  const diagnoses = groupByPc(files).map(({ facts }) =>
    diagnose(facts, { intention: sample.intention, ...(rules === undefined ? {} : { rules }) }),
  );
  const found = diagnoses.flatMap(({ findings }) => findings);
  const failures = [
    ...sample.expected.flatMap(({ id, severity }) => {
      const finding = found.find((each) => each.id === id);
      if (finding === undefined) return [`${id} is expected and did not appear`];
      return severity === null || finding.severity === severity
        ? []
        : [`${id} is expected as ${severity} and is ${finding.severity}`];
    }),
    ...found
      .filter(({ id }) => sample.never.some((never) => fits(id, never)))
      .map(({ id, severity }) => `${id} (${severity}) must not appear`),
    ...found
      .filter(({ id, severity }) => severity === 'error' && !sample.expected.some((each) => each.id === id))
      .map(({ id }) => `${id} appeared as an error that is not expected`),
    ...wrong('state', sample.state, diagnoses[0]?.state.id),
    ...wrong('verdict', sample.verdict, diagnoses[0]?.verdict.id),
  ];
  return { sample, diagnoses, failures: [...new Set(failures)], findings: found.map(({ id }) => id) };
}

function fits(id: string, pattern: string): boolean {
  return pattern.endsWith('*') ? id.startsWith(pattern.slice(0, -1)) : id === pattern;
}

function wrong(what: string, expected: string | null, found: string | undefined): string[] {
  return expected === null || expected === found ? [] : [`the ${what} is expected to be ${expected} and is ${found}`];
}

/** Findings of the table that no sample makes appear, in the order of the table. */
export function uncoveredFindings(results: readonly SampleResult[], rules: readonly Rule[]): string[] {
  const covered = new Set(results.flatMap(({ findings }) => findings));
  return rules.map(({ id }) => id).filter((id) => !covered.has(id));
}
