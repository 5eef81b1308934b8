import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ticks } from './testing/pc.ts';
import { kitFolder, PowerShellHost, pwsh } from './testing/pwsh.ts';

const PACKAGE_ID = '01990c7a-6b1e-7d2f-8a40-5c0f3a6a9b11';
const NOW = Date.UTC(2026, 10, 25, 3, 0, 0);
const SCRIPT_NAME = 'Baton setup.ps1 1.0.0';
const PACKAGE_NAME = 'Baton 5c0f3a6a9b11 東京本社';
const SOURCE = '\\\\files\\sources$';

type Row = Record<string, unknown>;
interface Site {
  packages: Row[];
  programs: Row[];
  deployments: Row[];
  scripts: Row[];
  distributed: string[];
  updates: string[];
  runs: string[];
  account: string;
  [name: string]: unknown;
}
interface Answer {
  readonly code: number;
  readonly lines: readonly string[];
  readonly changes: number;
}

/** What stands on a site, in an order of its own; scripts by their hash. */
function picture(site: Site): string {
  const shown = (_key: string, value: unknown): unknown => {
    if (typeof value === 'string' && value.length > 1000) return createHash('sha256').update(value).digest('hex');
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  return JSON.stringify(site, shown);
}

const SCRIPT = `
$in = ConvertFrom-Json $InputJson -AsHashtable
. $in['script'] -Action None
$global:Site = $in['site']; $global:Open = $false; $global:Changes = 0; $global:Fail = $in['fail']
. $in['double']
$end = Invoke-PublishToConfigMgr $in['options']
ConvertTo-Json @{ code = $end.code; lines = @($end.lines); changes = $global:Changes; site = $global:Site; open = $global:Open } -Depth 8 -Compress`;

describe.skipIf(!pwsh)('Publish-ToConfigMgr.ps1', () => {
  let host: PowerShellHost;
  let folder: string;
  let site: Site;
  beforeAll(() => {
    host = new PowerShellHost(pwsh ?? '');
  });
  afterAll(() => host.stop());
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'baton-publish-'));
    mkdirSync(path.join(folder, 'zip'));
    mkdirSync(path.join(folder, 'share'));
    for (const name of ['setup.ps1', 'collect.ps1', 'copy-package.cmd', 'configuration-designer.ps1'])
      copyFileSync(path.join(kitFolder, name), path.join(folder, 'zip', name));
    writePackage();
    site = {
      code: 'XYZ',
      language: 'ja',
      clock: ticks(NOW),
      share: path.join(folder, 'share'),
      account: 'CORP\\author',
      collections: [{ Name: '移行 第 1 波', CollectionID: 'XYZ00014' }],
      groups: ['全国'],
      packages: [],
      programs: [],
      deployments: [],
      scripts: [],
      distributed: [],
      updates: [],
      runs: [],
    };
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const writePackage = (json: Row = {}, pin = 'K7QF2M9TX4RW') => {
    const whole = {
      schema: 1,
      packageId: PACKAGE_ID,
      name: '東京本社',
      kit: '1.0.0',
      platform: 'configmgr',
      enrollment: 'https://mdm.example.test:8443',
      discoveryUrl: 'https://mdm.example.test:8443/EnrollmentServer/Discovery.svc',
      root: null,
      identity: { withoutUser: 'enroll' },
      expiresAt: new Date(NOW + 86_400_000).toISOString(),
      sharedPpkg: null,
      language: 'ja',
      ...json,
    };
    writeFileSync(path.join(folder, 'zip/package.json'), JSON.stringify(whole));
    writeFileSync(path.join(folder, 'zip/pin.txt'), `${pin}\n`);
  };
  const run = async (options: Row = {}, fail = 0): Promise<Answer> => {
    const { output, error } = await host.run(SCRIPT, {
      script: path.join(kitFolder, 'Publish-ToConfigMgr.ps1'),
      double: path.join(kitFolder, 'testing/configmgr-double.ps1'),
      site,
      fail,
      options: {
        action: 'Publish',
        simulate: false,
        folder: path.join(folder, 'zip'),
        SiteCode: 'XYZ',
        SiteServer: 'cm01.corp.example.test',
        SourceFolder: SOURCE,
        CollectionName: '移行 第 1 波',
        DistributionPointGroupName: '全国',
        RecurHours: 4,
        OutsideMaintenanceWindow: false,
        ...options,
      },
    });
    if (error) throw new Error(error);
    const answer = JSON.parse(output.at(-1) ?? '') as Answer & { site: Site; open: boolean };
    expect(answer.open).toBe(false);
    site = answer.site;
    return answer;
  };
  const published = () => path.join(folder, 'share/files/sources$', PACKAGE_ID);

  test('Publish makes package, program, content, a required recurring deployment and the script, and says who does what next', async () => {
    const answer = await run();
    expect(answer).toMatchObject({ code: 0 });
    expect(site.packages).toMatchObject([
      {
        Name: PACKAGE_NAME,
        Description: `Baton distribution package ${PACKAGE_ID}`,
        PkgSourcePath: `${SOURCE}\\${PACKAGE_ID}`,
      },
    ]);
    expect(site.programs).toMatchObject([
      {
        CommandLine: 'copy-package.cmd',
        RunType: 'Hidden',
        ProgramRunType: 'WhetherOrNotUserIsLoggedOn',
        RunMode: 'RunWithAdministrativeRights',
        Quiet: true,
      },
    ]);
    expect(site.distributed).toEqual([site.packages[0]?.['PackageID']]);
    // "rerun if failed" counts only from the second scheduled run: without a recurrence there would be none
    expect(site.deployments).toMatchObject([
      {
        CollectionID: 'XYZ00014',
        DeployPurpose: 'Required',
        RerunBehavior: 'RerunIfFailedPreviousAttempt',
        Schedule: { interval: 'Hours', count: 4 },
        SystemRestart: false,
        SoftwareInstallation: false,
        Ends: expect.stringContaining('2026-12-03T03:00:00'),
      },
    ]);
    expect(site.scripts).toMatchObject([{ ScriptName: SCRIPT_NAME, ApprovalState: 0, From: 'text' }]);
    const stored = Buffer.from(String(site.scripts[0]?.['Script']), 'base64').toString('utf16le');
    expect(stored).toBe(readFileSync(path.join(kitFolder, 'setup.ps1'), 'utf8').replace(/^\uFEFF/, ''));
    expect(readdirSync(published()).sort()).toEqual([
      'collect.ps1',
      'copy-package.cmd',
      'package.json',
      'pin.txt',
      'setup.ps1',
    ]);
    expect(answer.lines.join('\n')).toContain('[ソフトウェア ライブラリ] > [スクリプト]');
    expect(answer.lines.join('\n')).toContain('[監視] > [スクリプトのステータス]');
  });

  test('Publish again changes nothing', async () => {
    await run();
    const before = picture(site);
    const again = await run();
    expect(again).toMatchObject({ code: 0, changes: 0 });
    expect(picture(site)).toBe(before);
  });

  test('-WhatIf says every step and changes nothing, neither on the site nor on the share', async () => {
    const before = picture(site);
    const answer = await run({ simulate: true });
    expect(answer).toMatchObject({ code: 0, changes: 0 });
    expect(answer.lines.filter((line) => line.startsWith('実行した場合: 作成'))).toHaveLength(6);
    expect(picture(site)).toBe(before);
    expect(readdirSync(path.join(folder, 'share'))).toEqual([]);
    await run();
    const there = picture(site);
    const undo = await run({ action: 'Remove', simulate: true });
    expect(undo).toMatchObject({ code: 0, changes: 0 });
    expect(undo.lines.filter((line) => line.startsWith('実行した場合: 削除'))).toHaveLength(5);
    expect(picture(site)).toBe(there);
    expect(existsSync(path.join(published(), 'pin.txt'))).toBe(true);
  });

  test('a new download of the same package brings its PIN to the share and the distribution points, and makes nothing twice', async () => {
    await run();
    writePackage({ expiresAt: new Date(NOW + 172_800_000).toISOString() }, '9WX4TM2FQ7RK');
    const again = await run();
    expect(again).toMatchObject({ code: 0 });
    expect(readFileSync(path.join(published(), 'pin.txt'), 'utf8')).toBe('9WX4TM2FQ7RK\n');
    expect(site.updates).toEqual([site.packages[0]?.['PackageID']]);
    expect([site.packages.length, site.programs.length, site.deployments.length, site.scripts.length]).toEqual([
      1, 1, 1, 1,
    ]);
  });

  test('a new download whose run breaks before the distribution points were told is finished by the next run', async () => {
    await run();
    writePackage({ expiresAt: new Date(NOW + 172_800_000).toISOString() }, '9WX4TM2FQ7RK');
    const there = JSON.stringify(site);
    const files = readdirSync(published()).map((name) => [name, readFileSync(path.join(published(), name))] as const);
    const { changes } = await run();
    for (let at = 1; at <= changes; at++) {
      site = JSON.parse(there) as Site;
      for (const [name, bytes] of files) writeFileSync(path.join(published(), name), bytes);
      expect([at, (await run({}, at)).code]).toEqual([at, 40]);
      expect([at, (await run()).code]).toEqual([at, 0]);
      expect([at, site.updates.length > 0, (await run()).changes]).toEqual([at, true, 0]);
    }
  });

  test('a run that breaks at any write goes on where it stopped', async () => {
    const whole = await run();
    expect(whole.changes).toBeGreaterThan(8);
    const finished = picture({ ...site, updates: [] });
    const fresh = (): Site => ({
      ...site,
      packages: [],
      programs: [],
      deployments: [],
      scripts: [],
      distributed: [],
      updates: [],
    });
    for (let at = 1; at <= whole.changes; at++) {
      rmSync(path.join(folder, 'share'), { recursive: true });
      mkdirSync(path.join(folder, 'share'));
      site = fresh();
      expect([at, (await run({}, at)).code]).toEqual([at, 40]);
      expect([at, (await run()).code]).toEqual([at, 0]);
      expect([at, picture({ ...site, updates: [] })]).toEqual([at, finished]);
    }
  });

  test('Remove undoes it all, the PIN on the share first; a run that breaks at any write can be repeated', async () => {
    await run();
    const there = JSON.stringify(site);
    const whole = await run({ action: 'Remove' });
    expect(whole.code).toBe(0);
    const gone = [site.packages, site.programs, site.deployments, site.scripts];
    expect(gone).toEqual([[], [], [], []]);
    expect(readdirSync(published())).toEqual([]);
    expect(await run({ action: 'Remove' })).toMatchObject({ code: 0, changes: 0 });
    for (let at = 1; at <= whole.changes; at++) {
      site = JSON.parse(there) as Site;
      writePackage();
      await run();
      expect([at, (await run({ action: 'Remove' }, at)).code]).toEqual([at, 40]);
      if (at > 1) expect([at, existsSync(path.join(published(), 'pin.txt'))]).toEqual([at, false]);
      expect([at, (await run({ action: 'Remove' })).code]).toEqual([at, 0]);
      expect([at, site.packages, site.scripts]).toEqual([at, [], []]);
    }
  });

  test('the script is one for all packages of a version: it stays approved, and goes with the last of them', async () => {
    await run();
    site.scripts = site.scripts.map((script) => ({ ...script, ApprovalState: 3 }));
    writePackage({ packageId: '01990c7a-6b1e-7d2f-8a40-5c0f3a6a9b22', name: '大阪' });
    const second = await run();
    expect(site.scripts).toMatchObject([{ ApprovalState: 3 }]);
    expect(second.lines.join('\n')).not.toContain('Approve');
    await run({ action: 'Remove' });
    expect(site.scripts).toHaveLength(1);
    writePackage();
    await run({ action: 'Remove' });
    expect(site.scripts).toEqual([]);
  });

  test('a signed setup.ps1 replaces the unsigned one as a file, and waits for approval again', async () => {
    await run();
    site.scripts = site.scripts.map((script) => ({ ...script, ApprovalState: 3 }));
    const signed = `${readFileSync(path.join(folder, 'zip/setup.ps1'), 'utf8')}\r\n# SIG # Begin signature block\r\n# MII\r\n# SIG # End signature block\r\n`;
    writeFileSync(path.join(folder, 'zip/setup.ps1'), signed);
    await run();
    expect(site.scripts).toMatchObject([{ ApprovalState: 0 }]);
    expect(Buffer.from(String(site.scripts[0]?.['Script']), 'base64').toString('utf8')).toBe(signed);
    expect((await run()).changes).toBe(0);
  });

  test('Approve: not by the author; by another administrator, and only the very setup.ps1 that lies before them', async () => {
    expect(await run({ action: 'Approve' })).toMatchObject({ code: 35 });
    await run();
    expect(await run({ action: 'Approve' })).toMatchObject({
      code: 35,
      lines: [expect.stringContaining('作成者は承認できません')],
    });
    site.account = 'CORP\\approver';
    const stored = site.scripts;
    site.scripts = stored.map((script) => ({ ...script, Script: Buffer.from('Remove-Item C:\\').toString('base64') }));
    expect(await run({ action: 'Approve' })).toMatchObject({ code: 35, changes: 0 });
    site.scripts = stored;
    expect(await run({ action: 'Approve' })).toMatchObject({ code: 0 });
    expect(site.scripts).toMatchObject([{ ApprovalState: 3 }]);
    expect(await run({ action: 'Approve' })).toMatchObject({ code: 0, changes: 0 });
  });

  test('Run: only the approved script, on the collection, and says where the results are', async () => {
    await run();
    expect(await run({ action: 'Run' })).toMatchObject({ code: 35, changes: 0 });
    site.scripts = site.scripts.map((script) => ({ ...script, ApprovalState: 3 }));
    expect(await run({ action: 'Run' })).toMatchObject({ code: 0 });
    expect(site.runs).toEqual(['G-1 XYZ00014']);
  });

  test.each<[string, number, () => void, Row]>([
    [
      'a package of somebody else bears the name',
      34,
      () => site.packages.push({ PackageID: 'XYZ00001', Name: PACKAGE_NAME, Description: 'Office', PkgSourcePath: '' }),
      {},
    ],
    ['a package for EPM', 30, () => writePackage({ platform: 'epm' }), {}],
    ['package.json cannot be read', 30, () => writeFileSync(path.join(folder, 'zip/package.json'), '{'), {}],
    ['no pin.txt', 30, () => rmSync(path.join(folder, 'zip/pin.txt')), {}],
    ['no such collection', 30, () => undefined, { CollectionName: '全社' }],
    ['no collection named', 30, () => undefined, { CollectionName: '' }],
    ['no distribution point group the first time', 30, () => undefined, { DistributionPointGroupName: '' }],
    ['a source folder that the site server cannot read', 30, () => undefined, { SourceFolder: 'C:\\sources' }],
    ['no site code', 30, () => undefined, { SiteCode: '' }],
    ['another site', 33, () => undefined, { SiteCode: 'ABC' }],
    [
      'no console on this PC',
      33,
      () => {
        site['closed'] = 'NoModule';
      },
      {},
    ],
  ])('%s: exit code %i with one sentence, and no PIN on the share', async (_name, code, arrange, options) => {
    arrange();
    const answer = await run(options);
    expect(answer).toMatchObject({ code, changes: 0 });
    expect(answer.lines).toHaveLength(1);
    expect(readdirSync(path.join(folder, 'share'))).toEqual([]);
  });

  test('a PIN that expired is said, with where it is extended', async () => {
    writePackage({ expiresAt: new Date(NOW - 60_000).toISOString() });
    expect((await run()).lines[0]).toContain('[期限を延長]');
  });

  test('names with every sign that Windows forbids, wildcards and 256 characters find their own package again', async () => {
    writePackage({ name: `*[x]?"' ${'長'.repeat(250)}` });
    await run();
    expect(await run()).toMatchObject({ code: 0, changes: 0 });
  });

  describe('-ConfigurationDesigner', () => {
    const LAYOUT = '\\\\files\\adk$\\26100';
    const layout = () => path.join(folder, 'share/files/adk$/26100');
    const designer = { ConfigurationDesigner: true, AdkLayoutFolder: LAYOUT, SourceFolder: '' };
    const layoutFiles = ['Installers/Imaging And Configuration Designer-x86_en-us.msi', 'adksetup.exe'];
    beforeEach(() => {
      mkdirSync(path.join(layout(), 'Installers'), { recursive: true });
      for (const name of layoutFiles) writeFileSync(path.join(layout(), name), name);
    });
    const layoutNow = () =>
      readdirSync(layout(), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.includes('.'))
        .sort();

    test('a package of its own, whose source is the ADK layout: program, content, recurring deployment, script that tells who has it', async () => {
      const answer = await run(designer);
      expect(answer).toMatchObject({ code: 0 });
      expect(site.packages).toMatchObject([
        {
          Name: 'Baton Windows Configuration Designer',
          Description: 'Baton configuration designer',
          PkgSourcePath: LAYOUT,
        },
      ]);
      expect(site.programs).toMatchObject([
        {
          CommandLine:
            'powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File configuration-designer.ps1',
          RunMode: 'RunWithAdministrativeRights',
          RunType: 'Hidden',
          Quiet: true,
        },
      ]);
      expect(site.deployments).toMatchObject([
        {
          CollectionID: 'XYZ00014',
          RerunBehavior: 'RerunIfFailedPreviousAttempt',
          Schedule: { interval: 'Hours', count: 4 },
          SystemRestart: false,
          Ends: 'never',
        },
      ]);
      expect(site.scripts).toMatchObject([{ ScriptName: 'Baton configuration-designer.ps1 1.0.0' }]);
      expect(layoutNow()).toEqual([...layoutFiles, 'configuration-designer.ps1'].sort());
      expect(answer.lines.join('\n')).toContain('[監視] > [展開]');
    });

    test('needs no distribution package, and holds no PIN', async () => {
      for (const name of ['package.json', 'pin.txt']) rmSync(path.join(folder, 'zip', name));
      expect(await run(designer)).toMatchObject({ code: 0 });
      expect(layoutNow().some((name) => /pin|package/.test(name))).toBe(false);
    });

    test('again changes nothing; a run that breaks at any write goes on where it stopped; both kinds leave each other alone', async () => {
      await run();
      const before = picture(site);
      const whole = await run(designer);
      const finished = picture({ ...site, updates: [] });
      expect(await run(designer)).toMatchObject({ code: 0, changes: 0 });
      const undone = await run({ ...designer, action: 'Remove' });
      expect([undone.code, picture(site)]).toEqual([0, before]);
      expect(layoutNow()).toEqual(layoutFiles);
      for (let at = 1; at <= whole.changes; at++) {
        expect([at, (await run(designer, at)).code]).toEqual([at, 40]);
        expect([at, (await run(designer)).code]).toEqual([at, 0]);
        expect([at, picture({ ...site, updates: [] })]).toEqual([at, finished]);
        expect([at, (await run({ ...designer, action: 'Remove' }, (at % undone.changes) + 1)).code]).toEqual([at, 40]);
        expect([at, (await run({ ...designer, action: 'Remove' })).code]).toEqual([at, 0]);
        expect([at, picture(site)]).toEqual([at, before]);
      }
    });

    test('-WhatIf says every step and changes nothing', async () => {
      const before = picture(site);
      const answer = await run({ ...designer, simulate: true });
      expect(answer).toMatchObject({ code: 0, changes: 0 });
      expect(answer.lines.filter((line) => line.startsWith('実行した場合: 作成'))).toHaveLength(6);
      expect([picture(site), layoutNow()]).toEqual([before, layoutFiles]);
    });

    test('Approve and Run use its own script', async () => {
      await run(designer);
      site.account = 'CORP\\approver';
      expect(await run({ ...designer, action: 'Approve' })).toMatchObject({ code: 0 });
      expect(await run({ ...designer, action: 'Run' })).toMatchObject({ code: 0 });
      expect(site.runs).toEqual(['G-1 XYZ00014']);
    });

    test.each<[string, Row, () => void]>([
      ['no layout folder named', { AdkLayoutFolder: '' }, () => undefined],
      ['a layout folder that the site server cannot read', { AdkLayoutFolder: 'C:\\adk' }, () => undefined],
      ['no adksetup.exe there', {}, () => rmSync(path.join(layout(), 'adksetup.exe'))],
      ['a folder that PCs would have to download for', {}, () => rmSync(path.join(layout(), layoutFiles[0] ?? ''))],
      ['no configuration-designer.ps1', {}, () => rmSync(path.join(folder, 'zip/configuration-designer.ps1'))],
    ])('%s: 30 with one sentence', async (_name, options, arrange) => {
      arrange();
      const answer = await run({ ...designer, ...options });
      expect(answer).toMatchObject({ code: 30, changes: 0 });
      expect(answer.lines).toHaveLength(1);
    });
  });

  test('no line ever holds the PIN', async () => {
    for (const action of ['Publish', 'Remove'])
      expect((await run({ action })).lines.join('\n')).not.toContain('K7QF2M9TX4RW');
  });
});
