import type { Command } from 'commander';
import { type ClientOptions, callApi, clientCommand, printRows } from './api-client.ts';

interface Package {
  readonly name: string;
  readonly state: string;
  readonly platform: string;
  readonly planned: number | null;
  readonly failed: number;
  readonly expiresAt: string | null;
}

/** `baton packages`: the list of distribution packages. */
export function packagesCommand(): Command {
  return clientCommand('packages', 'list distribution packages / 配布パッケージの一覧').action(
    async (options: ClientOptions) => {
      const { items } = await callApi<{ items: Package[] }>(options, '/packages');
      printRows(
        items.map((item) => ({ ...item })),
        ['name', 'state', 'platform', 'planned', 'failed', 'expiresAt'],
        options.json,
      );
    },
  );
}
