// A throw-away Baton with a simulated company, on loopback only: packages are made, PCs run them through the real protocol
// over TLS, and the console stays up so that one watches them arrive.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import type https from 'node:https';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { Presets, SingleBar } from 'cli-progress';
import pino from 'pino';
import { readSamples } from './cli/rules.ts';
import { composeServer, type Server } from './compose.ts';
import { readConfig } from './config/config.ts';
import { openDataFolder } from './config/data-folder.ts';
import { searchDuplicates } from './devices/duplicates/search-duplicates.ts';
import { countDevices } from './devices/list-devices.ts';
import { STAGES } from './devices/model/stages.ts';
import { evidenceOfSample } from './diagnosis/corpus/evidence-of-sample.ts';
import { type ExampleEvidence, restOfPc } from './diagnosis/corpus/rest-of-pc.ts';
import type { Sample } from './diagnosis/corpus/sample.ts';
import { RULES } from './diagnosis/rules/rules.ts';
import { makeApiToken } from './operators/api-tokens.ts';
import { makeFirstOperator } from './operators/make-first-operator.ts';
import type { Actor } from './operators/model/actor.ts';
import { continuePackage } from './packages/change-package.ts';
import { downloadPackage } from './packages/download-package.ts';
import { makePackage } from './packages/make-package.ts';
import { type Estate, makeEstate } from './simulator/estate.ts';
import { request } from './simulator/http.ts';
import { type KitOutcome, type PackageFiles, runKit } from './simulator/kit.ts';
import { type Hardware, makePc, type Pc } from './simulator/pc.ts';
import { bringPeople } from './simulator/people.ts';
import { Random } from './simulator/random.ts';
import { readPackage } from './simulator/read-package.ts';
import { runSession } from './simulator/session.ts';
import { uuidv7 } from './storage/ids.ts';
import { openStorage, type Storage } from './storage/open-storage.ts';
import { storeSetting } from './storage/settings-store.ts';

const PCS_AT_ONCE = 6;
/** Enrolled PCs that send evidence too, so that the console has healthy ones beside those in trouble. */
const HEALTHY_EVIDENCE = 200;
const MOST_PER_CAUSE = 3;
const CORPUS = path.join(import.meta.dirname, 'diagnosis/corpus');
/** An evidence file of a healthy PC, which has what a sample says nothing of. */
const EXAMPLE = JSON.parse(
  fs.readFileSync(path.join(import.meta.dirname, '../package-kit/cases/evidence-example.json'), 'utf8'),
) as ExampleEvidence;
const HEALTHY_SAMPLES = { configmgr: 'made-evidence-coexistence-baton', epm: 'made-evidence-epm-and-baton' };
const MAX_TRIES = 200;
const ACTOR: Actor = {
  kind: 'operator',
  id: '00000000-0000-7000-8000-000000000000',
  name: 'training',
  role: 'administrator',
};

interface Options {
  readonly devices: number;
  readonly seed: number;
  readonly json: boolean;
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      devices: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  });
  const whole = (text: string, most: number) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1 || value > most)
      fail(
        `A whole number from 1 to ${most} is expected, not "${text}".`,
        `1 から ${most} までの整数を指定してください。`,
      );
    return value;
  };
  return { devices: whole(values.devices, 100_000), seed: whole(values.seed, 2 ** 31), json: values.json };
}

function fail(en: string, ja: string): never {
  process.stderr.write(`${en}\n${ja}\n`);
  process.exit(2);
}

/** Ports of loopback that are free now. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<net.Server>((resolve) => {
          const server = net.createServer().listen(0, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as net.AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

interface Training {
  readonly server: Server;
  readonly storage: Storage;
  readonly console: string;
  /** Base URL of the management door. */
  readonly management: string;
  readonly wire: { readonly ca: string; readonly address: string };
  stop(): Promise<void>;
}

async function startTraining(): Promise<Training> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-training-'));
  fs.chmodSync(folder, 0o755);
  const [enrollment, management, operator] = await freePorts(3);
  const config = readConfig(
    {
      BATON_DATA: path.join(folder, 'data'),
      BATON_KEYS: path.join(folder, 'keys'),
      BATON_HOST: 'localhost',
      BATON_ADDRESS: '127.0.0.1',
      BATON_ENROLLMENT_PORT: String(enrollment),
      BATON_MANAGEMENT_PORT: String(management),
      BATON_OPERATOR_PORT: String(operator),
    },
    folder,
  );
  const data = openDataFolder(config.dataFolder, 'training');
  const storage = await openStorage({ url: null, dataFolder: config.dataFolder });
  const logger = pino({ level: 'warn' }, pino.destination(2));
  await storeSetting(storage.database, 'enrollment.pinEnabled', true, ACTOR.name);
  const server = await composeServer({ config, storage, masterKey: randomBytes(32), environment: 'training', logger });
  await server.start();
  return {
    server,
    storage,
    console: `http://127.0.0.1:${operator}/`,
    management: `https://localhost:${management}`,
    wire: { ca: server.tlsRootPem, address: '127.0.0.1' },
    stop: async () => {
      await server.stop();
      await storage.close();
      data.release();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

type ListedHardware = Pick<Hardware, 'name' | 'domain' | 'serial' | 'uuid' | 'clientId'>;

/** PCs of the company that the old platform lists. */
function listed(estate: Estate, platform: 'configmgr' | 'epm'): readonly Hardware[] {
  return estate.pcs.filter((entry) => entry.platform === platform).map((entry) => entry.pc.hardware);
}

/**
 * Rows of an older list: some PCs by name and client GUID alone, one of them under its former name, and one PC that was made from an image
 * taken with the client. They become records beside those of the PCs themselves, for the page of duplicate PCs.
 */
function olderList(pcs: readonly Hardware[], random: Random): readonly ListedHardware[] {
  return pcs.slice(0, 4).map((pc, index) => {
    const { domain, clientId } = pc;
    if (index === 3) return { ...makePc(random, { name: 'IMG-PC-01' }).hardware, clientId };
    return { name: index === 2 ? `OLD-${pc.name}`.slice(0, 15) : pc.name, domain, serial: '', uuid: '', clientId };
  });
}

/** A package from the old platform's list, downloaded once. */
async function makeTrainingPackage(
  training: Training,
  members: readonly ListedHardware[],
  platform: 'configmgr' | 'epm',
  name: string,
): Promise<PackageFiles> {
  const room = {
    ...training.server.packages,
    readPcList: async function* () {
      for (const hardware of members) {
        yield {
          name: hardware.name,
          domain: hardware.domain,
          serial: hardware.serial,
          uuid: hardware.uuid,
          configmgrId: hardware.clientId.configmgr ?? '',
          epmId: hardware.clientId.epm ?? '',
        };
      }
    },
  };
  const id = await makePackage(
    room,
    {
      name,
      platform,
      target: { kind: 'pcs', importId: uuidv7() },
      networks: [],
      withoutUser: 'wait',
      plainWay: false,
      typedCount: members.length,
    },
    ACTOR,
    'training',
  );
  const { zip } = await downloadPackage(
    training.server.packages,
    id,
    { replace: false, language: 'ja' },
    ACTOR,
    'training',
  );
  const chunks: Buffer[] = [];
  for await (const chunk of zip) chunks.push(chunk as Buffer);
  return readPackage(Buffer.concat(chunks));
}

/** What a PC sends as its evidence: a sample of the corpus as this PC would have written it. */
function evidenceOf(sample: Sample, pc: Pc): Buffer {
  const head = {
    name: pc.hardware.name,
    serial: pc.hardware.serial,
    uuid: pc.hardware.uuid,
    collectedAt: `${new Date().toISOString().slice(0, 19)}Z`,
  };
  const decode = (bytes: Uint8Array) => {
    const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
    return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes);
  };
  return gzipSync(JSON.stringify(evidenceOfSample(sample, head, decode, restOfPc(sample, EXAMPLE))));
}

async function sendEvidence(
  training: Training,
  url: string,
  body: Buffer,
  proof: { readonly agent: https.Agent } | { readonly authorization: string },
): Promise<string | null> {
  const { ca, address } = training.wire;
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'content-encoding': 'gzip',
    ...('authorization' in proof ? { authorization: proof.authorization } : {}),
  };
  const answer = await request('POST', url, { ca, address, ...('agent' in proof ? proof : {}) }, body, headers);
  return answer.status === 204 ? null : `${answer.status} ${answer.body.toString().slice(0, 200)}`;
}

/**
 * PCs with each of the causes that the corpus has, beside the healthy ones: they have the package and show its PIN, hold no claim, and
 * send evidence. The same seed gives the same PCs.
 */
async function runTroubledPcs(
  training: Training,
  options: Options,
  samples: readonly Sample[],
  packages: { readonly configmgr: PackageFiles; readonly epm?: PackageFiles },
  failures: string[],
): Promise<void> {
  const random = new Random(options.seed + 2);
  const causes = new Set(RULES.filter((rule) => /^(?:error|warning)$/.test(rule.severity)).map((rule) => rule.id));
  const troubled = samples
    .filter((sample) => sample.expected.some(({ id }) => causes.has(id)))
    .flatMap((sample) => Array.from({ length: random.integer(1, MOST_PER_CAUSE) }, () => sample))
    .map((sample, index) => {
      const name = `KYT-PC-${String(index + 1).padStart(4, '0')}`;
      return { sample, pc: makePc(random, { name, user: `user${index}@example.test` }) };
    });
  const waiting = troubled.values();
  await Promise.all(
    Array.from({ length: PCS_AT_ONCE }, async () => {
      for (const { sample, pc } of waiting) {
        const files = (sample.name.includes('epm') ? packages.epm : undefined) ?? packages.configmgr;
        const authorization = `Baton-Pin ${files.packageId}:${files.pin}:${pc.hardware.name}`;
        const url = `${files.enrollment}/kit/v1/evidence`;
        const failure = await sendEvidence(training, url, evidenceOf(sample, pc), { authorization });
        if (failure !== null) failures.push(`${pc.hardware.name}: ${sample.name}: ${failure}`);
        pc.off();
      }
    }),
  );
  // a company's troubles did not all begin today
  await training.storage.database.query(
    `update findings f set first_at = f.first_at - make_interval(days => ('x' || substr(md5(d.name || f.finding_id), 1, 4))::bit(16)::int % 14)
     from diagnoses d where d.pc = f.pc`,
  );
}

/** One PC runs its package until it is enrolled; "later" is tried again after the operator continued the package. */
async function runPc(training: Training, pc: Pc, files: PackageFiles, healthy: Sample | null): Promise<KitOutcome> {
  let outcome: KitOutcome = { result: 'later', reason: '' };
  for (let attempt = 0; attempt < MAX_TRIES && outcome.result === 'later'; attempt++) {
    if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, 50));
    outcome = await runKit(pc, files, { ...training.wire, saysCopied: attempt === 0 });
    if (outcome.result === 'later') await continuePackage(training.server.packages, files.packageId, ACTOR, 'training');
  }
  if (outcome.result === 'enrolled') await runSession(pc, training.wire);
  if (healthy !== null && pc.account !== null) {
    const url = `${training.management}/kit/v1/evidence`;
    await sendEvidence(training, url, evidenceOf(healthy, pc), { agent: pc.account.agent });
  }
  pc.off();
  return outcome;
}

/** Visitors that must not get in: a stray copy of the package, a wrong PIN, a PC with another MDM. */
async function runVisitors(training: Training, seed: number, files: PackageFiles): Promise<void> {
  const random = new Random(seed + 1);
  const stray = makePc(random, { name: 'STRAY-PC-01', user: 'visitor@example.test' });
  await runKit(stray, files, training.wire);
  const guessing = makePc(random, { name: 'STRAY-PC-02', user: 'visitor@example.test' });
  await runKit(guessing, { ...files, pin: 'WRQNGP2N2345' }, training.wire);
  const managed = makePc(random, { name: 'STRAY-PC-03', user: 'visitor@example.test' });
  managed.mdms = [{ providerId: 'MS DM Server', upn: 'visitor@example.test' }];
  await runKit(managed, files, training.wire);
  for (const pc of [stray, guessing, managed]) pc.off();
}

async function countStages(training: Training): Promise<Record<string, number>> {
  const now = new Date();
  const clock = { now, silentBefore: new Date(now.getTime() - 7 * 86_400_000) };
  const counts = await Promise.all(
    STAGES.map((stage) => countDevices(training.storage.database, { stage: [stage] }, clock)),
  );
  return Object.fromEntries(STAGES.map((stage, index) => [stage, counts[index] ?? 0]));
}

const options = readOptions();
if (process.env['DATABASE_URL']) {
  fail(
    'npm run training never uses a real database: unset DATABASE_URL.',
    'npm run training では実データベースを使用できません。DATABASE_URL を解除してください。',
  );
}
const stopped = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
});
const estate = makeEstate(options.seed, options.devices);
const training = await startTraining();
const first = await makeFirstOperator(training.server.operators, 'training');
await training.storage.database.query('update operators set must_change_password = false');
const token = await makeApiToken(
  training.server.operators,
  { name: 'training', role: 'administrator', expiresInDays: 1 },
  ACTOR,
  'training',
);
if (!options.json) {
  process.stdout.write(
    `Console / コンソール: ${training.console}\nUser name / ユーザー名: ${first?.userName}\nPassword / パスワード: ${first?.oneTimePassword}\n\n`,
  );
}
await bringPeople({ base: training.console, token: token.secret }, estate);
const byConfigMgr = listed(estate, 'configmgr');
if (options.devices > 1)
  await makeTrainingPackage(
    training,
    olderList(byConfigMgr, new Random(options.seed + 3)),
    'configmgr',
    '古い一覧 (ConfigMgr)',
  );
const packages = {
  configmgr: await makeTrainingPackage(training, byConfigMgr, 'configmgr', '東京本社 (ConfigMgr)'),
  ...(options.devices > 1
    ? { epm: await makeTrainingPackage(training, listed(estate, 'epm'), 'epm', '大阪 (Ivanti EPM)') }
    : {}),
};
const bar = new SingleBar(
  {
    format: 'PCs enrolled / 登録済み [{bar}] {value}/{total}',
    stream: process.stderr,
    noTTYOutput: true,
    notTTYSchedule: 5_000,
  },
  Presets.legacy,
);
bar.start(options.devices, 0);
const failures: string[] = [];
const samples = await readSamples([CORPUS]);
const healthySample = (platform: 'configmgr' | 'epm', index: number) =>
  index < HEALTHY_EVIDENCE
    ? (samples.find(({ name }) => name === `${HEALTHY_SAMPLES[platform]}.sample`) ?? null)
    : null;
let next = 0;
await Promise.all(
  Array.from({ length: PCS_AT_ONCE }, async () => {
    for (let index = next++; index < estate.pcs.length; index = next++) {
      const entry = estate.pcs[index];
      const files = entry === undefined ? undefined : packages[entry.platform];
      if (entry === undefined || files === undefined) continue;
      const outcome = await runPc(training, entry.pc, files, healthySample(entry.platform, index));
      if (outcome.result !== 'enrolled') failures.push(`${entry.pc.hardware.name}: ${JSON.stringify(outcome)}`);
      bar.increment();
    }
  }),
);
await runVisitors(training, options.seed, packages.configmgr);
await runTroubledPcs(training, options, samples, packages, failures);
await searchDuplicates(training.storage.database, new Date());
bar.stop();
for (const failure of failures.slice(0, 20)) process.stderr.write(`${failure}\n`);
const stages = await countStages(training);
if (options.json) {
  process.stdout.write(
    `${JSON.stringify({ console: training.console, api: `${training.console}api/v1`, token: token.secret, stages })}\n`,
  );
} else {
  process.stdout.write(
    `\n${Object.entries(stages)
      .map(([stage, count]) => `${stage}: ${count}`)
      .join('\n')}\n\nThe console stays up; Ctrl+C ends it. / コンソールは起動したままです。Ctrl+C で終了します。\n`,
  );
}
await stopped;
await training.stop();
process.exit(0);
