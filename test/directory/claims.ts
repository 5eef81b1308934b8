import { type PackageFiles, sendClaim } from '../../src/simulator/kit.ts';
import { makePc } from '../../src/simulator/pc.ts';
import { Random } from '../../src/simulator/random.ts';
import { reach, type TestServer } from '../support/server.ts';

const random = new Random(41);
let number = 0;

/** A new PC on which this person is signed in claims a package's PIN. */
export async function claim(
  server: TestServer,
  files: PackageFiles,
  user: string,
): Promise<{ readonly decision?: string; readonly reason?: string }> {
  number += 1;
  return sendClaim(makePc(random, { name: `CLAIM-PC-${number}`, user }), files, reach(server));
}
