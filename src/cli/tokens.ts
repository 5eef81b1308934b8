import type { Command } from 'commander';
import { type ClientOptions, callApi, clientCommand, commandGroup, findId, whole } from './api-client.ts';
import { roleOption } from './operators.ts';
import { note, printJson, printRows, type Row } from './print.ts';

const COLUMNS = ['name', 'role', 'createdBy', 'createdAt', 'expiresAt', 'lastUsedAt', 'id'];

/** `baton tokens`: API tokens. */
export function tokensCommand(): Command {
  return commandGroup('tokens', 'API tokens / API トークン', [list(), make(), revoke()]);
}

function list(): Command {
  return clientCommand('list', 'list API tokens / API トークンの一覧').action(async (options: ClientOptions) => {
    const { items } = await callApi<{ items: Row[] }>(options, 'GET', '/tokens');
    printRows(items, COLUMNS, options.json);
  });
}

function make(): Command {
  return clientCommand('make', 'make an API token; prints it once / API トークンの作成 (1 回だけ出力)')
    .argument('<name>', 'what it is for / 名前')
    .addOption(roleOption().makeOptionMandatory())
    .option('--days <n>', 'life in days; without it, until revoked / 有効日数 (省略時は失効させるまで)', whole)
    .action(async (name: string, options: ClientOptions & { role: string; days?: number }) => {
      const body = { name, role: options.role, expiresInDays: options.days ?? null };
      const made = await callApi<{ secret: string }>(options, 'POST', '/tokens', body);
      if (options.json) return printJson(made);
      note({ en: 'The token, not shown again:', ja: 'トークン (再表示されません):' }, options.language);
      process.stdout.write(`${made.secret}\n`);
    });
}

function revoke(): Command {
  return clientCommand('revoke', 'revoke an API token / API トークンの失効')
    .argument('<token>', 'name or ID / 名前または ID')
    .action(async (said: string, options: ClientOptions) => {
      const id = await findId(options, '/tokens', 'name', said);
      await callApi(options, 'DELETE', `/tokens/${id}`);
      note({ en: `Revoked: ${said}`, ja: `失効しました: ${said}` }, options.language);
    });
}
