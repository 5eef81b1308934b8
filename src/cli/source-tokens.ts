import type { Command } from 'commander';
import { type ClientOptions, callApi, clientCommand, findId, whole } from './api-client.ts';
import { note, printJson, printRows, type Row } from './print.ts';

const COLUMNS = ['name', 'createdBy', 'createdAt', 'expiresAt', 'lastUsedAt', 'id'];

/** Tokens of the clients that push into a SCIM source. */
export function sourceTokenCommands(): Command[] {
  return [list(), make(), revoke()];
}

const pathOf = async (options: ClientOptions, said: string) =>
  `/sources/${await findId(options, '/sources', 'name', said)}/tokens`;

function list(): Command {
  return clientCommand('tokens', 'list the SCIM tokens of a source / SCIM トークンの一覧')
    .argument('<source>', 'name or ID / 名前または ID')
    .action(async (said: string, options: ClientOptions) => {
      const { items } = await callApi<{ items: Row[] }>(options, 'GET', await pathOf(options, said));
      printRows(items, COLUMNS, options.json);
    });
}

function make(): Command {
  return clientCommand('make-token', 'make a SCIM token; prints it once / SCIM トークンの作成 (1 回だけ出力)')
    .argument('<source>', 'name or ID / 名前または ID')
    .argument('<name>', 'what it is for / トークンの名前')
    .option('--days <n>', 'life in days; without it, until revoked / 有効日数 (省略時は失効させるまで)', whole)
    .action(async (said: string, name: string, options: ClientOptions & { days?: number }) => {
      const body = { name, expiresInDays: options.days ?? null };
      const made = await callApi<{ secret: string }>(options, 'POST', await pathOf(options, said), body);
      if (options.json) return printJson(made);
      note({ en: 'The token, not shown again:', ja: 'トークン (再表示されません):' }, options.language);
      process.stdout.write(`${made.secret}\n`);
    });
}

function revoke(): Command {
  return clientCommand('revoke-token', 'revoke a SCIM token / SCIM トークンの失効')
    .argument('<source>', 'name or ID / 名前または ID')
    .argument('<token>', 'name or ID of the token / トークンの名前または ID')
    .action(async (said: string, token: string, options: ClientOptions) => {
      const id = await findId(options, await pathOf(options, said), 'name', token);
      await callApi(options, 'DELETE', `/tokens/${id}`);
      note({ en: `Revoked: ${token}`, ja: `失効しました: ${token}` }, options.language);
    });
}
