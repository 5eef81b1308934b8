import type { Command } from 'commander';
import { type ClientOptions, clientCommand, collect, listRows, whole } from './api-client.ts';
import { printRows, type Row } from './print.ts';

const COLUMNS = ['at', 'actor', 'action', 'targetKind', 'targetName', 'result', 'before', 'after'];

interface Options extends ClientOptions {
  readonly query?: string;
  readonly action?: string[];
  readonly result?: string[];
  readonly limit: number;
}

/** `baton audit`: who changed what. */
export function auditCommand(): Command {
  return clientCommand('audit', 'who changed what, newest first / 監査ログ')
    .option('--query <text>', 'person or thing / 実行者または対象')
    .option('--action <action>', 'such as package.revoke; repeatable / 操作', collect)
    .option('--result <result>', 'done or refused; repeatable / 結果', collect)
    .option('--limit <n>', 'rows / 行数', whole, 200)
    .action(async (options: Options) => {
      const { query: q, action, result } = options;
      printRows(await listRows<Row>(options, '/audit', { q, action, result }, options.limit), COLUMNS, options.json);
    });
}
