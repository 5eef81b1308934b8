import { type Command, Option } from 'commander';
import {
  type ClientOptions,
  callApi,
  clientCommand,
  collect,
  commandGroup,
  failure,
  listRows,
  whole,
} from './api-client.ts';
import type { Sentence } from './language.ts';
import { note, printFields, printJson, printRows, type Row } from './print.ts';

interface Group extends Row {
  readonly id: string;
  readonly state: 'open' | 'apart' | 'merged';
  readonly reason: Sentence;
  readonly records: readonly { readonly id: string; readonly name: string }[];
}

interface PcRecord extends Row {
  readonly id: string;
  readonly name: string;
  readonly serial: string | null;
  readonly refusal: { readonly text: Sentence } | null;
}

interface Detail extends Row {
  readonly id: string;
  readonly reason: Sentence;
  readonly suggestion: string;
  readonly confidence: string;
  readonly keep: string | null;
  readonly records: readonly PcRecord[];
  readonly comparison: { readonly equal: readonly string[]; readonly different: readonly string[] };
  readonly undoRefusal: Sentence | null;
}

const STATES = ['open', 'apart', 'merged'];
const SUGGESTIONS = ['merge', 'apart', 'look'];
const KEYS = ['serial', 'uuid', 'hwDevId', 'mac', 'configmgrId', 'epmId', 'name'];
const COLUMNS = ['id', 'confidence', 'suggestion', 'size', 'names', 'keys', 'why'];
const FACTS = [
  'name',
  'domain',
  'serial',
  'uuid',
  'macs',
  'hwDevId',
  'configmgrId',
  'epmId',
  'maker',
  'model',
  'state',
  'stage',
  'userName',
  'packageName',
  'listedIn',
  'createdAt',
  'enrolledAt',
  'lastContactAt',
  'livingSince',
  'certificateUntil',
];

/** `baton duplicates`: records that may be one PC, and what is decided about them. */
export function duplicatesCommand(): Command {
  return commandGroup('duplicates', 'duplicate PCs / 重複した PC', [
    list(),
    show(),
    merge(),
    apart(),
    undo(),
    search(),
    rules(),
    addRule(),
    deleteRule(),
  ]);
}

function list(): Command {
  return clientCommand('list', 'groups of records that may be one PC / 1 台の PC と思われる記録の一覧')
    .option('--query <text>', 'name, serial number or another key / 名前、シリアル番号などのキー')
    .addOption(new Option('--state <state>', 'open unless said otherwise / 状態').choices(STATES).default('open'))
    .addOption(new Option('--suggestion <what>', 'what Baton would do / Baton の提案').choices(SUGGESTIONS))
    .option('--kind <kind>', 'such as same-hardware; repeatable / 種類', collect)
    .option('--limit <n>', 'rows / 行数', whole, 200)
    .action(
      async (
        options: ClientOptions & {
          query?: string;
          state: string;
          suggestion?: string;
          kind?: string[];
          limit: number;
        },
      ) => {
        const { query: q, state, suggestion, kind } = options;
        const groups = await listRows<Group>(options, '/duplicates', { q, state, suggestion, kind }, options.limit);
        if (options.json) return printJson(groups);
        const rows = groups.map((group) => ({
          ...group,
          names: group.records.map(({ name }) => name),
          why: group.reason[options.language],
        }));
        printRows(rows, COLUMNS, false);
      },
    );
}

function show(): Command {
  return clientCommand('show', 'one group, its evidence side by side / 根拠を並べて表示')
    .argument('<group>', 'its ID / グループの ID')
    .action(async (id: string, options: ClientOptions) => {
      const group = await callApi<Detail>(options, 'GET', `/duplicates/${id}`);
      if (options.json) return printJson(group);
      sayGroup(group, options);
    });
}

function sayGroup(group: Detail, options: ClientOptions): void {
  const { language } = options;
  const { state, suggestion, confidence, keys, newKeys, size, foundAt, decidedBy, decidedAt, decidedWhy } = group;
  const { equal, different } = group.comparison;
  printFields(
    {
      id: group.id,
      why: group.reason[language],
      state,
      suggestion,
      confidence,
      equal,
      different,
      keys,
      newKeys,
      size,
      foundAt,
      decidedBy,
      decidedAt,
      decidedWhy,
    },
    false,
  );
  process.stdout.write('\n');
  const columns = group.records.map((record) => record.id);
  const facts = FACTS.map((fact) => ({
    fact,
    ...Object.fromEntries(group.records.map((record) => [record.id, record[fact]])),
  }));
  printRows(facts, ['fact', ...columns], false);
  process.stdout.write('\n');
  if (group.keep !== null)
    note({ en: `Baton would keep ${group.keep}.`, ja: `Baton が残す記録: ${group.keep}` }, language);
  for (const { id, name, refusal } of group.records)
    if (refusal !== null) process.stdout.write(`${name} (${id}): ${refusal.text[language]}\n`);
  if (group.undoRefusal !== null) process.stdout.write(`${group.undoRefusal[language]}\n`);
}

const reasonOption = () =>
  new Option('--reason <text>', 'why, for the audit / 監査ログに残す理由').makeOptionMandatory();

function merge(): Command {
  return clientCommand('merge', 'make records of a group one / 記録を統合')
    .argument('<group>', 'its ID / グループの ID')
    .option('--keep <id>', 'the record that stays; else the one that Baton suggests / 残す記録の ID')
    .option('--go <id>', 'a record that becomes part of it; else all others; repeatable / 統合する記録の ID', collect)
    .addOption(reasonOption())
    .action(async (id: string, options: ClientOptions & { keep?: string; go?: string[]; reason: string }) => {
      const group = await callApi<Detail>(options, 'GET', `/duplicates/${id}`);
      const keep = options.keep ?? group.keep;
      if (keep === null)
        throw failure(options, {
          en: 'Baton suggests no record that stays. See why: baton duplicates show.',
          ja: 'Baton が提案できる記録がありません。理由は baton duplicates show で確認してください。',
        });
      const go = options.go ?? group.records.map((record) => record.id).filter((record) => record !== keep);
      const merged = await callApi<Detail>(options, 'POST', `/duplicates/${id}/merge`, {
        keep,
        go,
        reason: options.reason,
      });
      if (options.json) return printJson(merged);
      note({ en: `Merged into ${keep}.`, ja: `${keep} に統合しました。` }, options.language);
    });
}

function apart(): Command {
  return clientCommand('apart', 'say that records are different PCs / 別の PC として記憶')
    .argument('<group>', 'its ID / グループの ID')
    .addOption(reasonOption())
    .action(async (id: string, options: ClientOptions & { reason: string }) => {
      const group = await callApi<Detail>(options, 'POST', `/duplicates/${id}/apart`, { reason: options.reason });
      if (options.json) return printJson(group);
      note({ en: 'Kept apart.', ja: '別の PC としました。' }, options.language);
    });
}

function undo(): Command {
  return clientCommand('undo', 'take a decision back / 決定を元に戻す')
    .argument('<group>', 'its ID / グループの ID')
    .addOption(reasonOption())
    .action(async (id: string, options: ClientOptions & { reason: string }) => {
      const group = await callApi<Detail>(options, 'POST', `/duplicates/${id}/undo`, { reason: options.reason });
      if (options.json) return printJson(group);
      note({ en: 'The decision was undone.', ja: '決定を元に戻しました。' }, options.language);
    });
}

function search(): Command {
  return clientCommand('search', 'look through all records now / 今すぐ検索').action(async (options: ClientOptions) => {
    printFields(await callApi<Row>(options, 'POST', '/duplicates/search', {}), options.json);
  });
}

function rules(): Command {
  return clientCommand('rules', 'what is decided without asking / 自動で決定するルール').action(
    async (options: ClientOptions) => {
      const { items } = await callApi<{ items: Row[] }>(options, 'GET', '/duplicates/rules');
      printRows(items, ['id', 'action', 'keys', 'fits', 'madeBy', 'madeAt'], options.json);
    },
  );
}

function addRule(): Command {
  return clientCommand('add-rule', 'merge where keys are equal, or keep apart where they differ / ルールの追加')
    .addOption(new Option('--action <action>', 'what it does / 動作').choices(['merge', 'apart']).makeOptionMandatory())
    .option('--key <key>', `${KEYS.join(', ')}; repeatable / キー`, collect)
    .option('--preview', 'only say how many pairs it would decide now / 対象の件数だけを表示')
    .action(async (options: ClientOptions & { action: string; key?: string[]; preview?: true }) => {
      const body = { action: options.action, keys: options.key ?? [] };
      const path = options.preview === true ? '/duplicates/rules/preview' : '/duplicates/rules';
      printFields(await callApi<Row>(options, 'POST', path, body), options.json);
    });
}

function deleteRule(): Command {
  return clientCommand('delete-rule', 'take a rule away; what it decided stays / ルールの削除')
    .argument('<rule>', 'its ID / ルールの ID')
    .action(async (id: string, options: ClientOptions) => {
      await callApi<undefined>(options, 'DELETE', `/duplicates/rules/${id}`);
      note({ en: 'The rule was deleted.', ja: 'ルールを削除しました。' }, options.language);
    });
}
