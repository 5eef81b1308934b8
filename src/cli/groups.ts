import type { Command } from 'commander';
import {
  type ClientOptions,
  callApi,
  clientCommand,
  collect,
  commandGroup,
  findId,
  given,
  listRows,
  whole,
} from './api-client.ts';
import { printFields, printRows, type Row } from './print.ts';

/** `baton groups`: named sets of users. */
export function groupsCommand(): Command {
  return commandGroup('groups', 'groups / グループ', [list(), add(), change()]);
}

async function userIds(options: ClientOptions, upns: readonly string[] | undefined): Promise<string[] | undefined> {
  if (upns === undefined) return undefined;
  const ids: string[] = [];
  for (const upn of upns) ids.push(await findId(options, '/users', 'upn', upn));
  return ids;
}

function list(): Command {
  return clientCommand('list', 'list groups / グループの一覧')
    .option('--query <text>', 'name / 名前')
    .option('--sort <field>', 'name or members, - for descending / 並べ替え', 'name')
    .option('--limit <n>', 'rows / 行数', whole, 200)
    .action(async (options: ClientOptions & { query?: string; sort: string; limit: number }) => {
      const query = { q: options.query, sort: options.sort };
      const rows = await listRows<Row>(options, '/groups', query, options.limit);
      printRows(rows, ['name', 'members', 'source'], options.json);
    });
}

function add(): Command {
  return clientCommand('add', 'add a group / グループの追加')
    .argument('<name>', 'its name / 名前')
    .option('--member <upn>', 'repeatable / メンバー', collect)
    .action(async (name: string, options: ClientOptions & { member?: string[] }) => {
      const members = (await userIds(options, options.member)) ?? [];
      printFields(await callApi<Row>(options, 'POST', '/groups', { name, members }), options.json);
    });
}

function change(): Command {
  return clientCommand('change', 'change a group / グループの変更')
    .argument('<group>', 'name or ID / 名前または ID')
    .option('--name <name>', 'new name / 新しい名前')
    .option('--add <upn>', 'repeatable / メンバーの追加', collect)
    .option('--remove <upn>', 'repeatable / メンバーの削除', collect)
    .action(async (said: string, options: ClientOptions & { name?: string; add?: string[]; remove?: string[] }) => {
      const id = await findId(options, '/groups', 'name', said);
      const body = given({
        name: options.name,
        add: await userIds(options, options.add),
        remove: await userIds(options, options.remove),
      });
      printFields(await callApi<Row>(options, 'PATCH', `/groups/${id}`, body), options.json);
    });
}
