import type { Command } from 'commander';
import { type ClientOptions, callApi, clientCommand, collect, commandGroup, listRows, whole } from './api-client.ts';
import type { Sentence } from './language.ts';
import { printFields, printJson, printRows, type Row } from './print.ts';

interface Attempt extends Row {
  readonly reason: { readonly text: Sentence } | null;
}

interface ListOptions extends ClientOptions {
  readonly query?: string;
  readonly outcome?: string[];
  readonly step?: string[];
  readonly reason?: string[];
  readonly last: string;
  readonly limit: number;
}

const COLUMNS = [
  'lastAt',
  'count',
  'step',
  'outcome',
  'pcName',
  'userName',
  'address',
  'hresult',
  'reason',
  'day',
  'id',
];

/** `baton attempts`: every try of a PC at a door, with its reason. */
export function attemptsCommand(): Command {
  return commandGroup('attempts', 'attempts of PCs / 登録の試行', [list(), show()]);
}

function list(): Command {
  return clientCommand('list', 'list attempts, newest first / 試行の一覧')
    .option('--query <text>', 'PC, user, address, HRESULT or request ID / PC、ユーザー、アドレス、HRESULT、要求 ID')
    .option('--outcome <outcome>', 'accepted, later, refused or unreadable; repeatable / 結果', collect)
    .option('--step <step>', 'claim, discovery, policy, enrollment or session; repeatable / 手順', collect)
    .option('--reason <id>', 'such as NOT_ON_ROSTER; repeatable / 理由', collect)
    .option('--last <time>', 'such as 24h, 7d / 期間', '24h')
    .option('--limit <n>', 'rows / 行数', whole, 200)
    .action(async (options: ListOptions) => {
      const { query: q, outcome, step, reason } = options;
      const query = { q, outcome, step, reason, last: `<${options.last}` };
      const attempts = await listRows<Attempt>(options, '/attempts', query, options.limit);
      if (options.json) return printJson(attempts);
      printRows(
        attempts.map((attempt) => inWords(attempt, options)),
        COLUMNS,
        false,
      );
    });
}

function inWords(attempt: Attempt, options: ClientOptions): Row {
  return { ...attempt, reason: attempt.reason?.text[options.language] };
}

function show(): Command {
  return clientCommand('show', 'one attempt with its redacted message / 1 件の試行とメッセージ (秘密情報は除去済み)')
    .argument('<day>', 'as the list says it / 日付')
    .argument('<id>', 'as the list says it / ID')
    .action(async (day: string, id: string, options: ClientOptions) => {
      const path = `/attempts/${encodeURIComponent(day)}/${encodeURIComponent(id)}`;
      const attempt = await callApi<Attempt & { message: string | null }>(options, 'GET', path);
      if (options.json) return printJson(attempt);
      const { message, ...facts } = attempt;
      printFields(inWords(facts as Attempt, options), false);
      if (message !== null) process.stdout.write(`\n${message}\n`);
    });
}
