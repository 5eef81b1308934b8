import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { downloadPackage } from '../../src/packages/download-package.ts';
import { makeEstate } from '../../src/simulator/estate.ts';
import { OPERATOR, packageForPcs, startTestServer, type TestServer } from '../support/server.ts';
import { baton } from './baton.ts';

let server: TestServer;
let folder: string;
beforeAll(async () => {
  server = await startTestServer();
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-simulate-'));
});
afterAll(async () => {
  await server.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** A package for the PCs of a seed, as an operator downloads it. */
async function zipFor(seed: number, pcs: number): Promise<string> {
  const { packageId } = await packageForPcs(
    server,
    makeEstate(seed, pcs, 'configmgr').pcs.map((entry) => entry.pc),
  );
  const { zip } = await downloadPackage(
    server.server.packages,
    packageId,
    { replace: false, language: 'ja' },
    OPERATOR,
    'test',
  );
  const file = path.join(folder, `${seed}.zip`);
  const chunks: Buffer[] = [];
  for await (const chunk of zip) chunks.push(chunk as Buffer);
  fs.writeFileSync(file, Buffer.concat(chunks));
  return file;
}

test('PCs of a seed run a downloaded package, without a token: a table of stages at the end', async () => {
  const zip = await zipFor(3, 5);
  const { code, out } = await baton(['simulate', zip, '--pcs', '5', '--seed', '3', '--sessions', '2']);
  expect([code, out]).toEqual([0, expect.stringMatching(/^stage +PCs\nnone +0[\s\S]*inventory-matched +5\n$/)]);
});

test('failure rates and scenes: what went wrong is counted by reason, each scene tells its story', async () => {
  const zip = await zipFor(4, 12);
  const args = [
    '--pcs',
    '12',
    '--seed',
    '4',
    '--lost-answers',
    '0.1',
    '--kills',
    '.05',
    '--duplicates',
    '0.2',
    '--clock-skew',
    '5',
  ];
  const { code, out } = await baton([
    'simulate',
    zip,
    ...args,
    '--scene',
    'clone',
    '--scene',
    'one-name',
    '--tries',
    '30',
    '--json',
  ]);
  const said = JSON.parse(out);
  expect([code, said.stages['inventory-matched'], said.reasons]).toEqual([0, 10, []]);
  expect(said.scenes).toMatchObject([
    { scene: 'clone', steps: [{ told: 'enrolled' }, { told: '0x80180003' }, { told: 'NOT_LISTED' }, { told: 'done' }] },
    { scene: 'one-name', steps: [{ told: 'enrolled' }, { told: 'NOT_LISTED' }, { told: 'done' }] },
  ]);
});

test('PCs with names of the roster but other hardware are refused, and the table says so', async () => {
  const zip = await zipFor(5, 3);
  const { code, out } = await baton(['simulate', zip, '--pcs', '3', '--seed', '6']);
  expect([code, out]).toEqual([0, expect.stringMatching(/script-ran +3[\s\S]*3 +refused +NOT_LISTED/)]);
});

test('--estate prints the list that makes a package fit; only this machine is called; a file that is no package is an error', async () => {
  const { out } = await baton(['simulate', '--estate', 'pcs', '--pcs', '2', '--seed', '3']);
  expect(out.split('\r\n')[1]).toContain(makeEstate(3, 2, 'configmgr').pcs[0]?.pc.hardware.serial);
  expect((await baton(['simulate', '--estate', 'users', '--pcs', '2'])).out).toMatch(/^upn,displayName/);
  expect(await baton(['simulate', 'x.zip', '--server', '192.0.2.1'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('this machine'),
  });
  expect(await baton(['simulate'])).toMatchObject({ code: 1, err: expect.stringContaining('--estate') });
  fs.writeFileSync(path.join(folder, 'other.zip'), 'PK');
  for (const name of ['none.zip', 'other.zip'])
    expect(await baton(['simulate', path.join(folder, name), '--language', 'ja'])).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('配布パッケージとして読み取れません'),
    });
  const zip = await zipFor(7, 1);
  for (const args of [
    ['--way', 'shared'],
    ['--scene', 'spoofer'],
  ])
    expect(await baton(['simulate', zip, ...args])).toMatchObject({ code: 1, err: expect.stringContaining('shared') });
  expect(await baton(['simulate', '--kills', '1.5', 'x'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('0 to 1'),
  });
});
