import type { Command } from 'commander';
import { type ClientOptions, callApi, clientCommand, commandGroup, failure } from './api-client.ts';
import { printFields, printRows, type Row } from './print.ts';

/** `baton settings`: what an administrator may change while Baton runs. */
export function settingsCommand(): Command {
  return commandGroup('settings', 'settings / 設定', [list(), get(), set()]);
}

async function readSettings(options: ClientOptions): Promise<Row[]> {
  return (await callApi<{ items: Row[] }>(options, 'GET', '/settings')).items;
}

async function readSetting(options: ClientOptions, key: string): Promise<Row> {
  const setting = (await readSettings(options)).find((item) => item['key'] === key);
  if (setting !== undefined) return setting;
  throw failure(options, { en: `There is no setting "${key}".`, ja: `設定「${key}」はありません。` });
}

function list(): Command {
  return clientCommand('list', 'list settings / 設定の一覧').action(async (options: ClientOptions) =>
    printRows(await readSettings(options), ['key', 'value', 'default', 'changedAt', 'changedBy'], options.json),
  );
}

function get(): Command {
  return clientCommand('get', 'one setting / 1 つの設定')
    .argument('<key>', 'such as package.stopAfter / キー')
    .action(async (key: string, options: ClientOptions) => {
      const setting = await readSetting(options, key);
      if (options.json) printFields(setting, true);
      else process.stdout.write(`${String(setting['value'])}\n`);
    });
}

function set(): Command {
  return clientCommand('set', 'change a setting / 設定の変更')
    .argument('<key>', 'such as package.stopAfter / キー')
    .argument('<value>', 'true, false, a number or a word / 値')
    .action(async (key: string, value: string, options: ClientOptions) => {
      await callApi(options, 'PATCH', '/settings', { [key]: parseValue(value) });
      printFields(await readSetting(options, key), options.json);
    });
}

/** JSON where it is JSON, else the word itself. */
function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
