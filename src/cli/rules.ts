import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import iconv from 'iconv-lite';
import { checkSample, type SampleResult, uncoveredFindings } from '../diagnosis/corpus/check-sample.ts';
import { parseSample, type Sample } from '../diagnosis/corpus/sample.ts';
import { renderTable } from '../diagnosis/rules/render-table.ts';
import { RULE_SOURCES } from '../diagnosis/rules/sources.ts';

const HELP = `Usage: baton rules test [--json] [--all] [PATH...]
       baton rules build
       baton rules list

test  diagnoses every sample (of the corpus, or of the files and folders named) and holds the findings to it;
      --all shows what each sample gave. Findings that no sample covers are listed at the end.
      コーパスの各サンプルを診断し、期待する所見と照合します。どのサンプルにもない所見を最後に表示します。
build makes the table that programs read from the files of the rules; run it after you changed one.
      ルールのファイルから、プログラムが読む表を作ります。ルールを変更した後に実行してください。
list  every finding with its severity and title / 所見の一覧

Exit code / 終了コード: 0 all as expected / すべて期待どおり, 1 otherwise / それ以外
`;

/** The samples that come with Baton. */
const CORPUS = join(import.meta.dirname, '../diagnosis/corpus');

/** The table that programs read. */
const TABLE = join(import.meta.dirname, '../diagnosis/rules/rules.ts');

/** `baton rules`: for those who write rules and samples. Gives the exit code. */
export async function runRulesCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [action, ...paths] = positionals;
  if (values.help || action === undefined) {
    process.stdout.write(HELP);
    return 0;
  }
  if (action === 'list') {
    for (const { id, severity, title } of RULE_SOURCES)
      process.stdout.write(`${id.padEnd(40)} ${severity.padEnd(8)} ${title.en}  ${title.ja}\n`);
    return 0;
  }
  if (action === 'build') {
    await writeFile(TABLE, renderTable(RULE_SOURCES));
    process.stdout.write(`${RULE_SOURCES.length} rules\n`);
    return 0;
  }
  if (action !== 'test') throw new Error(`"${action}" is no action of baton rules.\n\n${HELP}`);
  const samples = await readSamples(paths.length > 0 ? paths : [CORPUS]);
  const results = samples.map((sample) => checkSample(sample, RULE_SOURCES));
  const uncovered = uncoveredFindings(results, RULE_SOURCES);
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ samples: results.map(summaryOf), uncovered }, null, 2)}\n`
      : renderResults(results, uncovered, values.all),
  );
  return samples.length > 0 && results.every(({ failures }) => failures.length === 0) ? 0 : 1;
}

/** Every sample of the files and folders named, in the order of their names. */
export async function readSamples(paths: readonly string[]): Promise<Sample[]> {
  const files: string[] = [];
  for (const path of paths) {
    if (path.endsWith('.sample')) files.push(path);
    else for (const name of (await readdir(path)).sort()) if (name.endsWith('.sample')) files.push(join(path, name));
  }
  return Promise.all(
    files.map(async (file) =>
      parseSample(
        file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1),
        await readFile(file, 'utf8'),
        encode,
      ),
    ),
  );
}

function encode(text: string, encoding: string): Uint8Array {
  if (encoding === 'utf-8') return new TextEncoder().encode(text);
  return iconv.encode(text, encoding, { addBOM: encoding.startsWith('utf-16') });
}

function summaryOf({ sample, failures, diagnoses }: SampleResult) {
  return {
    sample: sample.name,
    ok: failures.length === 0,
    failures,
    verdict: diagnoses.map(({ verdict }) => verdict.id),
    state: diagnoses.map(({ state }) => state.id),
    findings: diagnoses.flatMap(({ findings }) => findings.map(({ id, severity }) => ({ id, severity }))),
  };
}

function renderResults(results: readonly SampleResult[], uncovered: readonly string[], isVerbose: boolean): string {
  const lines = results.flatMap(({ sample, failures, diagnoses }) => {
    const found = diagnoses.flatMap(({ findings }) => findings.map(({ id, severity }) => `${id} (${severity})`));
    return [
      ...(failures.length > 0 || isVerbose
        ? [`${failures.length > 0 ? 'FAIL' : 'ok  '} ${sample.name}: ${sample.title}`]
        : []),
      ...failures.map((failure) => `       ${failure}`),
      ...(isVerbose ? [`       ${diagnoses.map(({ state }) => state.id).join(', ')}; ${found.join(', ')}`] : []),
    ];
  });
  const failed = results.filter(({ failures }) => failures.length > 0).length;
  return `${[
    ...lines,
    `${results.length - failed} of ${results.length} samples as expected`,
    `${RULE_SOURCES.length - uncovered.length} of ${RULE_SOURCES.length} findings covered by a sample; not covered:`,
    ...uncovered.map((id) => `  ${id}`),
  ].join('\n')}\n`;
}
