import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import { callApi, clientCommand, collect, failure, findId, given, whole } from './api-client.ts';
import { type DeliveryOptions, deliveryOf, withDelivery } from './delivery-options.ts';
import type { Sentence } from './language.ts';
import { note, printFields } from './print.ts';
import { progressBar } from './progress.ts';

interface Form extends DeliveryOptions {
  readonly platform: 'configmgr' | 'epm' | 'none';
  readonly user?: string[];
  readonly group?: string[];
  readonly pcList?: string;
  readonly network?: string[];
  readonly known?: string;
  readonly pinHours?: number;
  readonly pcsPerUser?: number;
  readonly withoutUser: string;
  readonly stopAfter?: number;
  readonly plainWay: boolean;
  readonly confirmCount?: number;
}

interface Made {
  readonly id: string;
  readonly name: string;
  readonly planned: number | null;
  readonly roster: { readonly state: string; readonly done: number; readonly total: number };
}

const LOOK_MS = 500;
const LONGEST_LOOKS = 1_200;

/** `baton packages make`: a new package, and the wait until its roster is written. */
export function makePackageCommand(): Command {
  const command = clientCommand('make', 'make a package / 配布パッケージの作成')
    .argument('<name>', 'its name / 名前')
    .addOption(
      new Option('--platform <platform>', 'old platform of its PCs / PC の旧管理基盤')
        .choices(['configmgr', 'epm', 'none'])
        .makeOptionMandatory(),
    )
    .option('--user <upn>', 'for this user; repeatable / 対象のユーザー', collect)
    .option('--group <name>', 'for this group; repeatable / 対象のグループ', collect)
    .option('--pc-list <import>', 'for the PCs of this import / 対象の PC の一覧 (取り込みの ID)')
    .option('--network <cidr>', 'claims only from here; repeatable / 許可するネットワーク', collect)
    .addOption(new Option('--known <known>', 'how well known a PC must be / PC の確認').choices(['stated', 'listed']))
    .option('--pin-hours <n>', 'validity of a PIN after its download / PIN の有効期間', whole)
    .option('--pcs-per-user <n>', 'PCs that each user may enroll / ユーザーあたりの台数', whole)
    .addOption(
      new Option('--without-user <what>', 'when nobody is signed in / サインイン中のユーザーがいない場合')
        .choices(['wait', 'enroll'])
        .default('wait'),
    )
    .option('--stop-after <n>', 'pause for a check after so many PCs; 0 = never / 確認のため停止する台数', whole)
    .option('--plain-way', 'allow UPN and PIN typed into Windows / Windows への UPN と PIN の入力を許可', false)
    .option('--confirm-count <n>', 'the number of PCs, typed (ConfigMgr) / PC の台数の入力 (ConfigMgr)', whole);
  return withDelivery(command).action(async (name: string, form: Form) => {
    const target = await targetOf(form);
    if (form.platform === 'configmgr') await sayWhatStops(form);
    const made = await callApi<Made>(form, 'POST', '/packages', {
      name,
      platform: form.platform,
      target,
      networks: form.network ?? [],
      withoutUser: form.withoutUser,
      plainWay: form.plainWay,
      ...deliveryOf(form),
      ...given({
        knownRequired: form.known,
        pinValidityHours: form.pinHours,
        pcsPerUser: form.pcsPerUser,
        stopAfter: form.stopAfter,
        typedCount: form.confirmCount,
      }),
    });
    const ready = await waitForRoster(form, made);
    printFields({ id: ready.id, name: ready.name, planned: ready.planned, roster: ready.roster.state }, form.json);
  });
}

async function targetOf(form: Form) {
  const kinds = [form.user, form.group, form.pcList].filter((kind) => kind !== undefined);
  if (kinds.length !== 1) {
    throw failure(form, {
      en: 'Say whom it is for: --user, --group or --pc-list, one of them.',
      ja: '対象を --user、--group、--pc-list のいずれか 1 つで指定してください。',
    });
  }
  if (form.pcList !== undefined) return { kind: 'pcs', importId: form.pcList };
  const ids: string[] = [];
  for (const said of form.user ?? form.group ?? [])
    ids.push(
      await (form.user === undefined ? findId(form, '/groups', 'name', said) : findId(form, '/users', 'upn', said)),
    );
  return { kind: form.user === undefined ? 'groups' : 'users', ids };
}

/** A ConfigMgr client stops these functions by itself once the PC is enrolled: nobody may learn that afterwards. */
async function sayWhatStops(form: Form): Promise<void> {
  const functions = await callApi<{ text: Sentence }[]>(form, 'GET', '/packages/stopped-functions?platform=configmgr');
  note(
    {
      en: 'On these PCs the Configuration Manager client will stop by itself:',
      ja: 'これらの PC では、Configuration Manager クライアントの次の機能が自動的に停止します:',
    },
    form.language,
  );
  for (const { text } of functions) note({ en: `- ${text.en}`, ja: `- ${text.ja}` }, form.language);
}

async function waitForRoster(form: Form, made: Made): Promise<Made> {
  let pkg = made;
  if (pkg.roster.state !== 'building') return pkg;
  const bar = progressBar({ en: 'roster', ja: '登録対象一覧' }, form.language);
  bar.start(pkg.roster.total, pkg.roster.done);
  for (let look = 0; look < LONGEST_LOOKS && pkg.roster.state === 'building'; look++) {
    await sleep(LOOK_MS);
    pkg = await callApi<Made>(form, 'GET', `/packages/${made.id}`);
    bar.update(pkg.roster.done);
  }
  bar.stop();
  return pkg;
}
