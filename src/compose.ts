import { createHmac, randomBytes } from 'node:crypto';
import path from 'node:path';
import { Server as TlsServer } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import pino, { type Logger } from 'pino';
import type { Config } from './config/config.ts';
import { parseSettings, type Settings } from './config/settings.ts';
import { readTlsFiles } from './config/tls-files.ts';
import { searchDuplicates } from './devices/duplicates/search-duplicates.ts';
import { startDiagnosisThreads } from './devices/evidence/diagnosis-threads.ts';
import type { EvidenceRoom } from './devices/evidence/evidence-room.ts';
import { rediagnose } from './devices/evidence/rediagnose.ts';
import { expireImports } from './directory/imports/expire-imports.ts';
import type { ImportsRoom } from './directory/imports/imports-room.ts';
import { readPcList } from './directory/imports/read-pc-list.ts';
import { IMPORTS_TASK, importsTask } from './directory/imports/run-imports.ts';
import { expireSources } from './directory/sources/expire-sources.ts';
import { SOURCES_TASK, sourcesTask } from './directory/sources/run-sources.ts';
import type { SourcesRoom } from './directory/sources/sources-room.ts';
import type { EnrollmentRoom } from './enrollment/enrollment-room.ts';
import { expireClaims } from './enrollment/expire-claims.ts';
import { runUpkeep, type UpkeepStep } from './jobs/upkeep.ts';
import { startWorker, type Task, type Worker } from './jobs/worker.ts';
import { endOverdue, expireCommands } from './management/expire-commands.ts';
import { forgetReplies, thinSessions } from './management/keep-sessions.ts';
import type { ManagementRoom } from './management/run-session.ts';
import { tellNotices } from './notices/tell.ts';
import { expireOperatorSessions } from './operators/expire-sessions.ts';
import type { OperatorsRoom } from './operators/operators-room.ts';
import { createPasswords } from './operators/passwords.ts';
import { createSignInThrottle } from './operators/sign-in-throttle.ts';
import { watchChanges } from './overview/watch-changes.ts';
import { buildRoster } from './packages/build-roster.ts';
import { resumeRosters } from './packages/make-package.ts';
import type { PackagesRoom } from './packages/packages-room.ts';
import { certificatePem } from './pki/certificate.ts';
import { type Authorities, completeAuthorities } from './pki/complete-authorities.ts';
import { issueDeviceCertificate } from './pki/issue.ts';
import { deriveKey, openSealer } from './pki/seal.ts';
import { openSigner } from './pki/signer.ts';
import { sha256Fingerprint } from './pki/thumbprint.ts';
import { openDeviceIssuer } from './pki/verify.ts';
import { DISCOVERY_PATH } from './server/enrollment-door/discovery.ts';
import { createEnrollmentDoor } from './server/enrollment-door/door.ts';
import { ENROLLMENT_PATH } from './server/enrollment-door/enrollment.ts';
import { POLICY_PATH } from './server/enrollment-door/policy.ts';
import { keepTlsFresh, type TlsPair } from './server/keep-tls-fresh.ts';
import { createManagementDoor, MANAGEMENT_PATH } from './server/management-door/door.ts';
import { createOperatorDoor } from './server/operator-door/door.ts';
import { openAuthorities } from './storage/authorities-store.ts';
import { dropOldPartitions, makeDailyPartitions } from './storage/daily-partitions.ts';
import type { Database } from './storage/database.ts';
import { watchLive } from './storage/live.ts';
import type { Storage } from './storage/open-storage.ts';
import { watchSettings } from './storage/settings-store.ts';

/** What a running Baton is made from. */
export interface ComposeOptions {
  readonly config: Config;
  readonly storage: Storage;
  readonly masterKey: Buffer;
  readonly environment: 'production' | 'training';
  readonly logger?: Logger;
  /** A double of Microsoft's clouds on this machine, for tests. */
  readonly graph?: { readonly login: string; readonly graph: string };
}

/** A composed server: its rooms for whoever starts it, its doors to be opened and closed. */
export interface Server {
  readonly operators: OperatorsRoom;
  readonly packages: PackagesRoom;
  readonly enrollment: EnrollmentRoom;
  readonly management: ManagementRoom;
  readonly settings: { current(): Settings; reload(): Promise<void> };
  /** PEM of the TLS root that PCs are to trust. */
  readonly tlsRootPem: string;
  /** Opens the doors. @throws the listening error, with `port` where one is taken */
  start(): Promise<void>;
  /** Stops taking requests, finishes those under way, lets go of what was opened here (not of the storage). */
  stop(): Promise<void>;
}

const VERSION = '0.1.0';
const REDIAGNOSIS_TASK = 'rediagnosis';
const KIT_FOLDER = path.resolve(import.meta.dirname, '../package-kit');

/** Every hour, a few minutes past, when few other machines begin something. */
const UPKEEP_CRON = '7 * * * *';
const NOTICES_CRON = '*/10 * * * *';

/** What is kept up without a request: room for the coming days, and an end for all that has a set life. */
export function upkeepSteps(database: Database, settings: () => Settings): readonly UpkeepStep[] {
  return [
    { name: 'partitions made', run: (now) => makeDailyPartitions(database, now) },
    {
      name: 'partitions dropped',
      run: (now) =>
        dropOldPartitions(database, now, {
          attemptDays: settings()['retention.attemptDays'],
          sessionXmlDays: settings()['retention.sessionXmlDays'],
        }),
    },
    {
      name: 'sessions thinned',
      run: (now) =>
        thinSessions(database, now, {
          count: settings()['retention.sessionXmlCount'],
          days: settings()['retention.sessionXmlDays'],
        }),
    },
    { name: 'replies forgotten', run: (now) => forgetReplies(database, now) },
    { name: 'commands expired', run: (now) => expireCommands(database, now) },
    { name: 'overdue un-enrollments ended', run: (now) => endOverdue(database, now) },
    { name: 'claims expired', run: (now) => expireClaims(database, now) },
    { name: 'people and groups of sources expired', run: (now) => expireSources(database, now) },
    { name: 'duplicates found', run: async (now) => (await searchDuplicates(database, now)).groups },
    { name: 'imports expired', run: (now) => expireImports(database, now) },
    { name: 'console sessions expired', run: (now) => expireOperatorSessions(database, now) },
  ];
}

/** Telling notices, where a receiver is configured. */
function noticesTask(database: Database, config: Config, clock: () => Date): Task[] {
  const { webhook } = config;
  if (webhook === undefined) return [];
  const scheme = config.isOperatorDoorTls ? 'https' : 'http';
  const receiver = () => ({
    url: webhook.url.reveal(),
    secret: webhook.secret?.reveal(),
    console: `${scheme}://${config.host}:${config.operatorDoor.port}`,
  });
  const run = async () => {
    await tellNotices(database, receiver(), clock());
  };
  return [{ name: 'notices', cron: NOTICES_CRON, run }];
}

/** The only place where things are constructed. */
export async function composeServer(options: ComposeOptions): Promise<Server> {
  const { config, storage, masterKey } = options;
  const { database } = storage;
  const logger = options.logger ?? pino({ level: config.logLevel });
  const clock = () => new Date();
  const sealer = openSealer(masterKey);
  const keys = { pin: deriveKey(masterKey, 'pin'), token: deriveKey(masterKey, 'token') };
  const hmac = (purpose: 'pin' | 'token', text: string) => createHmac('sha256', keys[purpose]).update(text).digest();
  const readAuthorities = () =>
    openAuthorities(database, (stored, isTlsRootOut) =>
      completeAuthorities({
        stored,
        sealer,
        hosts: config.hosts,
        now: clock(),
        mayReplaceTlsRoot: config.mayReplaceTlsRoot || !isTlsRootOut,
      }),
    );
  const authorities = await readAuthorities();
  await makeDailyPartitions(database, clock());
  const tlsRootPem = certificatePem(authorities.tlsRoot.certificate);
  const tlsPair = ({ tlsServer }: Authorities): TlsPair =>
    config.tlsFiles === undefined
      ? {
          cert: certificatePem(tlsServer.certificate) + tlsRootPem,
          key: tlsServer.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
        }
      : readTlsFiles(config.tlsFiles, config.host, clock());
  const tls = tlsPair(authorities);
  // last of what may fail: from here on there is a connection to give back
  const settings = await watchSettings(database, parseSettings);

  const enrollmentBase = `https://${config.host}:${config.enrollmentDoor.port}`;
  const managementBase = `https://${config.host}:${config.managementDoor.port}`;
  const signer = openSigner(authorities.deviceIssuing.certificate, authorities.deviceIssuing.privateKey);

  const enrollment: EnrollmentRoom = {
    database,
    settings: settings.current,
    hmac,
    issue: (fields) => issueDeviceCertificate(signer, fields),
    chain: { root: authorities.deviceRoot.certificate, issuing: authorities.deviceIssuing.certificate },
    addresses: {
      host: config.host,
      discovery: enrollmentBase + DISCOVERY_PATH,
      policy: enrollmentBase + POLICY_PATH,
      enrollment: enrollmentBase + ENROLLMENT_PATH,
      management: managementBase + MANAGEMENT_PATH,
      renewal: managementBase + ENROLLMENT_PATH,
    },
    clock,
  };
  const management: ManagementRoom = {
    database,
    settings: settings.current,
    seal: (plain, context) => sealer.seal(plain, context),
    open: (sealed, context) => sealer.unseal(sealed, context),
    clock,
  };
  const packages: PackagesRoom = {
    database,
    settings: settings.current,
    hmac,
    randomBytes,
    addresses: {
      host: config.host,
      enrollment: enrollmentBase,
      discovery: enrollmentBase + DISCOVERY_PATH,
      management: managementBase,
    },
    tlsRoot: () =>
      config.tlsFiles === undefined
        ? { pem: tlsRootPem, sha256: sha256Fingerprint(authorities.tlsRoot.certificate) }
        : null,
    kitFolder: KIT_FOLDER,
    readPcList: (importId) => readPcList(database, importId),
    // goes on behind the answer; what a stop cuts off is taken up at the next start
    queueRoster: async (packageId) => {
      void buildRoster(packages, packageId).catch((error: unknown) =>
        logger.error({ packageId, err: error }, 'roster not written'),
      );
    },
    clock,
  };

  const evidence: EvidenceRoom = { database, threads: startDiagnosisThreads(), version: VERSION, clock };

  const operators: OperatorsRoom = {
    database,
    hmac,
    passwords: createPasswords(),
    throttle: createSignInThrottle(),
    clock,
  };
  const upkeep = upkeepSteps(database, settings.current);
  let worker: Worker | undefined;
  const stopping = new AbortController();
  const imports: ImportsRoom = {
    database,
    // before the worker started, nothing is lost: the job looks for work when it does
    wake: async () => worker?.queue(IMPORTS_TASK),
    stopping: stopping.signal,
    log: logger,
    clock,
  };
  const sources: SourcesRoom = {
    database,
    databaseUrl: storage.url,
    seal: (plain, context) => sealer.seal(plain, context),
    unseal: (sealed, context) => sealer.unseal(sealed, context),
    wake: async () => worker?.queue(SOURCES_TASK),
    stopping: stopping.signal,
    log: logger,
    clock,
    ...(options.graph === undefined ? {} : { graph: options.graph }),
  };
  const tasks = [
    { name: 'upkeep', cron: UPKEEP_CRON, run: () => runUpkeep(upkeep, clock(), logger) },
    importsTask(imports),
    sourcesTask(sources),
    ...noticesTask(database, config, clock),
    {
      name: REDIAGNOSIS_TASK,
      run: async () => {
        await rediagnose(evidence, stopping.signal);
      },
    },
  ];
  const operatorScheme = config.isOperatorDoorTls ? 'https' : 'http';
  const live = await watchLive(database);
  let stopWatching: (() => Promise<void>) | undefined;
  const operatorDoor = await createOperatorDoor(
    {
      database,
      operators,
      packages,
      imports,
      sources,
      evidence,
      queueTask: async (task) => worker?.queue(task),
      settings,
      live,
      environment: options.environment,
      version: VERSION,
      addresses: {
        enrollment: enrollmentBase,
        management: managementBase,
        operator: `${operatorScheme}://${config.host}:${config.operatorDoor.port}`,
        discovery: enrollmentBase + DISCOVERY_PATH,
      },
      clock,
    },
    { logger, hosts: [...config.hosts, config.operatorDoor.address], ...(config.isOperatorDoorTls ? { tls } : {}) },
  );
  const enrollmentDoor = createEnrollmentDoor(enrollment, evidence, { tls, logger });
  const managementDoor = createManagementDoor(management, enrollment, evidence, {
    tls,
    logger,
    issuer: openDeviceIssuer(authorities.deviceIssuing.certificate),
  });
  const doors: readonly (readonly [FastifyInstance, string, number])[] = [
    [enrollmentDoor, config.enrollmentDoor.address, config.enrollmentDoor.port],
    [managementDoor, config.managementDoor.address, config.managementDoor.port],
    [operatorDoor, config.operatorDoor.address, config.operatorDoor.port],
  ];

  const tlsWatch = keepTlsFresh({
    doors: doors.flatMap(([door]) => (door.server instanceof TlsServer ? [door.server] : [])),
    current: tls,
    read: async () => tlsPair(await readAuthorities()),
    log: logger,
  });

  return {
    operators,
    packages,
    enrollment,
    management,
    settings,
    tlsRootPem,
    start: async () => {
      for (const [door, host, port] of doors) await door.listen({ host, port });
      stopWatching = watchChanges(database);
      worker = await startWorker({ pool: database.pool, tasks, log: logger });
      await worker.queue('upkeep');
      await worker.queue(IMPORTS_TASK);
      await worker.queue(SOURCES_TASK);
      // rules may have changed with the release
      await worker.queue(REDIAGNOSIS_TASK);
      void resumeRosters(packages).catch((error: unknown) => logger.error({ err: error }, 'rosters not resumed'));
    },
    stop: async () => {
      stopping.abort();
      tlsWatch.stop();
      await Promise.all(doors.map(([door]) => door.close()));
      await stopWatching?.();
      await worker?.stop();
      await evidence.threads.stop();
      await live.close();
      await settings.close();
    },
  };
}
