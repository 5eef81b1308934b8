import type { Command } from 'commander';
import { type ClientOptions, callApi, clientCommand, commandGroup, failure, findId, whole } from './api-client.ts';
import { downloadPackage } from './download-package.ts';
import { printFields, printRows, type Row } from './print.ts';

const HOUR_MS = 3_600_000;
const COLUMNS = ['id', 'mintedAt', 'mintedBy', 'expiresAt', 'revokedAt', 'revokedBy'];

/** `baton pins`: the PINs of a package by when they were minted; the PINs themselves nobody knows. */
export function pinsCommand(): Command {
  return commandGroup('pins', 'PINs of a package / 配布パッケージの PIN', [list(), extend(), replace(), revoke()]);
}

const idOf = (options: ClientOptions, said: string) => findId(options, '/packages', 'name', said);
const one = (name: string, description: string) =>
  clientCommand(name, description).argument('<package>', 'name or ID / 名前または ID');

async function printPins(options: ClientOptions, packageId: string): Promise<void> {
  const { items } = await callApi<{ items: Row[] }>(options, 'GET', `/packages/${packageId}/pins`);
  printRows(items, COLUMNS, options.json);
}

function list(): Command {
  return one('list', 'PINs, newest first, with their expiry / PIN と有効期限の一覧').action(
    async (said: string, options: ClientOptions) => printPins(options, await idOf(options, said)),
  );
}

function extend(): Command {
  return one('extend', 'set a new expiry for all living PINs / すべての PIN の有効期限を変更')
    .option('--until <time>', 'ISO 8601 / 期限')
    .option('--hours <n>', 'so many hours from now / 現在からの時間', whole)
    .action(async (said: string, options: ClientOptions & { until?: string; hours?: number }) => {
      const at = options.until === undefined ? Date.now() + (options.hours ?? 0) * HOUR_MS : Date.parse(options.until);
      if (Number.isNaN(at) || (options.until === undefined) === (options.hours === undefined)) {
        throw failure(options, {
          en: 'Give either --until with a time such as 2026-12-01T18:00:00+09:00, or --hours.',
          ja: '--until (2026-12-01T18:00:00+09:00 など) または --hours のどちらか一方を指定してください。',
        });
      }
      const id = await idOf(options, said);
      await callApi(options, 'POST', `/packages/${id}/extension`, { expiresAt: new Date(at).toISOString() });
      await printPins(options, id);
    });
}

function replace(): Command {
  return one('replace', 'revoke the earlier PINs and save a new copy / 以前の PIN を失効させ、新しいファイルを保存')
    .option('--output <file>', 'default: the name that the server gives / 既定: サーバーが付けた名前')
    .action(async (said: string, options: ClientOptions & { output?: string }) => {
      const file = await downloadPackage(options, await idOf(options, said), { replace: true, output: options.output });
      printFields({ file }, options.json);
    });
}

function revoke(): Command {
  return one('revoke', 'revoke one PIN, such as that of a lost copy / 1 つの PIN を失効')
    .argument('<id>', 'ID of the PIN, from the list / PIN の ID')
    .action(async (said: string, pinId: string, options: ClientOptions) => {
      const path = `/packages/${await idOf(options, said)}/pins/${encodeURIComponent(pinId)}/revocation`;
      const { items } = await callApi<{ items: Row[] }>(options, 'POST', path, {});
      printRows(items, COLUMNS, options.json);
    });
}
