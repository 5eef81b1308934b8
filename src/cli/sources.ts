import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import {
  type ClientOptions,
  callApi,
  clientCommand,
  commandGroup,
  failure,
  findId,
  listRows,
  whole,
  withQuery,
} from './api-client.ts';
import type { Sentence } from './language.ts';
import { note, printFields, printJson, printRows, type Row } from './print.ts';
import { sourceTokenCommands } from './source-tokens.ts';

interface Run extends Row {
  readonly id: string;
  readonly mode: 'preview' | 'sync';
  readonly state: 'waiting' | 'reading' | 'asking' | 'applying' | 'done' | 'failed' | 'stopped';
  readonly readUsers: number;
  readonly readGroups: number;
  readonly plan: Readonly<Record<string, number>> | null;
  readonly problem: { readonly id: string; readonly text: Sentence } | null;
}

interface Source extends Row {
  readonly id: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly lastRun: Run | null;
  readonly liveRun: Run | null;
}

interface Tested {
  readonly problem: { readonly text: Sentence } | null;
  readonly servers: readonly string[];
  readonly sample: readonly Row[];
  readonly groups: readonly string[];
}

interface Line extends Row {
  readonly at: string;
  readonly level: string;
  readonly text: Sentence;
}

interface Change extends Row {
  readonly fields: readonly { readonly field: string; readonly before: string; readonly after: string }[];
}

const COLUMNS = ['name', 'kind', 'rank', 'health', 'users', 'groups', 'missing', 'syncedAt', 'nextRunAt'];
const RUN_COLUMNS = ['id', 'mode', 'state', 'readUsers', 'readGroups', 'orderedBy', 'createdAt', 'finishedAt'];
const LOOK_MS = 300;
const WORKING = ['waiting', 'reading', 'applying'];

/** `baton sources`: where users and groups come from. */
export function sourcesCommand(): Command {
  return commandGroup('sources', 'sources of users and groups / ユーザーとグループのソース', [
    list(),
    show(),
    test(),
    runCommand('preview', 'read as a sync would, and change nothing / 同期のプレビュー (何も変更しません)'),
    runCommand('sync', 'sync now / 今すぐ同期'),
    changes(),
    confirm(),
    stop(),
    runs(),
    log(),
    ...sourceTokenCommands(),
  ]);
}

const named = (command: Command) => command.argument('<source>', 'name or ID / 名前または ID');
const idOf = (options: ClientOptions, said: string) => findId(options, '/sources', 'name', said);
const get = async (options: ClientOptions, said: string) =>
  callApi<Source>(options, 'GET', `/sources/${await idOf(options, said)}`);

function list(): Command {
  return clientCommand('list', 'list sources with their health / ソースと状態の一覧').action(
    async (options: ClientOptions) => {
      const { items } = await callApi<{ items: Row[] }>(options, 'GET', '/sources');
      printRows(items, COLUMNS, options.json);
    },
  );
}

function show(): Command {
  return named(
    clientCommand('show', 'one source: settings, health, last run / 1 つのソースの設定、状態、前回の実行'),
  ).action(async (said: string, options: ClientOptions) => {
    const source = await get(options, said);
    if (options.json) return printJson(source);
    const { lastRun, liveRun, config, ...facts } = source;
    printFields({ ...facts, ...config, lastRun: lineOf(lastRun, options), liveRun: lineOf(liveRun, options) }, false);
  });
}

function lineOf(run: Run | null, options: ClientOptions): string {
  if (run === null) return '';
  const said = run.problem === null ? '' : `: ${run.problem.text[options.language]}`;
  return `${run.mode} ${run.state}${said} (${run.id})`;
}

function test(): Command {
  return named(
    clientCommand('test', 'connect and read a few people; nothing is kept / 接続テスト (保存しません)'),
  ).action(async (said: string, options: ClientOptions) => {
    const { id, config } = await get(options, said);
    const found = await callApi<Tested>(options, 'POST', '/sources/test', { sourceId: id, config });
    if (options.json) printJson(found);
    else if (found.problem === null) {
      printRows(found.sample, ['upn', 'displayName', 'department'], false);
      printFields({ servers: found.servers, groups: found.groups }, false);
    }
    if (found.problem === null) return;
    if (options.json) process.exitCode = 1;
    else throw failure(options, found.problem.text);
  });
}

function runCommand(mode: 'preview' | 'sync', description: string): Command {
  return named(clientCommand(mode, description))
    .option('--full', 'read everything, not only what changed / すべて読み取る')
    .action(async (said: string, options: ClientOptions & { full?: true }) => {
      const { id, name } = await get(options, said);
      const begun = await callApi<Run>(options, 'POST', `/sources/${id}/runs`, { mode, full: options.full ?? false });
      finish(options, name, await follow(options, id, begun));
    });
}

function changes(): Command {
  return named(
    clientCommand('changes', 'who a preview would change, or an asking sync / プレビューで変更されるユーザー'),
  )
    .addOption(
      new Option('--kind <kind>', 'which ones / 変更の種類')
        .choices(['added', 'changed', 'disabled', 'missing'])
        .default('added'),
    )
    .option('--limit <n>', 'rows / 行数', whole, 200)
    .action(async (said: string, options: ClientOptions & { kind: string; limit: number }) => {
      const source = await get(options, said);
      const run = source.liveRun ?? (await newestRun(options, source.id));
      const path = `/sources/${source.id}/runs/${run.id}/changes`;
      const rows = await listRows<Change>(options, path, { kind: options.kind }, options.limit);
      if (options.json) return printJson(rows);
      const shown = rows.map((row) => ({
        ...row,
        fields: row.fields.map(({ field, before, after }) => `${field}: ${before || '-'} -> ${after || '-'}`),
      }));
      printRows(shown, ['upn', 'displayName', 'fields'], false);
    });
}

function confirm(): Command {
  return named(clientCommand('confirm', 'let a sync go on that stopped and asks / 停止した同期の続行'))
    .requiredOption('--confirm-count <n>', 'the number that it names, typed / 表示された件数の入力', whole)
    .action(async (said: string, options: ClientOptions & { confirmCount: number }) => {
      const { id, name, liveRun } = await get(options, said);
      if (liveRun === null) throw noRun(options, name);
      const path = `/sources/${id}/runs/${liveRun.id}/confirm`;
      const begun = await callApi<Run>(options, 'POST', path, { typedCount: options.confirmCount });
      finish(options, name, await follow(options, id, begun));
    });
}

function stop(): Command {
  return named(clientCommand('stop', 'stop a run that has not begun to write / 実行の中止')).action(
    async (said: string, options: ClientOptions) => {
      const { id, name, liveRun } = await get(options, said);
      if (liveRun === null) throw noRun(options, name);
      const run = await callApi<Run>(options, 'POST', `/sources/${id}/runs/${liveRun.id}/stop`, {});
      print(options, run);
    },
  );
}

function noRun(options: ClientOptions, name: string): Error {
  return failure(options, { en: `No run of "${name}" is under way.`, ja: `「${name}」に実行中の同期はありません。` });
}

function runs(): Command {
  return named(clientCommand('runs', 'list runs, newest first / 実行の一覧'))
    .option('--limit <n>', 'rows / 行数', whole, 50)
    .action(async (said: string, options: ClientOptions & { limit: number }) => {
      const path = `/sources/${await idOf(options, said)}/runs`;
      const rows = await listRows<Run>(options, path, {}, options.limit);
      printRows(
        rows.map((run) => ({ ...run, problem: options.json ? run.problem : run.problem?.text[options.language] })),
        [...RUN_COLUMNS, 'problem'],
        options.json,
      );
    });
}

function log(): Command {
  return named(clientCommand('log', 'what a run did, line by line / 実行のログ'))
    .option('--run <id>', 'of which run; the newest when absent / 実行の ID (省略時は最新)')
    .option('--limit <n>', 'rows / 行数', whole, 500)
    .action(async (said: string, options: ClientOptions & { run?: string; limit: number }) => {
      const id = await idOf(options, said);
      const run = options.run ?? (await newestRun(options, id)).id;
      const lines = await listRows<Line>(options, `/sources/${id}/runs/${run}/log`, {}, options.limit);
      if (options.json) return printJson(lines);
      for (const { at, level, text } of lines) {
        const line = `${at} ${level} ${text[options.language]}`.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
        process.stdout.write(`${line}\n`);
      }
    });
}

async function newestRun(options: ClientOptions, id: string): Promise<Run> {
  const path = withQuery(`/sources/${id}/runs`, { limit: 1 });
  const [run] = (await callApi<{ items: Run[] }>(options, 'GET', path)).items;
  if (run !== undefined) return run;
  throw failure(options, { en: 'It was never read.', ja: 'まだ一度も実行されていません。' });
}

/** Waits until a run is over, or asks. */
async function follow(options: ClientOptions, id: string, begun: Run): Promise<Run> {
  let run = begun;
  let told = '';
  while (WORKING.includes(run.state)) {
    const state = `${run.state} ${run.readUsers} ${run.readGroups}`;
    if (state !== told && process.stderr.isTTY)
      note(
        {
          en: `${run.state}: ${run.readUsers} people, ${run.readGroups} groups read`,
          ja: `${run.state}: ユーザー ${run.readUsers} 人、グループ ${run.readGroups} 件を読み取り`,
        },
        options.language,
      );
    told = state;
    await sleep(LOOK_MS);
    run = await callApi<Run>(options, 'GET', `/sources/${id}/runs/${run.id}`);
  }
  return run;
}

function print(options: ClientOptions, run: Run): void {
  if (options.json) {
    printJson(run);
    return;
  }
  const { plan, problem, ...facts } = run;
  printFields({ ...facts, ...plan, problem: problem?.text[options.language] }, false);
}

/** Prints how a run ended; one that failed, was stopped or asks is an error. */
function finish(options: ClientOptions, name: string, run: Run): void {
  print(options, run);
  if (run.state === 'done') return;
  process.exitCode = 1;
  if (run.state !== 'asking' || run.plan === null) return;
  const { missing = 0, disabled = 0, membersRemoved = 0 } = run.plan;
  const count = run.problem?.id === 'MEMBERS_LEAVE' ? membersRemoved : missing + disabled;
  note(
    {
      en: `It waits for you: baton sources confirm "${name}" --confirm-count ${count}, or baton sources stop "${name}"`,
      ja: `確認待ちです: baton sources confirm "${name}" --confirm-count ${count} または baton sources stop "${name}"`,
    },
    options.language,
  );
}
