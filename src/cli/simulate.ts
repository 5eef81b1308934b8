import fs from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { makeEstate, pcListCsv, userListCsv } from '../simulator/estate.ts';
import type { Pc } from '../simulator/pc.ts';
import { Random } from '../simulator/random.ts';
import { type DownloadedPackage, readPackage } from '../simulator/read-package.ts';
import { countReasons, countStages, runFleet } from '../simulator/run-fleet.ts';
import { playScene, SCENES, type Scene, type SceneStep } from '../simulator/scenes.ts';
import { failure, whole } from './api-client.ts';
import { type Language, languageOption } from './language.ts';
import { printJson, printRows } from './print.ts';
import { progressBar } from './progress.ts';

interface Options {
  readonly pcs: number;
  readonly seed: number;
  readonly server: string;
  readonly root?: string;
  readonly estate?: 'pcs' | 'users';
  readonly platform: 'configmgr' | 'epm';
  readonly atOnce: number;
  readonly tries: number;
  readonly sessions: number;
  readonly way: 'secret' | 'shared';
  readonly lostAnswers: number;
  readonly kills: number;
  readonly duplicates: number;
  readonly wrongPins: number;
  readonly restarts: number;
  readonly clockSkew: number;
  readonly scene: readonly Scene[];
  readonly json: boolean;
  readonly language: Language;
}

const LOOPBACK = /^(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1|localhost)$/;

/** `baton simulate`: PCs of a seed run a downloaded package against the doors on this machine. Needs no token. */
export function simulateCommand(): Command {
  return new Command('simulate')
    .description(
      'simulated PCs run a downloaded package on this machine / 配布パッケージを実行する PC のシミュレーション',
    )
    .argument('[zip]', 'a downloaded package / ダウンロードした配布パッケージ')
    .addOption(
      new Option('--estate <list>', "print the PCs' list for an import instead / 取り込み用の一覧を出力").choices([
        'pcs',
        'users',
      ]),
    )
    .addOption(
      new Option('--platform <platform>', 'with --estate / 旧管理基盤')
        .choices(['configmgr', 'epm'])
        .default('configmgr'),
    )
    .option('--pcs <n>', 'PCs / PC の台数', whole, 20)
    .option('--seed <n>', 'the same seed, the same PCs and mishaps / シード', whole, 1)
    .option(
      '--server <address>',
      'where the doors are; this machine only / 接続先 (このコンピューターのみ)',
      loopback,
      '127.0.0.1',
    )
    .option('--root <file>', 'PEM to trust where the package brings no root / 信頼するルート証明書の PEM ファイル')
    .option('--at-once <n>', 'PCs at the same time / 同時に実行する台数', whole, 8)
    .option('--tries <n>', 'runs of the package on a PC before it gives up / PC ごとの実行回数の上限', whole, 10)
    .option('--sessions <n>', 'management sessions of each PC / PC ごとの管理セッション数', whole, 1)
    .addOption(
      new Option('--way <way>', 'ICD.exe on the PC, or the shared ppkg / 登録方法')
        .choices(['secret', 'shared'])
        .default('secret'),
    )
    .option('--lost-answers <rate>', 'answers lost on the way, 0 to 1 / 失われる応答の割合', rate, 0)
    .option('--kills <rate>', 'switched off between two steps / 手順の間で電源が切れる割合', rate, 0)
    .option('--duplicates <rate>', 'requests sent twice / 2 回送信される要求の割合', rate, 0)
    .option('--wrong-pins <rate>', 'PCs with a wrong PIN / PIN を間違える PC の割合', rate, 0)
    .option('--restarts <rate>', 'restarts before a next try / 再試行前に再起動する割合', rate, 0)
    .option('--clock-skew <minutes>', 'clocks off by up to this / 時計のずれの最大値 (分)', whole, 0)
    .option('--scene <scene>', `${SCENES.join(', ')}; repeatable / 場面`, scene, [])
    .option('--json', 'print one JSON object / JSON で出力', false)
    .addOption(languageOption())
    .action(async (zip: string | undefined, options: Options) => {
      if (options.estate !== undefined) return printEstate(options);
      if (zip === undefined) {
        throw failure(options, {
          en: 'Name a downloaded package, or use --estate.',
          ja: '配布パッケージのファイルを指定するか、--estate を使用してください。',
        });
      }
      await simulate(await openPackage(zip, options), options);
    });
}

async function openPackage(zip: string, options: Options): Promise<DownloadedPackage> {
  let files: DownloadedPackage;
  try {
    files = await readPackage(fs.readFileSync(zip));
  } catch (error) {
    const { message } = error as Error;
    throw failure(options, {
      en: `${zip} cannot be read as a distribution package: ${message}`,
      ja: `${zip} を配布パッケージとして読み取れません: ${message}`,
    });
  }
  if (files.shared === null && (options.way === 'shared' || options.scene.includes('spoofer'))) {
    throw failure(options, {
      en: 'This package holds no shared provisioning package that can be read without Windows.',
      ja: 'この配布パッケージには、Windows なしで読み取れる共有プロビジョニング パッケージがありません。',
    });
  }
  return files;
}

function printEstate(options: Options): void {
  const estate = makeEstate(options.seed, options.pcs, options.platform);
  process.stdout.write(options.estate === 'users' ? userListCsv(estate) : pcListCsv(estate));
}

async function simulate(files: DownloadedPackage, options: Options): Promise<void> {
  const company = companyOf(files, options);
  const actors = company.slice(Math.max(0, company.length - options.scene.length));
  const pcs = company.slice(0, company.length - actors.length);
  const ca = options.root === undefined ? files.rootPem : fs.readFileSync(options.root, 'utf8');
  const wire = { address: options.server, ca };
  const bar = progressBar({ en: 'PCs', ja: 'PC' }, options.language);
  bar.start(pcs.length, 0);
  const results = await runFleet(pcs, files, { ...options, wire, rates: options, skewMinutes: options.clockSkew }, () =>
    bar.increment(),
  );
  bar.stop();
  const scenes: { scene: Scene; steps: SceneStep[] }[] = [];
  for (const [index, pc] of actors.entries()) {
    const name = options.scene[index];
    if (name === undefined) break;
    scenes.push({
      scene: name,
      steps: await playScene(name, { pc, files, wire, random: new Random(options.seed + index) }),
    });
    pc.off();
  }
  const stages = countStages(results);
  const reasons = countReasons(results);
  if (options.json) return printJson({ stages, reasons, pcs: results, scenes });
  printRows(
    Object.entries(stages).map(([stage, count]) => ({ stage, PCs: count })),
    ['stage', 'PCs'],
    false,
  );
  if (reasons.length > 0) {
    process.stdout.write('\n');
    printRows(reasons, ['pcs', 'end', 'reason'], false);
  }
  for (const { scene: name, steps } of scenes) {
    process.stdout.write(`\n${name}\n`);
    printRows(
      steps.map((step) => ({ ...step })),
      ['who', 'what', 'told'],
      false,
    );
  }
}

/** The PCs of the seed under the package's old platform; for a package without one they have none. */
function companyOf(files: DownloadedPackage, options: Options): Pc[] {
  const { pcs } = makeEstate(options.seed, options.pcs, files.platform === 'epm' ? 'epm' : 'configmgr');
  return pcs.map(({ pc }) => {
    if (files.platform === 'none') pc.oldPlatforms = [];
    return pc;
  });
}

function loopback(value: string): string {
  if (!LOOPBACK.test(value))
    throw new InvalidArgumentError('only an address of this machine / このコンピューターのアドレスだけを指定できます');
  return value;
}

function rate(value: string): number {
  const number = Number(value);
  if (!/^\d?(\.\d+)?$/.test(value) || number > 1)
    throw new InvalidArgumentError('0 to 1 is expected / 0 から 1 までの値を指定してください');
  return number;
}

function scene(value: string, before: readonly Scene[]): Scene[] {
  const known = SCENES.find((name) => name === value);
  if (known === undefined) throw new InvalidArgumentError(SCENES.join(', '));
  return [...before, known];
}
