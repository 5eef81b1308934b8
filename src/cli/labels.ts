import fs from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  type ClientOptions,
  callApi,
  clientCommand,
  collect,
  commandGroup,
  findId,
  listRows,
  whole,
} from './api-client.ts';
import { change, finish, follow, type Import, type Reading, sendFile, unreadable } from './imports.ts';
import type { Sentence } from './language.ts';
import { note, printFields, printJson, printRows, type Row } from './print.ts';

interface Titled {
  readonly id: string;
  readonly title: Sentence;
}

interface Label extends Row {
  readonly pc: string;
  readonly says: Readonly<Record<string, string | boolean>>;
  readonly state: Titled | null;
  readonly findings: readonly Titled[];
}

interface ListRow extends Row {
  readonly candidates: readonly { readonly pc: string; readonly name: string; readonly serial: string | null }[];
  readonly says: Readonly<Record<string, string | boolean>>;
  readonly pc: string | null;
}

const SOURCES = ['intune', 'configmgr'];
const OUTCOMES = ['matched', 'ambiguous', 'older', 'other', 'unknown', 'left-out'];
const LABEL_COLUMNS = ['name', 'source', 'says', 'judgement', 'why', 'state', 'exportedAt', 'seenAt', 'evidenceAt'];
const LIST_COLUMNS = ['id', 'source', 'fileName', 'exportedAt', 'rows', 'pcs', 'inForce', 'usedBy', 'undoneAt'];
const ROW_COLUMNS = ['line', 'name', 'serial', 'says', 'outcome', 'way', 'pcName', 'candidates'];

/** `baton labels`: what consoles show about PCs, what of it is false, and the device lists that say so. */
export function labelsCommand(): Command {
  return commandGroup('labels', 'labels of consoles / コンソールの表示', [
    list(),
    show(),
    summary(),
    lists(),
    upload(),
    rows(),
    decide(),
    use(),
    undo(),
  ]);
}

/** What was said, in one line. */
function saidOf(says: Label['says']): string {
  return Object.entries(says)
    .filter(([key]) => key !== 'label')
    .map(([key, value]) => (key === 'managedBy' ? String(value) : `${key}=${value}`))
    .join(' ');
}

function labelRow(label: Label, { language }: ClientOptions): Row {
  return {
    ...label,
    says: saidOf(label.says),
    state: label.state?.title[language],
    why: label.findings.map((finding) => finding.title[language]).join(' '),
  };
}

function list(): Command {
  return clientCommand('list', 'labels, the false ones unless asked otherwise / 表示の一覧 (既定は実態と異なるもの)')
    .option('--query <text>', 'name, user or serial number / 名前、ユーザー、シリアル番号')
    .option('--judgement <judgement>', 'false, unproven or fits; repeatable / 判定', collect)
    .addOption(new Option('--source <source>', 'whose label / コンソール').choices(SOURCES))
    .option('--finding <id>', 'such as STATE_FALSE_CO_MANAGED; repeatable / 所見', collect)
    .option('--limit <n>', 'rows / 行数', whole, 200)
    .action(
      async (
        options: ClientOptions & {
          query?: string;
          judgement?: string[];
          source?: string;
          finding?: string[];
          limit: number;
        },
      ) => {
        const { query: q, judgement = ['false'], source, finding } = options;
        const labels = await listRows<Label>(options, '/labels', { q, judgement, source, finding }, options.limit);
        if (options.json) return printJson(labels);
        printRows(
          labels.map((label) => labelRow(label, options)),
          LABEL_COLUMNS,
          false,
        );
      },
    );
}

/** The key of a PC: a key itself, or that of the PC of the registry with this name or ID. */
async function pcOf(options: ClientOptions, said: string): Promise<string> {
  return /^[dn]:/.test(said) ? said : `d:${await findId(options, '/devices', 'name', said)}`;
}

function show(): Command {
  return clientCommand('show', 'the labels of one PC, and what is wrong about them / 1 台の PC の表示')
    .argument('<pc>', 'name or ID / 名前または ID')
    .action(async (pc: string, options: ClientOptions) => {
      const key = encodeURIComponent(await pcOf(options, pc));
      const answer = await callApi<{
        labels: Label[];
        findings: (Titled & {
          remedy: Sentence | null;
          evidence: { file: string; line: number | null; text: string }[];
        })[];
      }>(options, 'GET', `/labels/pcs/${key}`);
      if (options.json) return printJson(answer);
      for (const label of answer.labels) {
        const { says, state, why, name, source, judgement, way, fileName, line, exportedAt, seenAt, evidenceAt } =
          labelRow(label, options);
        printFields(
          { name, source, says, judgement, why, state, way, fileName, line, exportedAt, seenAt, evidenceAt },
          false,
        );
        process.stdout.write('\n');
      }
      for (const { id, title, remedy, evidence } of answer.findings) {
        process.stdout.write(`${id}: ${title[options.language]}\n`);
        if (remedy !== null) process.stdout.write(`  ${remedy[options.language]}\n`);
        for (const place of evidence)
          process.stdout.write(
            `  ${place.file}${place.line === null ? '' : `:${place.line}`}  ${place.text.slice(0, 160)}\n`,
          );
      }
    });
}

function summary(): Command {
  return clientCommand('summary', 'false labels by reason, with the remedy / 誤った表示の理由ごとの台数と対処').action(
    async (options: ClientOptions) => {
      const { language } = options;
      const answer = await callApi<{
        judgements: Row;
        findings: (Titled & { pcs: number; remedy: Sentence | null; explanations: { body: Sentence }[] })[];
        newest: Row[];
      }>(options, 'GET', '/labels/summary');
      if (options.json) return printJson(answer);
      printFields(answer.judgements, false);
      process.stdout.write('\n');
      printRows(answer.newest, ['source', 'fileName', 'exportedAt'], false);
      for (const { id, title, pcs, remedy, explanations } of answer.findings) {
        process.stdout.write(`\n${pcs}  ${id}  ${title[language]}\n`);
        if (remedy !== null) process.stdout.write(`  ${remedy[language]}\n`);
        for (const { body } of explanations) process.stdout.write(`  ${body[language]}\n`);
      }
    },
  );
}

function lists(): Command {
  return clientCommand('lists', 'device lists that were taken over / 使用した一覧')
    .addOption(new Option('--source <source>', 'whose list / コンソール').choices(SOURCES))
    .option('--limit <n>', 'rows / 行数', whole, 50)
    .action(async (options: ClientOptions & { source?: string; limit: number }) => {
      printRows(
        await listRows<Row>(options, '/device-lists', { source: options.source }, options.limit),
        LIST_COLUMNS,
        options.json,
      );
    });
}

function moment(value: string): Date {
  const at = new Date(value);
  if (Number.isNaN(at.getTime()))
    throw new InvalidArgumentError('a time is expected, such as 2026-11-25T09:00+09:00 / 日時を指定してください');
  return at;
}

function upload(): Command {
  return clientCommand('upload', 'upload a device list and match it to PCs / デバイス一覧のアップロードと照合')
    .argument('<file>', 'CSV, JSON, or a zip with one of them / CSV、JSON、または zip')
    .addOption(new Option('--source <source>', 'whose list / コンソール').choices(SOURCES).makeOptionMandatory())
    .option('--exported <time>', 'when the console wrote it; else the time of the file / 書き出した日時', moment)
    .option('--map <head=field>', 'read this column as this field; repeatable / 列の対応', collect)
    .addOption(
      new Option('--encoding <encoding>', 'when it was detected wrongly / 文字コード').choices(['utf-8', 'shift_jis']),
    )
    .option('--use', 'take it over when it is checked / 確認後に使用する')
    .action(
      async (file: string, options: Reading & { source: 'intune' | 'configmgr'; exported?: Date; use?: true }) => {
        const exportedAt = options.exported ?? timeOf(options, file);
        const made = await sendFile(options, options.source, file, exportedAt);
        let item = await change(options, made);
        item = await follow(options, item, ['checking'], { en: 'checking', ja: '確認中' });
        if (options.use && item.state === 'checked') item = await take(options, item.id);
        if (!options.json && (item.state === 'checked' || item.state === 'done')) await sayOutcomes(options, item.id);
        finish(options, item);
      },
    );
}

function timeOf(options: ClientOptions, file: string): Date {
  try {
    return new Date(Math.min(fs.statSync(file).mtimeMs, Date.now()));
  } catch (error) {
    throw unreadable(options, file, error);
  }
}

const take = (options: ClientOptions, id: string) => callApi<Import>(options, 'POST', `/imports/${id}/run`, {});

async function sayOutcomes(options: ClientOptions, id: string): Promise<void> {
  const { matched = 0, ambiguous = 0 } = await callApi<Readonly<Record<string, number>>>(
    options,
    'GET',
    `/device-lists/${id}/rows/count`,
  );
  note({ en: `PCs matched: ${matched}`, ja: `照合した PC: ${matched} 台` }, options.language);
  if (ambiguous > 0) {
    note(
      {
        en: `Rows to be decided: ${ambiguous}. See them: baton labels rows ${id} --outcome ambiguous`,
        ja: `未決定の行: ${ambiguous}。確認: baton labels rows ${id} --outcome ambiguous`,
      },
      options.language,
    );
  }
}

function rows(): Command {
  return clientCommand('rows', 'rows of a list and the PCs that they are about / 一覧の行と PC の照合')
    .argument('<list>', 'its ID / 一覧の ID')
    .addOption(new Option('--outcome <outcome>', 'what became of the row / 照合の結果').choices(OUTCOMES))
    .option('--limit <n>', 'rows / 行数', whole, 200)
    .action(async (id: string, options: ClientOptions & { outcome?: string; limit: number }) => {
      const found = await listRows<ListRow>(
        options,
        `/device-lists/${id}/rows`,
        { outcome: options.outcome },
        options.limit,
      );
      if (options.json) return printJson(found);
      printRows(
        found.map((row) => ({
          ...row,
          says: saidOf(row.says),
          pcName: row.candidates.find((candidate) => candidate.pc === row.pc)?.name,
          candidates: row.pc === null ? row.candidates.map((candidate) => `${candidate.name} ${candidate.pc}`) : [],
        })),
        ROW_COLUMNS,
        false,
      );
    });
}

function decide(): Command {
  return clientCommand('decide', 'say which PC a row is about / 行がどの PC かを決定')
    .argument('<list>', 'its ID / 一覧の ID')
    .argument('<line>', 'line of the row / 行番号', whole)
    .argument('<pc>', 'name, ID or key of the PC, or none / PC の名前か ID、または none')
    .action(async (id: string, line: number, pc: string, options: ClientOptions) => {
      const key = pc === 'none' ? null : await pcOf(options, pc);
      printFields(await callApi<Row>(options, 'PUT', `/device-lists/${id}/rows/${line}`, { pc: key }), options.json);
    });
}

function use(): Command {
  return clientCommand('use', 'take a checked list over / 確認済みの一覧を使用')
    .argument('<list>', 'its ID / 一覧の ID')
    .action(async (id: string, options: ClientOptions) => {
      const item = await take(options, id);
      if (!options.json) await sayOutcomes(options, id);
      finish(options, item);
    });
}

function undo(): Command {
  return clientCommand('undo', 'take back all that a list said / 一覧を取り消す')
    .argument('<list>', 'its ID / 一覧の ID')
    .action(async (id: string, options: ClientOptions) => {
      await callApi<undefined>(options, 'POST', `/device-lists/${id}/undo`, {});
      note({ en: 'The list was undone.', ja: '一覧を取り消しました。' }, options.language);
    });
}
