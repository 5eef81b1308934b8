import type { Command } from 'commander';
import {
  type ClientOptions,
  callApi,
  clientCommand,
  collect,
  commandGroup,
  findId,
  listRows,
  whole,
} from './api-client.ts';
import { type DeliveryOptions, deliveryOf, withDelivery } from './delivery-options.ts';
import { downloadPackage } from './download-package.ts';
import type { Sentence } from './language.ts';
import { makePackageCommand } from './make-package.ts';
import { printFields, printJson, printRows, type Row } from './print.ts';

const COLUMNS = ['name', 'state', 'platform', 'planned', 'failed', 'expiresAt', 'paused'];

interface Package extends Row {
  readonly paused: { readonly why: string } | null;
  readonly roster: { readonly state: string };
  readonly target: { readonly kind: string; readonly names: readonly string[] };
  readonly downloads: { readonly count: number; readonly lastAt: string | null };
  readonly funnel: readonly Row[];
}

/** `baton packages`: distribution packages, how they reach PCs, and those PCs by stage. */
export function packagesCommand(): Command {
  return commandGroup('packages', 'distribution packages / 配布パッケージ', [
    list(),
    show(),
    pcs(),
    makePackageCommand(),
    download(),
    changeDelivery(),
    act('revoke', 'revoke PINs and claims for good / PIN と申請を失効', 'revocation'),
    act('continue', 'go on after a pause for a check / 確認のための停止を解除して続行', 'continuation'),
  ]);
}

const idOf = (options: ClientOptions, said: string) => findId(options, '/packages', 'name', said);
const one = (name: string, description: string) =>
  clientCommand(name, description).argument('<package>', 'name or ID / 名前または ID');

function list(): Command {
  return clientCommand('list', 'list packages / 配布パッケージの一覧')
    .option('--query <text>', 'name / 名前')
    .option('--state <state>', 'ready, running, expired, revoked or done; repeatable / 状態', collect)
    .option('--platform <platform>', 'configmgr, epm or none; repeatable / 旧管理基盤', collect)
    .option('--sort <field>', 'such as name, -created, expires / 並べ替え', '-created')
    .option('--limit <n>', 'rows / 行数', whole, 200)
    .action(
      async (
        options: ClientOptions & { query?: string; state?: string[]; platform?: string[]; sort: string; limit: number },
      ) => {
        const { query: q, state, platform, sort } = options;
        const packages = await listRows<Package>(options, '/packages', { q, state, platform, sort }, options.limit);
        if (options.json) return printJson(packages);
        printRows(
          packages.map((pkg) => ({ ...pkg, paused: pkg.paused?.why })),
          COLUMNS,
          false,
        );
      },
    );
}

function show(): Command {
  return one('show', 'one package with its stages / 1 つの配布パッケージと段階').action(
    async (said: string, options: ClientOptions) => {
      printPackage(await callApi<Package>(options, 'GET', `/packages/${await idOf(options, said)}`), options);
    },
  );
}

function printPackage(pkg: Package, options: ClientOptions): void {
  if (options.json) {
    printJson(pkg);
    return;
  }
  const { funnel, paused, roster, target, downloads, ...facts } = pkg;
  printFields(
    {
      ...facts,
      target: `${target.kind}: ${target.names.join(', ')}`,
      paused: paused?.why,
      roster: roster.state,
      downloads: downloads.count,
    },
    false,
  );
  process.stdout.write('\n');
  printRows(funnel, ['stage', 'reached', 'inProgress', 'waiting', 'failed', 'notSeen'], false);
}

function pcs(): Command {
  return one('pcs', 'PCs of a package by stage / 配布パッケージの PC と段階')
    .option('--query <text>', 'name / 名前')
    .option('--stage <stage>', 'repeatable / 段階', collect)
    .option('--outcome <outcome>', 'not-seen, in-progress, waiting, failed or done; repeatable / 結果', collect)
    .option('--reason <id>', 'repeatable / 理由', collect)
    .option('--limit <n>', 'rows / 行数', whole, 200)
    .action(
      async (
        said: string,
        options: ClientOptions & {
          query?: string;
          stage?: string[];
          outcome?: string[];
          reason?: string[];
          limit: number;
        },
      ) => {
        const { query: q, stage, outcome, reason } = options;
        const path = `/packages/${await idOf(options, said)}/pcs`;
        const rows = await listRows<Row & { reason: { text: Sentence } | null }>(
          options,
          path,
          { q, stage, outcome, reason },
          options.limit,
        );
        if (options.json) return printJson(rows);
        printRows(
          rows.map((row) => ({ ...row, reason: row.reason?.text[options.language] })),
          ['name', 'userName', 'stage', 'outcome', 'at', 'hresult', 'reason'],
          false,
        );
      },
    );
}

function download(): Command {
  return one('download', 'save a copy under a PIN of its own / 専用の PIN を持つファイルを保存')
    .option('--output <file>', 'default: the name that the server gives / 既定: サーバーが付けた名前')
    .action(async (said: string, options: ClientOptions & { output?: string }) => {
      const id = await idOf(options, said);
      const file = await downloadPackage(options, id, { replace: false, output: options.output });
      printFields({ file }, options.json);
    });
}

function changeDelivery(): Command {
  return withDelivery(
    one('change', 'change how it reaches PCs, for copies from now on / 配布方法の変更 (以後のダウンロードに適用)'),
  ).action(async (said: string, options: DeliveryOptions) => {
    const path = `/packages/${await idOf(options, said)}`;
    printPackage(await callApi<Package>(options, 'PATCH', path, deliveryOf(options)), options);
  });
}

function act(name: string, description: string, noun: string): Command {
  return one(name, description).action(async (said: string, options: ClientOptions) => {
    const path = `/packages/${await idOf(options, said)}/${noun}`;
    printPackage(await callApi<Package>(options, 'POST', path, {}), options);
  });
}
