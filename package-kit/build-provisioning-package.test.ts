import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { renderCustomizations } from '../src/packages/model/render-customizations.ts';
import { kitFolder, PowerShellHost, pwsh } from './testing/pwsh.ts';

const SECRET = 'K7QF2M9TX4RW';
const SCRIPT = `
$in = ConvertFrom-Json $InputJson
. $in.script -Customizations None
$global:Pc = @{ icd = $in.icd; icdRuns = @(); programData = $in.folder; clock = '639000000000000000' }
. $in.double
$end = Invoke-BuildProvisioningPackage $in.source ''
ConvertTo-Json @{ code = $end.code; line = $end.line } -Compress`;

describe.skipIf(!pwsh)('Build-ProvisioningPackage.ps1', () => {
  let host: PowerShellHost;
  let folder: string;
  beforeAll(() => {
    host = new PowerShellHost(pwsh ?? '');
  });
  afterAll(() => host.stop());
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'baton-build-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const build = async (xml: string, icd = 'works') => {
    const source = path.join(folder, 'customizations.xml');
    writeFileSync(source, xml);
    const script = path.join(kitFolder, 'Build-ProvisioningPackage.ps1');
    const double = path.join(kitFolder, 'testing/double.ps1');
    const { output, error } = await host.run(SCRIPT, { script, double, source, folder, icd });
    if (error) throw new Error(error);
    return JSON.parse(output.at(-1) ?? '') as { code: number; line: string };
  };
  const handedOut = (upn = 'shared@mdm.example.test') =>
    renderCustomizations({
      packageId: '5b1b0c0e-7c43-4e0b-9e4f-0a6c2e0b7a11',
      name: 'baton-shared',
      version: '1.0',
      upn,
      discoveryUrl: 'https://mdm.example.test:8443/EnrollmentServer/Discovery.svc',
      secret: SECRET,
    });

  test('runs ICD.exe once over what Baton hands out and leaves shared.ppkg beside it, nothing else', async () => {
    const xml = handedOut();
    expect(await build(xml)).toEqual({ code: 0, line: expect.stringMatching(/shared\.ppkg \(SHA-256 [0-9A-F]{64}\)/) });
    expect(readFileSync(path.join(folder, 'shared.ppkg'), 'utf8')).toBe(xml);
    expect(readdirSync(folder).filter((name) => name.startsWith('baton-build'))).toEqual([]);
  });

  test.each([
    ['no ICD.exe', 'absent', 23],
    ['ICD.exe fails', 'fails', 22],
    ['ICD.exe hangs', 'hangs', 22],
  ])('%s: says so with its exit code, without the secret', async (_name, icd, code) => {
    const end = await build(handedOut(), icd);
    expect(end.code).toBe(code);
    expect(end.line).not.toContain(SECRET);
    expect(existsSync(path.join(folder, 'shared.ppkg'))).toBe(false);
    expect(readdirSync(folder).filter((name) => name.startsWith('baton-build'))).toEqual([]);
  });

  test.each([
    ['empty', ''],
    ['other XML', '<a/>'],
    ["a claim's own customizations", handedOut('01990c7a-6b1e-7d2f-8a40-5c0f3a6a9b11@mdm.example.test')],
  ])('%s is not built', async (_name, xml) => {
    expect(await build(xml)).toMatchObject({ code: 30 });
  });
});
