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
import { deviceEvidenceCommand } from './device-evidence.ts';
import { intendCommand } from './device-intentions.ts';
import type { Sentence } from './language.ts';
import { note, printFields, printJson, printRows, type Row } from './print.ts';

interface ListOptions extends ClientOptions {
  readonly query?: string;
  readonly state?: string[];
  readonly stage?: string[];
  readonly platform?: string[];
  readonly known?: string[];
  readonly reason?: string[];
  readonly package?: string;
  readonly os?: string[];
  readonly last?: string;
  readonly since?: string;
  readonly intention?: string[];
  readonly evidence?: string;
  readonly sort: string;
  readonly limit: number;
}

interface Device extends Row {
  readonly user: { readonly name: string } | null;
  readonly reason: { readonly text: Sentence } | null;
}

const COLUMNS = ['name', 'state', 'stage', 'user', 'platform', 'lastContactAt', 'reason'];

/** `baton devices`: PCs, one PC with its sessions, and what an administrator orders about it. */
export function devicesCommand(): Command {
  return commandGroup('devices', 'PCs / デバイス (PC)', [
    list(),
    show(),
    sessions(),
    intendCommand(),
    deviceEvidenceCommand(),
    accept(),
    unenroll(),
    revoke(),
  ]);
}

function list(): Command {
  return clientCommand('list', 'list PCs / PC の一覧')
    .option('--query <text>', 'name, user or serial number / 名前、ユーザー、シリアル番号')
    .option('--state <state>', 'such as enrolled, !left; repeatable / 状態', collect)
    .option('--stage <stage>', 'such as first-session; repeatable / 段階', collect)
    .option('--platform <platform>', 'configmgr, epm or none; repeatable / 旧管理基盤', collect)
    .option('--known <known>', 'stated, listed, weak or unbound; repeatable / PC の確認', collect)
    .option('--reason <id>', 'such as NOT_LISTED; repeatable / 理由', collect)
    .option('--package <package>', 'name or ID / 配布パッケージ')
    .option('--os <build>', 'such as 10.0.22631; repeatable / ビルド', collect)
    .option('--last <when>', 'last contact: "<1h", ">7d" / 最終接続')
    .option('--since <when>', 'in its state for: "<1h", ">1d" / 現在の状態の継続時間')
    .option('--intention <word>', 'intune, intune-pilot, baton or none; repeatable / 想定', collect)
    .option('--evidence <which>', 'with or without evidence / 診断データの有無')
    .option('--sort <field>', 'such as name, -last / 並べ替え', '-last')
    .option('--limit <n>', 'rows / 行数', whole, 200)
    .action(async (options: ListOptions) => {
      const { query: q, state, stage, platform, known, reason, os, last, since, intention, evidence, sort } = options;
      const pkg = options.package && (await findId(options, '/packages', 'name', options.package));
      const query = {
        q,
        state,
        stage,
        platform,
        known,
        reason,
        os,
        last,
        since,
        intention,
        evidence,
        sort,
        package: pkg,
      };
      const devices = await listRows<Device>(options, '/devices', query, options.limit);
      if (options.json) return printJson(devices);
      const rows = devices.map((device) => ({
        ...device,
        user: device.user?.name,
        reason: device.reason?.text[options.language],
      }));
      printRows(rows, COLUMNS, false);
    });
}

function show(): Command {
  return clientCommand('show', 'one PC / 1 台の PC')
    .argument('<pc>', 'name or ID / 名前または ID')
    .action(async (pc: string, options: ClientOptions) => {
      const id = await findId(options, '/devices', 'name', pc);
      const device = await callApi<Device & { verdict: { text: Sentence }; stages: Row[] }>(
        options,
        'GET',
        `/devices/${id}`,
      );
      if (options.json) return printJson(device);
      const {
        user,
        reason,
        verdict,
        stages,
        package: pkg,
        intention,
        logTail: _,
        claim: __,
        commands: ___,
        ...facts
      } = device;
      printFields(
        {
          verdict: verdict.text[options.language],
          ...facts,
          user: user?.name,
          package: (pkg as { name: string } | null)?.name,
          intention: intentionText(intention as Intention | null),
          reason: reason?.text[options.language],
        },
        false,
      );
      process.stdout.write('\n');
      printRows(
        stages.map((stage) => ({ ...stage, detail: (stage['detail'] as Sentence | null)?.[options.language] })),
        ['stage', 'state', 'at', 'said', 'detail'],
        false,
      );
    });
}

interface Intention {
  readonly intention: string;
  readonly way: string;
  readonly group: { readonly name: string } | null;
}

/** What it is meant to become, and where that is known from. */
function intentionText(intention: Intention | null): string | undefined {
  if (intention === null) return undefined;
  const from = intention.group === null ? intention.way : `${intention.way} ${intention.group.name}`;
  return `${intention.intention} (${from})`;
}

function sessions(): Command {
  return clientCommand('sessions', 'management sessions of a PC / PC の管理セッション')
    .argument('<pc>', 'name or ID / 名前または ID')
    .option('--messages <session>', 'print the XML of this session / このセッションの XML を出力')
    .option('--limit <n>', 'rows / 行数', whole, 20)
    .action(async (pc: string, options: ClientOptions & { messages?: string; limit: number }) => {
      const id = await findId(options, '/devices', 'name', pc);
      if (options.messages === undefined) {
        const rows = await listRows<Row>(options, `/devices/${id}/sessions`, {}, options.limit);
        return printRows(
          rows,
          ['id', 'sessionId', 'state', 'startedAt', 'lastAt', 'messages', 'loginStatus'],
          options.json,
        );
      }
      const path = `/devices/${id}/sessions/${encodeURIComponent(options.messages)}/messages`;
      const { items } = await callApi<{ items: { at: string; msgId: number; direction: string; xml: string }[] }>(
        options,
        'GET',
        path,
      );
      if (options.json) return printJson(items);
      for (const message of items)
        process.stdout.write(`<!-- ${message.at} ${message.direction} ${message.msgId} -->\n${message.xml}\n`);
    });
}

type Order = ClientOptions & { reason: string; confirm?: string };

/** An order of an administrator about one PC, with its reason for the history. */
function order(name: string, description: string): Command {
  return clientCommand(name, description)
    .argument('<pc>', 'name or ID / 名前または ID')
    .requiredOption('--reason <text>', 'for the history / 理由');
}

const confirmed = (command: Command) =>
  command.requiredOption('--confirm <name>', 'the name of the PC, typed once more / 確認のため PC 名を再入力');

async function send(noun: string, pc: string, { reason, confirm, ...options }: Order): Promise<Device> {
  const id = await findId(options, '/devices', 'name', pc);
  const body = { reason, ...(confirm === undefined ? {} : { confirmName: confirm }) };
  const device = await callApi<Device>(options, 'POST', `/devices/${id}/${noun}`, body);
  if (options.json) printJson(device);
  return device;
}

function unenroll(): Command {
  return confirmed(order('unenroll', 'order a PC out / PC の登録解除')).action(async (pc: string, options: Order) => {
    const { nextContactBy } = await send('unenrollment', pc, options);
    note(
      {
        en: `${pc} leaves with its next session, at the latest by ${nextContactBy ?? 'an unknown time'}.`,
        ja: `${pc} は次回のセッションで登録を解除します (遅くとも ${nextContactBy ?? '時刻不明'})。`,
      },
      options.language,
    );
  });
}

function revoke(): Command {
  return confirmed(order('revoke', 'shut a PC out at once, without asking it / PC を直ちに失効')).action(
    async (pc: string, options: Order) => {
      await send('revocation', pc, options);
      note(
        {
          en: `${pc} is shut out: its certificate and claims are revoked. It still holds what was delivered.`,
          ja: `${pc} の証明書と申請を失効させました。配信済みの設定は PC に残ります。`,
        },
        options.language,
      );
    },
  );
}

function accept(): Command {
  return order('accept', 'end the probation of a PC / 照合待ちの PC を承認').action(
    async (pc: string, options: Order) => {
      await send('acceptance', pc, options);
      note({ en: `${pc} is accepted.`, ja: `${pc} を承認しました。` }, options.language);
    },
  );
}
