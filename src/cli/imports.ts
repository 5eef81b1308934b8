import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import {
  type ClientOptions,
  callApi,
  clientCommand,
  collect,
  commandGroup,
  failure,
  given,
  listRows,
  send,
  whole,
} from './api-client.ts';
import type { Sentence } from './language.ts';
import { note, printFields, printJson, printRows, type Row } from './print.ts';
import { progressBar } from './progress.ts';

/** An import as the API shows it. */
export interface Import extends Row {
  readonly id: string;
  readonly kind: 'users' | 'pcs' | 'intune' | 'configmgr';
  readonly state: 'uploaded' | 'checking' | 'checked' | 'importing' | 'done' | 'failed' | 'stopped';
  readonly columns: readonly { readonly head: string; readonly field: string | null }[];
  readonly makeGroups: boolean;
  readonly totalRows: number;
  readonly doneRows: number;
  readonly dropped: number;
  readonly failed: number;
  readonly problem: { readonly text: Sentence } | null;
  readonly errors: readonly { readonly row: number; readonly reason: string; readonly message: Sentence }[];
}

/** How a file is read, where it was guessed wrongly. */
export interface Reading extends ClientOptions {
  readonly map?: string[];
  readonly encoding?: string;
}

interface Upload extends Reading {
  readonly makeGroups?: true;
  readonly run?: true;
  readonly confirmCount?: number;
}

const COLUMNS = [
  'id',
  'kind',
  'fileName',
  'state',
  'totalRows',
  'added',
  'changed',
  'unchanged',
  'failed',
  'createdAt',
];
const LOOK_MS = 300;
const ERRORS_SHOWN = 20;

/** `baton imports`: CSVs of users, and lists of PCs. */
export function importsCommand(): Command {
  return commandGroup('imports', 'CSV imports / CSV の取り込み', [
    list(),
    show(),
    upload('users', 'upload a CSV of users and check it / ユーザーの CSV の確認と取り込み')
      .option('--make-groups', 'add groups that do not exist / ないグループを追加')
      .option('--run', 'import it when it is checked / 確認後に取り込む')
      .option('--confirm-count <n>', 'the number of people it disables, typed / 無効になる人数の入力', whole),
    upload('pcs', 'upload a list of PCs and check it / PC の一覧のアップロード'),
    run(),
    stop(),
    errors(),
  ]);
}

function list(): Command {
  return clientCommand('list', 'list imports, newest first / 取り込みの一覧')
    .addOption(
      new Option('--kind <kind>', 'users, pcs, or whose device list / 種類').choices([
        'users',
        'pcs',
        'intune',
        'configmgr',
      ]),
    )
    .option('--limit <n>', 'rows / 行数', whole, 50)
    .action(async (options: ClientOptions & { kind?: string; limit: number }) => {
      const rows = await listRows<Row>(options, '/imports', { kind: options.kind }, options.limit);
      printRows(rows, COLUMNS, options.json);
    });
}

function show(): Command {
  return clientCommand('show', 'one import, with its first errors / 1 件の取り込み')
    .argument('<id>', 'its ID / 取り込みの ID')
    .action(async (id: string, options: ClientOptions) => print(options, await get(options, id)));
}

function upload(kind: 'users' | 'pcs', description: string): Command {
  return clientCommand(kind, description)
    .argument('<file>', 'CSV in UTF-8, UTF-16 or Shift_JIS / CSV ファイル')
    .option('--map <head=field>', 'read this column as this field; repeatable / 列の対応', collect)
    .addOption(
      new Option('--encoding <encoding>', 'when it was detected wrongly / 文字コード').choices(['utf-8', 'shift_jis']),
    )
    .action(async (file: string, options: Upload) => {
      const made = await sendFile(options, kind, file);
      let item = await change(options, made, given({ makeGroups: options.makeGroups }));
      item = await follow(options, item, ['checking'], { en: 'checking', ja: '確認中' });
      if (options.run && item.state === 'checked') item = await order(options, item.id, options.confirmCount);
      finish(options, item);
    });
}

function run(): Command {
  return clientCommand('run', 'import what was checked / 確認済みの CSV を取り込む')
    .argument('<id>', 'its ID / 取り込みの ID')
    .option('--confirm-count <n>', 'the number of people it disables, typed / 無効になる人数の入力', whole)
    .action(async (id: string, options: ClientOptions & { confirmCount?: number }) =>
      finish(options, await order(options, id, options.confirmCount)),
    );
}

function stop(): Command {
  return clientCommand('stop', 'stop or discard an import / 取り込みの中止')
    .argument('<id>', 'its ID / 取り込みの ID')
    .action(async (id: string, options: ClientOptions) =>
      print(options, await callApi<Import>(options, 'POST', `/imports/${id}/stop`, {})),
    );
}

function errors(): Command {
  return clientCommand('errors', 'print every bad row as CSV / エラーの行を CSV で出力')
    .argument('<id>', 'its ID / 取り込みの ID')
    .addOption(
      new Option('--encoding <encoding>', 'of the CSV / 文字コード').choices(['utf-8', 'shift_jis']).default('utf-8'),
    )
    .action(async (id: string, options: ClientOptions & { encoding: string }) => {
      const query = new URLSearchParams({ encoding: options.encoding, language: options.language });
      const response = await send(options, 'GET', `/imports/${id}/errors?${query}`);
      for await (const chunk of response.body ?? []) process.stdout.write(chunk);
    });
}

const get = (options: ClientOptions, id: string) => callApi<Import>(options, 'GET', `/imports/${id}`);

/** Uploads a file; of a device list with the time at which the console wrote it. */
export async function sendFile(
  options: ClientOptions,
  kind: Import['kind'],
  file: string,
  exportedAt?: Date,
): Promise<Import> {
  const form = new FormData();
  form.append('kind', kind);
  if (exportedAt !== undefined) form.append('exportedAt', exportedAt.toISOString());
  try {
    // read from the disk while it is sent
    form.append('file', await fs.openAsBlob(file), path.basename(file));
  } catch (error) {
    throw unreadable(options, file, error);
  }
  return callApi<Import>(options, 'POST', '/imports', form);
}

/** A file of the command line that cannot be read. */
export function unreadable(options: ClientOptions, file: string, error: unknown): Error {
  const { message } = error as Error;
  return failure(options, { en: `${file} cannot be read: ${message}`, ja: `${file} を読み取れません: ${message}` });
}

/** Sends what the command line corrects; nothing when it corrects nothing. */
export async function change(options: Reading, item: Import, more: object = {}): Promise<Import> {
  const body = given({
    ...more,
    encoding: options.encoding,
    fields: options.map === undefined ? undefined : mapping(options, item, options.map),
  });
  return Object.keys(body).length === 0 ? item : callApi<Import>(options, 'PATCH', `/imports/${item.id}`, body);
}

/** The columns as guessed, with those that were named read as what was named; a field stands once. */
function mapping(options: Reading, item: Import, said: readonly string[]): (string | null)[] {
  const fields = item.columns.map((column) => column.field);
  for (const pair of said) {
    const [head = '', field = ''] = pair.split(/=(?=[^=]*$)/);
    const at = item.columns.findIndex((column) => column.head === head);
    if (at < 0) {
      const heads = item.columns.map((column) => column.head).join(', ');
      throw failure(options, {
        en: `There is no column "${head}". The columns are: ${heads}`,
        ja: `列「${head}」はありません。列の見出し: ${heads}`,
      });
    }
    fields.forEach((known, index) => {
      if (known === field) fields[index] = null;
    });
    fields[at] = field === '' ? null : field;
  }
  return fields;
}

async function order(options: ClientOptions, id: string, confirmCount: number | undefined): Promise<Import> {
  const body = given({ typedCount: confirmCount });
  const item = await callApi<Import>(options, 'POST', `/imports/${id}/run`, body);
  return follow(options, item, ['importing'], { en: 'importing', ja: '取り込み中' });
}

/** Waits with a progress bar while an import is in one of these states. */
export async function follow(
  options: ClientOptions,
  begun: Import,
  states: readonly string[],
  what: Sentence,
): Promise<Import> {
  let item = begun;
  const bar = progressBar(what, options.language);
  bar.start(item.totalRows, item.doneRows);
  try {
    while (states.includes(item.state)) {
      await sleep(LOOK_MS);
      item = await get(options, item.id);
      bar.setTotal(item.totalRows);
      bar.update(item.doneRows);
    }
  } finally {
    bar.stop();
  }
  return item;
}

/** Prints how an import ended; a file that cannot be imported is an error. */
export function finish(options: ClientOptions, item: Import): void {
  print(options, item);
  if (item.problem !== null || item.state === 'failed' || item.state === 'stopped') process.exitCode = 1;
}

function print(options: ClientOptions, item: Import): void {
  if (options.json) {
    printJson(item);
    return;
  }
  const { columns, preview: _, errors: bad, problem, ...facts } = item;
  const mapped = columns.map(({ head, field }) => `${head} -> ${field ?? '-'}`);
  printFields({ ...facts, columns: mapped, problem: problem?.text[options.language] }, false);
  for (const error of bad.slice(0, ERRORS_SHOWN)) {
    const message = error.message[options.language];
    note({ en: `line ${error.row}: ${message}`, ja: `行 ${error.row}: ${message}` }, options.language);
  }
  if (item.failed > ERRORS_SHOWN) {
    note(
      {
        en: `All ${item.failed} bad rows: baton imports errors ${item.id}`,
        ja: `エラーの全 ${item.failed} 行: baton imports errors ${item.id}`,
      },
      options.language,
    );
  }
}
