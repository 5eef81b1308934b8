import type { Command } from 'commander';
import { type ClientOptions, callApi, clientCommand } from './api-client.ts';
import type { Sentence } from './language.ts';
import { printFields, printJson, printRows, type Row } from './print.ts';

interface Overview {
  readonly sentence: { readonly text: Sentence };
  readonly counts: Row;
  readonly funnel: readonly Row[];
  readonly attention: readonly { readonly severity: string; readonly text: Sentence; readonly count: number }[];
}

/** `baton overview`: where are we, and what is in the way. */
export function overviewCommand(): Command {
  return clientCommand('overview', 'where we are, and what is in the way / 概要').action(
    async (options: ClientOptions) => {
      const overview = await callApi<Overview>(options, 'GET', '/overview');
      if (options.json) return printJson(overview);
      process.stdout.write(`${overview.sentence.text[options.language]}\n\n`);
      printFields(overview.counts, false);
      process.stdout.write('\n');
      printRows(overview.funnel, ['stage', 'reached', 'inProgress', 'waiting', 'failed', 'notSeen'], false);
      if (overview.attention.length === 0) return;
      process.stdout.write('\n');
      const rows = overview.attention.map((item) => ({ ...item, text: item.text[options.language] }));
      printRows(rows, ['severity', 'count', 'text'], false);
    },
  );
}
