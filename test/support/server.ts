import { randomBytes } from 'node:crypto';
import pino from 'pino';
import { type ComposeOptions, composeServer, type Server } from '../../src/compose.ts';
import { type Config, readConfig } from '../../src/config/config.ts';
import type { Settings } from '../../src/config/settings.ts';
import type { Actor } from '../../src/operators/model/actor.ts';
import { downloadPackage } from '../../src/packages/download-package.ts';
import type { PackageFiles } from '../../src/simulator/kit.ts';
import type { Pc } from '../../src/simulator/pc.ts';
import { readPackage } from '../../src/simulator/read-package.ts';
import type { Database } from '../../src/storage/database.ts';
import { storeSetting } from '../../src/storage/settings-store.ts';
import { freePorts } from './free-ports.ts';
import { createTestDatabase } from './postgres.ts';

export { freePorts };

/** A whole Baton on its own database and free ports of 127.0.0.1. */
export interface TestServer {
  readonly server: Server;
  readonly database: Database;
  readonly config: Config;
  readonly log: string[];
  set<Key extends keyof Settings>(key: Key, value: Settings[Key]): Promise<void>;
  stop(): Promise<void>;
}

export const OPERATOR: Actor = {
  kind: 'operator',
  id: '00000000-0000-7000-8000-000000000001',
  name: 'hanako',
  role: 'administrator',
};

export type TestServerOptions = Pick<ComposeOptions, 'graph'>;

/** Starts a Baton for a test file: PIN enrollment on, packages never pause unless the test says so. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const db = await createTestDatabase();
  const [enrollmentPort, managementPort, operatorPort] = await freePorts(3);
  const config = readConfig(
    {
      BATON_DATA: '/nonexistent/data',
      BATON_KEYS: '/nonexistent/keys',
      BATON_HOST: 'mdm.example.test',
      BATON_ADDRESS: '127.0.0.1',
      BATON_ENROLLMENT_PORT: String(enrollmentPort),
      BATON_MANAGEMENT_PORT: String(managementPort),
      BATON_OPERATOR_PORT: String(operatorPort),
    },
    '/',
  );
  await storeSetting(db.database, 'enrollment.pinEnabled', true, 'test');
  await storeSetting(db.database, 'package.stopAfter', 0, 'test');
  const log: string[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => void log.push(line) });
  const storage = { database: db.database, url: db.url, socket: null, close: async () => undefined };
  const server = await composeServer({
    config,
    storage,
    masterKey: randomBytes(32),
    environment: 'production',
    logger,
    ...options,
  });
  await server.start();
  return {
    server,
    database: db.database,
    config,
    log,
    set: async (key, value) => {
      await storeSetting(db.database, key, value, 'test');
      await server.settings.reload();
    },
    stop: async () => {
      await server.stop();
      await db.drop();
    },
  };
}

export interface PackageForTest {
  readonly platform?: 'configmgr' | 'epm' | 'none';
  readonly knownRequired?: 'stated' | 'listed';
  readonly networks?: string[];
  readonly stopAfter?: number;
  readonly withoutUser?: 'wait' | 'enroll';
  readonly plainWay?: boolean;
}

/** A package whose roster lists these PCs by serial number, UUID and client id, downloaded once. */
export async function packageForPcs(
  test: TestServer,
  pcs: readonly Pc[],
  options: PackageForTest = {},
): Promise<PackageFiles> {
  const id = await insertPackage(test, 'pcs', options);
  for (const { hardware } of pcs) {
    await test.database.query(
      `insert into roster_rows (package_id, kind, name, name_key, serial, uuid) values ($1, 'pc', $2, upper($2), upper($3), lower($4))`,
      [id, hardware.name, hardware.serial, hardware.uuid],
    );
  }
  return download(test, id);
}

/** A package whose roster lists these users, each with room for `pcsPerUser` PCs. */
export async function packageForUsers(
  test: TestServer,
  upns: readonly string[],
  pcsPerUser: number,
  options: PackageForTest = {},
): Promise<PackageFiles> {
  const id = await insertPackage(test, 'users', options);
  for (const upn of upns) {
    await test.database.query(
      `with u as (insert into users (id, upn, display_name, source, search) values (gen_random_uuid(), $2, $2, 'test', $2)
         on conflict (lower(upn)) do update set upn = excluded.upn returning id)
       insert into roster_rows (package_id, kind, capacity, user_id, upn_key) select $1, 'user', $3, id, lower($2) from u`,
      [id, upn, pcsPerUser],
    );
  }
  return download(test, id);
}

async function insertPackage(test: TestServer, target: 'pcs' | 'users', options: PackageForTest): Promise<string> {
  const { rows } = await test.database.query<{ id: string }>(
    `insert into packages (id, name, platform, target, known_required, networks, pin_validity_hours, pcs_per_user, without_user, stop_after, plain_way,
       roster_state, created_by)
     values (gen_random_uuid(), 'test', $1, $2, $3, $4, 24, 1, $5, $6, $7, 'ready', 'test') returning id`,
    [
      options.platform ?? 'configmgr',
      target,
      options.knownRequired ?? 'stated',
      options.networks ?? [],
      options.withoutUser ?? 'wait',
      options.stopAfter ?? 0,
      options.plainWay ?? false,
    ],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('no package');
  return id;
}

/** Downloads a package as an operator does, and reads the zip as a PC does. */
export async function download(test: TestServer, packageId: string, replace = false): Promise<PackageFiles> {
  const { zip } = await downloadPackage(test.server.packages, packageId, { replace, language: 'ja' }, OPERATOR, 'test');
  const chunks: Buffer[] = [];
  for await (const chunk of zip) chunks.push(chunk as Buffer);
  return readPackage(Buffer.concat(chunks));
}

/** How a simulated PC reaches a test server. */
export function reach(test: TestServer): { ca: string; address: string } {
  return { ca: test.server.tlsRootPem, address: '127.0.0.1' };
}
