import type { Command } from 'commander';
import { type ClientOptions, callApi, clientCommand, printRows } from './api-client.ts';

interface Options extends ClientOptions {
  readonly query?: string;
  readonly state?: string;
  readonly limit: string;
}

interface Device {
  readonly name: string;
  readonly state: string;
  readonly stage: string | null;
  readonly user: { readonly name: string } | null;
  readonly lastContactAt: string | null;
}

/** `baton devices`: the list of PCs. */
export function devicesCommand(): Command {
  return clientCommand('devices', 'list PCs / PC の一覧')
    .option('--query <text>', 'name, user or serial number')
    .option('--state <state>', 'such as enrolled, failed, probation')
    .option('--limit <n>', 'rows', '200')
    .action(async (options: Options) => {
      const query = new URLSearchParams({
        limit: options.limit,
        ...(options.query ? { q: options.query } : {}),
        ...(options.state ? { state: options.state } : {}),
      });
      const { items } = await callApi<{ items: Device[] }>(options, `/devices?${query}`);
      const rows = items.map((item) => ({ ...item, user: item.user?.name ?? '' }));
      printRows(
        options.json ? items.map((item) => ({ ...item })) : rows,
        ['name', 'state', 'stage', 'user', 'lastContactAt'],
        options.json,
      );
    });
}
