import { type Command, Option } from 'commander';
import { type ClientOptions, callApi, clientCommand, commandGroup, findId, given } from './api-client.ts';
import { note, printFields, printJson, printRows, type Row } from './print.ts';
import { rescueCommand } from './rescue.ts';

const COLUMNS = ['userName', 'displayName', 'role', 'disabled', 'mustChangePassword', 'lastSignInAt'];

/** `--role`: what an operator or a token may do. */
export function roleOption(): Option {
  return new Option('--role <role>', 'what may be done / 役割').choices(['administrator', 'viewer']);
}

/** `baton operators`: the people at the console. */
export function operatorsCommand(): Command {
  return commandGroup('operators', 'operators / オペレーター', [list(), add(), change(), reset(), rescueCommand()]);
}

function list(): Command {
  return clientCommand('list', 'list operators / オペレーターの一覧').action(async (options: ClientOptions) => {
    const { items } = await callApi<{ items: Row[] }>(options, 'GET', '/operators');
    printRows(items, COLUMNS, options.json);
  });
}

function add(): Command {
  return clientCommand('add', 'add an operator; prints a one-time password / オペレーターの追加 (一時パスワードを出力)')
    .argument('<userName>', 'user name / ユーザー名')
    .requiredOption('--name <text>', 'display name / 表示名')
    .addOption(roleOption().makeOptionMandatory())
    .action(async (userName: string, options: ClientOptions & { name: string; role: string }) => {
      const body = { userName, displayName: options.name, role: options.role };
      const made = await callApi<{ oneTimePassword: string }>(options, 'POST', '/operators', body);
      printPassword(made, options);
    });
}

function reset(): Command {
  return clientCommand(
    'reset',
    'a new one-time password for who forgot theirs / 一時パスワードの再発行 (パスワードを忘れた場合)',
  )
    .argument('<userName>', 'user name or ID / ユーザー名または ID')
    .action(async (userName: string, options: ClientOptions) => {
      const id = await findId(options, '/operators', 'userName', userName);
      printPassword(await callApi(options, 'POST', `/operators/${id}/one-time-password`), options);
    });
}

function printPassword(made: { readonly oneTimePassword: string }, options: ClientOptions): void {
  if (options.json) {
    printJson(made);
    return;
  }
  note(
    {
      en: 'One-time password, not shown again; it must be changed at the first sign-in:',
      ja: '一時パスワード (再表示されません。初回サインイン時に変更が必要です):',
    },
    options.language,
  );
  process.stdout.write(`${made.oneTimePassword}\n`);
}

function change(): Command {
  return clientCommand('change', 'change an operator / オペレーターの変更')
    .argument('<userName>', 'user name or ID / ユーザー名または ID')
    .option('--name <text>', 'display name / 表示名')
    .addOption(roleOption())
    .option('--disable', 'no sign-in any more / 無効にする')
    .option('--enable', 'may sign in again / 有効にする')
    .action(
      async (
        userName: string,
        options: ClientOptions & { name?: string; role?: string; disable?: true; enable?: true },
      ) => {
        const id = await findId(options, '/operators', 'userName', userName);
        const disabled = options.disable ? true : options.enable ? false : undefined;
        const body = given({ displayName: options.name, role: options.role, disabled });
        printFields(await callApi<Row>(options, 'PATCH', `/operators/${id}`, body), options.json);
      },
    );
}
