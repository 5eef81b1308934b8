import { X509Certificate as Certificate, createHash, randomBytes, type X509Certificate } from 'node:crypto';
import pino from 'pino';
import { composeServer } from '../../src/compose.ts';
import { readConfig } from '../../src/config/config.ts';
import { downloadPackage } from '../../src/packages/download-package.ts';
import { mintSharedPpkg, uploadSharedPpkg } from '../../src/packages/shared-ppkg.ts';
import { enroll } from '../../src/simulator/enroll.ts';
import type { Pc } from '../../src/simulator/pc.ts';
import { readEntries } from '../../src/simulator/read-package.ts';
import { runSession } from '../../src/simulator/session.ts';
import { storeSetting } from '../../src/storage/settings-store.ts';
import { createTestDatabase } from '../../test/support/postgres.ts';
import { freePorts, OPERATOR, packageForPcs, type TestServer } from '../../test/support/server.ts';
import type { PackageDoor } from './kit-door.ts';

const FILES = ['setup.ps1', 'collect.ps1', 'copy-package.cmd', 'package.json', 'pin.txt', 'shared.ppkg'];
/** What the tests' shared.ppkg begins with, as a WIM container does; double.ps1 reads the XML behind it. */
const WIM_MAGIC = Buffer.from('MSWIM\0\0\0', 'latin1');

/** Baton's own doors under the name localhost, which .NET finds without a name server. */
export async function startRealDoors(): Promise<TestServer> {
  const db = await createTestDatabase();
  const [enrollmentPort, managementPort, operatorPort] = await freePorts(3);
  const config = readConfig(
    {
      BATON_DATA: '/nonexistent/data',
      BATON_KEYS: '/nonexistent/keys',
      BATON_HOST: 'localhost',
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
  const server = await composeServer({
    config,
    storage: { database: db.database, url: db.url, socket: null, close: async () => undefined },
    masterKey: randomBytes(32),
    environment: 'production',
    logger: pino({ level: 'info' }, { write: (line: string) => void log.push(line) }),
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

/** Mints the shared identity as an operator does and uploads what stands for the built file; answers its secret. */
export async function uploadSharedFile(test: TestServer): Promise<string> {
  const xml = await mintSharedPpkg(test.server.packages, OPERATOR, 'test');
  await uploadSharedPpkg(test.server.packages, Buffer.concat([WIM_MAGIC, Buffer.from(xml)]), OPERATOR, 'test');
  return /<Secret>(\w{12})</.exec(xml)?.[1] ?? '';
}

/** What one PC meets: the files of a downloaded zip, and Windows' own part, played by the simulator over the wire. */
export interface RealPackage {
  readonly files: ReadonlyMap<string, Buffer>;
  readonly door: PackageDoor;
}

/** A package whose roster lists these PCs, downloaded; `windows` is the PC whose Windows acts at the doors. */
export async function realPackage(
  test: TestServer,
  listed: readonly Pc[],
  windows: Pc,
  options: { readonly sharedSecret?: string; readonly ways?: readonly string[] } = {},
): Promise<RealPackage> {
  const { packageId } = await packageForPcs(test, listed, { withoutUser: 'enroll' });
  if (options.ways) await test.database.query('update packages set ways = $2 where id = $1', [packageId, options.ways]);
  const { zip } = await downloadPackage(
    test.server.packages,
    packageId,
    { replace: false, language: 'ja' },
    OPERATOR,
    'test',
  );
  const chunks: Buffer[] = [];
  for await (const chunk of zip) chunks.push(chunk as Buffer);
  const files = await readEntries(Buffer.concat(chunks), FILES);
  const root: X509Certificate = new Certificate(test.server.tlsRootPem);
  const url = `https://localhost:${test.config.enrollmentDoor.port}`;
  const discoveryUrl = `${url}/EnrollmentServer/Discovery.svc`;
  const wire = { ca: test.server.tlsRootPem, address: '127.0.0.1' };
  const door: PackageDoor = {
    url,
    discoveryUrl,
    root: { pem: test.server.tlsRootPem, sha256: createHash('sha256').update(root.raw).digest('hex').toUpperCase() },
    packageId,
    pin: files.get('pin.txt')?.toString('ascii').trim() ?? '',
    shared: { upn: 'shared@localhost', secret: options.sharedSecret ?? '' },
    enrollAsWindows: async ({ upn, secret, token }) => {
      const outcome = await enroll(
        windows,
        token
          ? { ...wire, discoveryUrl, credential: { kind: 'user-token', token }, enrollmentType: 'Full' }
          : { ...wire, discoveryUrl, credential: { kind: 'username', upn, secret } },
      );
      return outcome.result === 'enrolled' ? { discoveryUrl } : { hresult: outcome.hresult };
    },
    sessionAsWindows: async () => {
      await runSession(windows, wire);
    },
  };
  return { files, door };
}
