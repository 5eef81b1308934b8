import type { Diagnosis, Finding } from '../finding.ts';
import type { Where } from '../model/fact.ts';
import type { Seen } from '../model/seen.ts';
import type { Severity } from '../rules/rule.ts';
import type { Language, Text } from '../text.ts';
import type { Report } from './report.ts';
import {
  CONFIDENCE_WORDS,
  INPUT_WORDS,
  KIND_WORDS,
  PROBLEM_WORDS,
  reducedText,
  SEVERITY_WORDS,
  valueText,
  WORDS,
} from './words.ts';

/** How the text is written: colours only where a person looks at a terminal. */
export interface TextOptions {
  readonly language: Language;
  readonly colours: boolean;
}

const COLOURS: Readonly<Record<Severity, string>> = { error: '31', warning: '33', info: '36', ok: '32' };

/** The report as a person reads it in a terminal. */
export function renderText(report: Report, options: TextOptions): string {
  const { language } = options;
  const lines: string[] = [];
  const heading = (text: Text): void => {
    lines.push('', bold(text[language], options));
  };
  if (report.isEmpty) lines.push(bold(`${WORDS.verdict[language]}: ${WORDS.nothingRead[language]}`, options));
  else if (report.pcs.length > 1)
    lines.push(bold(WORDS.severalPcs[language].replace('{n}', String(report.pcs.length)), options));
  for (const { name, diagnosis } of report.isEmpty ? [] : report.pcs) {
    if (report.pcs.length > 1) lines.push('', bold(`== ${printable(name ?? WORDS.unnamedPc[language])} ==`, options));
    lines.push(...diagnosisLines(diagnosis, options));
  }
  heading(WORDS.files);
  lines.push(...report.seen.map((seen) => `  ${seenLine(seen, language)}`));
  return `${lines.join('\n')}\n`;
}

function diagnosisLines(diagnosis: Diagnosis, options: TextOptions): string[] {
  const { language } = options;
  const { verdict, state } = diagnosis;
  const word = coloured(SEVERITY_WORDS[verdict.severity][language], verdict.severity, options);
  const lines = [
    `${bold(WORDS.verdict[language], options)}: ${word}  ${bold(printable(verdict.text[language]), options)}  (${WORDS.confidence[language]}: ${CONFIDENCE_WORDS[verdict.confidence][language]})`,
    `${WORDS.state[language]}: ${state.id}  ${printable(state.text[language])}`,
    ...state.decidedBy.map(({ input, value, evidence, asOf }) => {
      const place = evidence[0] === undefined ? '' : `  ← ${placeOf(evidence[0], language)}`;
      return `  ${INPUT_WORDS[input][language]}: ${printable(valueText(value, language))}${asOf === null ? '' : `  (${asOf})`}${place}`;
    }),
    '',
    bold(WORDS.findings[language], options),
    ...(diagnosis.findings.length === 0 ? [`  ${WORDS.noFindings[language]}`] : []),
    ...diagnosis.findings.flatMap((finding, index) => findingLines(finding, index + 1, options)),
  ];
  if (diagnosis.conflicts.length > 0) {
    lines.push('', bold(WORDS.conflicts[language], options));
    for (const { text, believed, against } of diagnosis.conflicts) {
      lines.push(`  ${text[language]}`);
      for (const place of [...believed, ...against]) lines.push(`    ${evidenceLine(place, language)}`);
    }
  }
  if (diagnosis.codes.length > 0) {
    lines.push('', bold(WORDS.codes[language], options));
    for (const { hex, decimal, signed, name, meaning } of diagnosis.codes)
      lines.push(
        `  ${[hex, ...(decimal === hex ? [] : [decimal, signed]), name].filter(Boolean).join('  ')}  ${meaning[language]}`,
      );
  }
  const known = diagnosis.answers.filter(({ value }) => value !== null);
  if (known.length > 0) {
    lines.push('', bold(WORDS.answers[language], options));
    for (const { question, answer } of known) lines.push(`  ${question[language]}  ${printable(answer[language])}`);
  }
  lines.push('', bold(WORDS.notSeen[language], options));
  lines.push(...(diagnosis.notSeen.length === 0 ? [`  ${WORDS.none[language]}`] : []));
  lines.push(...diagnosis.notSeen.map(({ text }) => `  ${text[language]}`));
  return lines;
}

function findingLines(finding: Finding, number: number, options: TextOptions): string[] {
  const { language } = options;
  const severity = coloured(SEVERITY_WORDS[finding.severity][language], finding.severity, options);
  const confidence = `${WORDS.confidence[language]}: ${CONFIDENCE_WORDS[finding.confidence][language]}`;
  const lines = [
    `${String(number).padStart(3)}. ${severity}  ${bold(printable(finding.title[language]), options)}`,
    `     ${finding.id}  (${confidence}${finding.reducedBy === undefined ? '' : `; ${reducedText(finding.reducedBy, language)}`})`,
  ];
  const isCause = finding.severity === 'error' || finding.severity === 'warning';
  if (finding.remedy !== null) lines.push(`     ${WORDS.remedy[language]}: ${finding.remedy[language]}`);
  if (finding.console !== null && isCause) lines.push(`     ${WORDS.console[language]}: ${finding.console[language]}`);
  const shown = isCause ? finding.evidence : finding.evidence.slice(0, 2);
  lines.push(...shown.map((place) => `     ${WORDS.evidence[language]}: ${evidenceLine(place, language)}`));
  if (finding.notSeen.length > 0 && isCause)
    lines.push(
      `     ${WORDS.notSeen[language]}: ${finding.notSeen.map(({ text }) => text[language]).join(language === 'ja' ? '、' : '; ')}`,
    );
  return lines;
}

function placeOf({ file, line }: Where, language: Language): string {
  const number = line === null ? '' : language === 'ja' ? ` ${line} ${WORDS.line.ja}` : ` ${WORDS.line.en} ${line}`;
  return `${printable(file)}${number}`;
}

function evidenceLine(place: Where, language: Language): string {
  const time = place.time ?? place.local ?? '';
  return [placeOf(place, language), time, printable(place.text)].filter(Boolean).join('  ');
}

function seenLine(seen: Seen, language: Language): string {
  const problems = seen.problems.map(({ id, line, detail }) => {
    const at = line === null ? '' : ` (${line})`;
    return `${PROBLEM_WORDS[id][language]}${at}${detail === '' ? '' : `: ${printable(detail)}`}`;
  });
  const what = `${printable(seen.file)}  ${KIND_WORDS[seen.kind][language]}  ${seen.bytes.toLocaleString('en-US')} B`;
  return [what, ...problems].join('\n      ! ');
}

/** Evidence is hostile: control characters would move a terminal's cursor or change its colours. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]+/gu, ' ').trim();
}

function bold(text: string, { colours }: TextOptions): string {
  return colours ? `\u001b[1m${text}\u001b[22m` : text;
}

function coloured(text: string, severity: Severity, { colours }: TextOptions): string {
  return colours ? `\u001b[${COLOURS[severity]}m${text}\u001b[39m` : `[${text}]`;
}
