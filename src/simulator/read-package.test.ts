import { expect, test } from 'vitest';
import yazl from 'yazl';
import { readPackage } from './read-package.ts';

async function zipOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const DESCRIPTION = {
  packageId: '0198c7a6-6b1e-7d2f-8a40-5c0f3a6a9b11',
  enrollment: 'https://mdm.example.test:8443',
  discoveryUrl: 'https://mdm.example.test:8443/EnrollmentServer/Discovery.svc',
  kit: '1.0.0',
  platform: 'epm',
  root: { pem: 'PEM' },
  sharedPpkg: { upn: 'shared@mdm.example.test' },
};

test('package.json and pin.txt are read; the shared secret only where it stands in the file as it was written', async () => {
  const files = { 'package.json': JSON.stringify(DESCRIPTION), 'pin.txt': 'ABCD2345EFGH\n' };
  expect(await readPackage(await zipOf(files))).toMatchObject({
    pin: 'ABCD2345EFGH',
    platform: 'epm',
    rootPem: 'PEM',
    shared: null,
  });
  const readable = { ...files, 'shared.ppkg': 'MSWIM\0\0\0<Secret>K7QF2M9TX4RW</Secret>' };
  expect((await readPackage(await zipOf(readable))).shared).toEqual({
    upn: 'shared@mdm.example.test',
    secret: 'K7QF2M9TX4RW',
  });
});

test('a zip that is no package, or no zip, is an error', async () => {
  await expect(readPackage(await zipOf({ 'readme.txt': '' }))).rejects.toThrow('not a distribution package');
  await expect(readPackage(Buffer.from('PK'))).rejects.toThrow();
});
