import fs from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { type ClientOptions, callApi, clientCommand, commandGroup, failure, findId } from './api-client.ts';
import { unreadable } from './imports.ts';
import type { Sentence } from './language.ts';
import { note, printJson, printRows, type Row } from './print.ts';

/** What one call takes; the server's own bounds. */
const FILES_MOST = 500;
const BYTES_MOST = 256 * 1024 ** 2;
/** Folders below the named one. */
const DEPTH_MOST = 16;

interface Diagnosed {
  readonly evidence: Row[];
  readonly diagnosis: { readonly verdict: { readonly text: Sentence } };
}

/** `baton devices evidence`: what is kept of a PC, and what was copied from it by hand. */
export function deviceEvidenceCommand(): Command {
  return commandGroup('evidence', 'evidence of a PC / PC の診断データ', [list(), add(), undo()]);
}

const pcArgument = (command: Command) => command.argument('<pc>', 'name or ID / 名前または ID');

async function read(options: ClientOptions, id: string): Promise<Diagnosed> {
  return callApi<Diagnosed>(options, 'GET', `/diagnosis/pcs/${encodeURIComponent(`d:${id}`)}`);
}

function list(): Command {
  return pcArgument(
    clientCommand('list', 'evidence kept of a PC, the one in force first / 保存されている診断データ'),
  ).action(async (pc: string, options: ClientOptions) => {
    const { evidence } = await read(options, await findId(options, '/devices', 'name', pc));
    printRows(evidence, ['id', 'proof', 'handedBy', 'lastAt', 'receivedAt', 'times', 'differs', 'bytes'], options.json);
  });
}

function add(): Command {
  return pcArgument(clientCommand('add', 'hand in files copied from a PC / PC からコピーしたファイルを追加'))
    .argument('<paths...>', 'files, folders, archives / ファイル、フォルダー、zip')
    .option('--confirm', 'also where they name another PC / 別の PC の名前があっても追加')
    .action(async (pc: string, paths: string[], options: ClientOptions & { confirm?: true }) => {
      const id = await findId(options, '/devices', 'name', pc);
      const form = await formOf(options, paths);
      const query = options.confirm ? '?confirm=true' : '';
      const handed = await callApi<{ id: string; isInForce: boolean }>(
        options,
        'POST',
        `/devices/${id}/evidence${query}`,
        form,
      );
      if (options.json) return printJson(handed);
      if (!handed.isInForce) {
        note(
          {
            en: `Kept as ${handed.id}. What the PC sent itself is newer, so the verdict is still made of that.`,
            ja: `追加しました (${handed.id})。PC 自身が送信した情報の方が新しいため、診断結果は変わりません。`,
          },
          options.language,
        );
        return;
      }
      const { diagnosis } = await read(options, id);
      note({ en: `Kept as ${handed.id}.`, ja: `追加しました (${handed.id})。` }, options.language);
      process.stdout.write(`${diagnosis.verdict.text[options.language]}\n`);
    });
}

function undo(): Command {
  return pcArgument(clientCommand('undo', 'take back what was handed in / 追加した診断データを取り消す'))
    .argument('<evidence>', 'its ID / 診断データの ID')
    .action(async (pc: string, evidence: string, options: ClientOptions) => {
      const id = await findId(options, '/devices', 'name', pc);
      await callApi(options, 'DELETE', `/devices/${id}/evidence/${encodeURIComponent(evidence)}`);
      note({ en: 'Taken back.', ja: '取り消しました。' }, options.language);
    });
}

/** The files of the command line, read from the disk while they are sent; links are not followed. */
async function formOf(options: ClientOptions, paths: readonly string[]): Promise<FormData> {
  const files = paths.flatMap((each) => filesOf(options, each, path.basename(path.resolve(each)), 0));
  if (files.length === 0) throw failure(options, { en: 'There is no file in it.', ja: 'ファイルがありません。' });
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (files.length > FILES_MOST || bytes > BYTES_MOST) {
    throw failure(options, {
      en: 'At most 500 files and 256 MB can be handed in at once. Leave out logs that do not matter.',
      ja: '一度に追加できるのは 500 個のファイル、合計 256 MB までです。不要なログを除いてください。',
    });
  }
  const form = new FormData();
  for (const file of files) {
    try {
      form.append('file', await fs.openAsBlob(file.path), file.name);
    } catch (error) {
      throw unreadable(options, file.path, error);
    }
  }
  return form;
}

interface LocalFile {
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
}

function filesOf(options: ClientOptions, file: string, name: string, depth: number): LocalFile[] {
  try {
    const found = depth === 0 ? fs.statSync(file) : fs.lstatSync(file);
    if (found.isFile()) return [{ path: file, name, bytes: found.size }];
    if (!found.isDirectory() || depth > DEPTH_MOST) return [];
    return fs
      .readdirSync(file)
      .sort()
      .slice(0, FILES_MOST + 1)
      .flatMap((inner) => filesOf(options, path.join(file, inner), `${name}/${inner}`, depth + 1));
  } catch (error) {
    throw unreadable(options, file, error);
  }
}
