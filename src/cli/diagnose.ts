import { basename } from 'node:path';
import { createIntake, type Intake } from '../devices/evidence/files/intake.ts';
import { makeReport } from '../diagnosis/report/make-report.ts';
import { exitCodeOf, type Report } from '../diagnosis/report/report.ts';
import type { Intention } from '../diagnosis/rules/rule.ts';
import type { Language } from '../diagnosis/text.ts';
import { writeFileSync } from './diagnose/files.ts';
import { isTerminal, print } from './diagnose/output.ts';
import { createProgress } from './diagnose/progress.ts';
import { listInputs, readInput, readStandardInput } from './diagnose/read-inputs.ts';

const HELP = `Usage: baton diagnose [options] PATH...

Says why a PC is not co-managed or not enrolled, from files, folders, zip archives, or - for standard input.
PC が共同管理または登録にならない理由を、ファイル、フォルダー、zip、または標準入力 (-) から診断します。

  --json                    JSON on standard output / JSON で出力
  --html FILE               also write a report that can be mailed / 送付できるレポートも書き出す
  --language ja|en          language of sentences; default by LANG / 文の言語
  --redact                  replace names, addresses and ids / 名前、アドレス、ID を置き換える
  --target intune|baton     what the PC is meant to become / 目的の状態
  --pilot                   the PC is meant to be in a pilot collection / パイロットの対象
  -h, --help

Exit code / 終了コード: 0 ok, 1 warning / 警告, 2 error / エラー, 3 nothing readable / 読み取れるものなし
`;

/** What was asked on the command line. */
interface Request {
  readonly paths: readonly string[];
  readonly json: boolean;
  readonly html: string | null;
  readonly language: Language;
  readonly redact: boolean;
  readonly intention: Intention;
}

/** `baton diagnose`: needs no server and no database. Gives the exit code. */
export async function runDiagnose(args: readonly string[]): Promise<number> {
  const request = parseRequest(args);
  if (request === null) {
    print(HELP);
    return 0;
  }
  const report = await examine(request);
  if (request.html !== null) {
    const { renderHtml } = await import('../diagnosis/report/render-html.ts');
    writeFileSync(request.html, renderHtml(report, request.language));
  }
  if (request.json) {
    const { renderJson } = await import('../diagnosis/report/render-json.ts');
    print(renderJson(report, request.language));
  } else {
    const { renderText } = await import('../diagnosis/report/render-text.ts');
    const colours = isTerminal() && !process.env['NO_COLOR'];
    print(renderText(report, { language: request.language, colours }));
  }
  return exitCodeOf(report);
}

/** Null asks for help. Throws a sentence for a person where an argument makes no sense. */
function parseRequest(args: readonly string[]): Request | null {
  const { values, positionals } = process.getBuiltinModule('node:util').parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      html: { type: 'string' },
      language: { type: 'string' },
      redact: { type: 'boolean', default: false },
      target: { type: 'string' },
      pilot: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return null;
  if (positionals.length === 0) throw new Error(`Name a file, a folder, a zip, or - for standard input.\n\n${HELP}`);
  const language = values.language ?? (spokenLanguage().startsWith('ja') ? 'ja' : 'en');
  if (language !== 'ja' && language !== 'en') throw new Error('--language is ja or en.');
  const { target } = values;
  if (target !== undefined && target !== 'intune' && target !== 'baton')
    throw new Error('--target is intune or baton.');
  return {
    paths: positionals,
    json: values.json,
    html: values.html ?? null,
    language,
    redact: values.redact,
    intention: { ...(target === undefined ? {} : { target }), ...(values.pilot ? { pilot: true } : {}) },
  };
}

function spokenLanguage(): string {
  return process.env['LC_ALL'] || process.env['LC_MESSAGES'] || process.env['LANG'] || '';
}

async function examine({ paths, intention, redact }: Request): Promise<Report> {
  let add = (_: number): void => undefined;
  const intake = createIntake((bytes) => add(bytes));
  const inputs = listInputs(
    paths.filter((path) => path !== '-'),
    intake,
  );
  const total = inputs.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > LARGE || paths.includes('-')) {
    const { keepYoungHeapSmall } = await import('./diagnose/keep-young-heap-small.ts');
    keepYoungHeapSmall();
  }
  const progress = await createProgress(total);
  add = progress.add;
  for (const input of inputs) await readInput(input, intake);
  if (paths.includes('-')) await readStandardInput(process.stdin, intake);
  progress.stop();
  return reportOf(intake, intention, redact ? paths : null);
}

/** From how many bytes on memory matters more than the first moment. */
const LARGE = 32 * 1024 ** 2;

/** `hidden`: the paths named on the command line, of which only the last part may be shown; null = nothing is redacted. */
async function reportOf(intake: Intake, intention: Intention, hidden: readonly string[] | null): Promise<Report> {
  const files = intake.files();
  const report = makeReport(files, intention);
  if (hidden === null) return report;
  const { createRedactor, redactReport } = await import('../diagnosis/report/redact.ts');
  const { redact } = createRedactor(files.map(({ facts }) => facts));
  const shorten = (text: string): string =>
    hidden.reduce((short, path) => (path === '' ? short : short.replaceAll(path, basename(path))), text);
  return redactReport(report, { redact: (text) => redact(shorten(text)) });
}
