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
import { printFields, printJson, printRows, type Row } from './print.ts';

interface User extends Row {
  readonly groups: readonly { readonly name: string }[];
}

interface Fields extends ClientOptions {
  readonly name?: string;
  readonly reading?: string;
  readonly department?: string;
  readonly email?: string;
}

const COLUMNS = ['upn', 'displayName', 'department', 'groups', 'disabled', 'pcs', 'source'];

/** `baton users`: the people at the PCs. */
export function usersCommand(): Command {
  return commandGroup('users', 'users / ユーザー', [list(), add(), change()]);
}

function list(): Command {
  return clientCommand('list', 'list users / ユーザーの一覧')
    .option('--query <text>', 'name, reading, UPN or department / 名前、読み、UPN、部署')
    .option('--group <name>', 'repeatable / グループ', collect)
    .option('--disabled', 'disabled ones only / 無効なユーザーのみ')
    .option('--sort <field>', 'name, upn or department, - for descending / 並べ替え', 'name')
    .option('--limit <n>', 'rows / 行数', whole, 200)
    .action(
      async (
        options: ClientOptions & { query?: string; group?: string[]; disabled?: true; sort: string; limit: number },
      ) => {
        const group: string[] = [];
        for (const name of options.group ?? []) group.push(await findId(options, '/groups', 'name', name));
        const query = { q: options.query, group, disabled: options.disabled && 'true', sort: options.sort };
        const users = await listRows<User>(options, '/users', query, options.limit);
        if (options.json) return printJson(users);
        printRows(users.map(rowOf), COLUMNS, false);
      },
    );
}

function rowOf(user: User): Row {
  return { ...user, groups: user.groups.map((group) => group.name) };
}

const withFields = (command: Command) =>
  command
    .option('--reading <text>', 'reading of the name / 読み')
    .option('--department <text>', 'department / 部署')
    .option('--email <address>', 'e-mail / メール アドレス');

const fieldsOf = ({ name: displayName, reading, department, email }: Fields) =>
  given({ displayName, reading, department, email });

function add(): Command {
  return withFields(
    clientCommand('add', 'add a user / ユーザーの追加')
      .argument('<upn>', 'user principal name / ユーザー プリンシパル名')
      .requiredOption('--name <text>', 'display name / 表示名')
      .option('--group <name>', 'made where it is new; repeatable / グループ', collect),
  ).action(async (upn: string, options: Fields & { group?: string[] }) => {
    const body = { upn, ...fieldsOf(options), groups: options.group ?? [] };
    const user = await callApi<User>(options, 'POST', '/users', body);
    printFields(options.json ? user : rowOf(user), options.json);
  });
}

function change(): Command {
  return withFields(
    clientCommand('change', 'change a user / ユーザーの変更')
      .argument('<upn>', 'UPN or ID / UPN または ID')
      .option('--name <text>', 'display name / 表示名')
      .option('--disable', 'may enroll no PC any more / 無効にする')
      .option('--enable', 'may enroll PCs again / 有効にする'),
  ).action(async (upn: string, options: Fields & { disable?: true; enable?: true }) => {
    const id = await findId(options, '/users', 'upn', upn);
    const disabled = options.disable ? true : options.enable ? false : undefined;
    const body = { ...fieldsOf(options), ...given({ disabled }) };
    const user = await callApi<User>(options, 'PATCH', `/users/${id}`, body);
    printFields(options.json ? user : rowOf(user), options.json);
  });
}
