import { findExplanation } from '../explanations/explanations.ts';
import type { Diagnosis, Finding } from '../finding.ts';
import type { Where } from '../model/fact.ts';
import type { Seen } from '../model/seen.ts';
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

/** Colours with a contrast of at least 4.5:1 on their background, in light and dark and on paper. */
const STYLE = `
:root{color-scheme:light dark;--line:#c8c8c8;--soft:#f5f5f5;--error:#a4262c;--warning:#8a5100;--info:#0f5ea2;--ok:#0e700e}
@media (prefers-color-scheme:dark){:root{--line:#555;--soft:#262626;--error:#ff9a9a;--warning:#f7c46c;--info:#8cc4ff;--ok:#8fd98f}}
@media print{:root{color-scheme:light;--line:#c8c8c8;--soft:#f5f5f5;--error:#a4262c;--warning:#8a5100;--info:#0f5ea2;--ok:#0e700e}}
body{font:16px/1.6 "Segoe UI","Yu Gothic UI","Hiragino Sans","Noto Sans CJK JP",sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem;border-bottom:1px solid var(--line)}h3{font-size:1rem;margin:0}
.verdict{font-size:1.25rem;padding:1rem;border:1px solid var(--line);border-left:.4rem solid var(--line)}
.error{border-left-color:var(--error)!important}.warning{border-left-color:var(--warning)!important}
.info{border-left-color:var(--info)!important}.ok{border-left-color:var(--ok)!important}
.word{font-weight:600}.error>.word,.error h3 .word{color:var(--error)}.warning>.word,.warning h3 .word{color:var(--warning)}
.info>.word,.info h3 .word{color:var(--info)}.ok>.word,.ok h3 .word{color:var(--ok)}
article{border:1px solid var(--line);border-left:.4rem solid var(--line);padding:.6rem 1rem;margin:.8rem 0;break-inside:avoid}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;margin:.4rem 0}dt{font-weight:600}dd{margin:0;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.2rem .6rem;border-bottom:1px solid var(--line);overflow-wrap:anywhere}th code{overflow-wrap:normal}
code,.text{font-family:Consolas,"Cascadia Mono",monospace;font-size:.875rem}.text{background:var(--soft);padding:0 .3rem;white-space:pre-wrap;overflow-wrap:anywhere}
.id{color:inherit;opacity:.8;font-size:.875rem}`;

/** One file that can be mailed: no link leads out of it, nothing is loaded, no script runs. */
export function renderHtml(report: Report, language: Language): string {
  const title = WORDS.title[language];
  const body = report.isEmpty
    ? `<p class="verdict info">${escapeHtml(WORDS.nothingRead[language])}</p>`
    : [
        report.pcs.length > 1
          ? `<p class="verdict info">${escapeHtml(WORDS.severalPcs[language].replace('{n}', String(report.pcs.length)))}</p>`
          : '',
        ...report.pcs.map(
          ({ name, diagnosis }) =>
            `${report.pcs.length > 1 || name !== null ? `<h1>${escapeHtml(name ?? WORDS.unnamedPc[language])}</h1>` : ''}${diagnosisHtml(diagnosis, language)}`,
        ),
      ].join('\n');
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<style>${STYLE}
</style>
</head>
<body>
<header><p>Baton · ${escapeHtml(title)}</p></header>
<main>
${body}
${section(WORDS.files, filesHtml(report.seen, language), language)}
</main>
</body>
</html>
`;
}

function diagnosisHtml(diagnosis: Diagnosis, language: Language): string {
  const { verdict, state, findings, conflicts, codes, answers, notSeen } = diagnosis;
  const say = (text: Text): string => escapeHtml(text[language]);
  const decided = state.decidedBy
    .map(
      ({ input, value, asOf, evidence }) =>
        `<tr><th scope="row">${say(INPUT_WORDS[input])}</th><td>${escapeHtml(valueText(value, language))}</td><td>${escapeHtml(asOf ?? '')}</td><td>${evidence[0] === undefined ? '' : place(evidence[0], language)}</td></tr>`,
    )
    .join('\n');
  const missing =
    // the text of an unknown state names them already
    state.missing.length === 0 || state.id === 'STATE_UNKNOWN'
      ? ''
      : `<p>${say(WORDS.missing)}: ${state.missing.map(({ text }) => say(text)).join(language === 'ja' ? '、' : '; ')}</p>`;
  return [
    `<p class="verdict ${verdict.severity}"><span class="word">${say(WORDS.verdict)}: ${say(SEVERITY_WORDS[verdict.severity])}</span> ${say(verdict.text)} <span class="id">${say(WORDS.confidence)}: ${say(CONFIDENCE_WORDS[verdict.confidence])}</span></p>`,
    section(
      WORDS.state,
      `<p>${say(state.text)} <code class="id">${state.id}</code></p>${missing}${decided === '' ? '' : `<table>${decided}</table>`}`,
      language,
    ),
    section(
      WORDS.findings,
      findings.length === 0
        ? `<p>${say(WORDS.noFindings)}</p>`
        : findings.map((finding) => findingHtml(finding, language)).join('\n'),
      language,
    ),
    conflicts.length === 0
      ? ''
      : section(
          WORDS.conflicts,
          conflicts
            .map(
              ({ text, believed, against }) =>
                `<p>${say(text)}</p><ul>${[...believed, ...against].map((each) => `<li>${evidenceHtml(each, language)}</li>`).join('')}</ul>`,
            )
            .join('\n'),
          language,
        ),
    codes.length === 0
      ? ''
      : section(
          WORDS.codes,
          `<table>${codes.map(({ hex, decimal, signed, name, meaning }) => `<tr><th scope="row"><code>${[hex, decimal, signed].filter((text, index, all) => text !== '' && all.indexOf(text) === index).join('<br>')}</code></th><td>${escapeHtml(name)}</td><td>${say(meaning)}</td></tr>`).join('\n')}</table>`,
          language,
        ),
    section(
      WORDS.answers,
      `<dl>${answers.map(({ question, answer }) => `<dt>${say(question)}</dt><dd>${say(answer)}</dd>`).join('\n')}</dl>`,
      language,
    ),
    section(
      WORDS.notSeen,
      notSeen.length === 0
        ? `<p>${say(WORDS.none)}</p>`
        : `<ul>${notSeen.map(({ text }) => `<li>${say(text)}</li>`).join('')}</ul>`,
      language,
    ),
  ].join('\n');
}

function findingHtml(finding: Finding, language: Language): string {
  const say = (text: Text): string => escapeHtml(text[language]);
  const rows: string[] = [];
  const row = (name: Text, content: string): void => {
    if (content !== '') rows.push(`<dt>${say(name)}</dt><dd>${content}</dd>`);
  };
  if (finding.remedy !== null) row(WORDS.remedy, say(finding.remedy));
  if (finding.console !== null) row(WORDS.console, say(finding.console));
  row(WORDS.evidence, finding.evidence.map((each) => evidenceHtml(each, language)).join('<br>'));
  row(WORDS.notSeen, finding.notSeen.map(({ text }) => say(text)).join(language === 'ja' ? '、' : '; '));
  row(
    WORDS.more,
    finding.explanations
      .flatMap((id) => findExplanation(id) ?? [])
      .map(({ title, body }) => `<details><summary>${say(title)}</summary><p>${say(body)}</p></details>`)
      .join(''),
  );
  const references = finding.references.map((title) => (title === 'field' ? WORDS.field[language] : title));
  row(WORDS.references, references.map(escapeHtml).join('; '));
  const reduced = finding.reducedBy === undefined ? '' : `; ${escapeHtml(reducedText(finding.reducedBy, language))}`;
  return `<article class="${finding.severity}"><h3><span class="word">${say(SEVERITY_WORDS[finding.severity])}</span> ${say(finding.title)}</h3><p class="id"><code>${finding.id}</code> ${say(WORDS.confidence)}: ${say(CONFIDENCE_WORDS[finding.confidence])}${reduced}</p><dl>${rows.join('')}</dl></article>`;
}

function filesHtml(seen: readonly Seen[], language: Language): string {
  const rows = seen.map(({ file, kind, bytes, lines, firstTime, lastTime, problems }) => {
    const times = firstTime === null ? '' : `${firstTime} – ${lastTime ?? ''}`;
    const wrong = problems
      .map(({ id, line, detail }) =>
        escapeHtml([PROBLEM_WORDS[id][language], line ?? '', detail].filter((part) => part !== '').join(': ')),
      )
      .join('<br>');
    return `<tr><td>${escapeHtml(file)}</td><td>${escapeHtml(KIND_WORDS[kind][language])}</td><td>${bytes.toLocaleString('en-US')} B</td><td>${lines.toLocaleString('en-US')}</td><td>${escapeHtml(times)}</td><td>${wrong}</td></tr>`;
  });
  return `<table>${rows.join('\n')}</table>`;
}

function section(name: Text, content: string, language: Language): string {
  return `<section><h2>${escapeHtml(name[language])}</h2>${content}</section>`;
}

function place({ file, line }: Where, language: Language): string {
  const number = line === null ? '' : language === 'ja' ? ` ${line} ${WORDS.line.ja}` : ` ${WORDS.line.en} ${line}`;
  return `<code>${escapeHtml(file)}</code>${number}`;
}

function evidenceHtml(where: Where, language: Language): string {
  const time = where.time ?? where.local ?? '';
  return `${place(where, language)} ${escapeHtml(time)} <span class="text">${escapeHtml(where.text)}</span>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Evidence is hostile: markup is text, and control characters that HTML forbids or that turn text around are left out. */
function escapeHtml(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Bidi_Control}]/gu, (found) => (found === '\n' || found === '\t' ? found : ''))
    .replace(/[&<>"']/g, (found) => ENTITIES[found] ?? found);
}
