import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { kitFolder, PowerShellHost, pwsh } from './testing/pwsh.ts';

const script = path.join(kitFolder, 'configuration-designer.ps1');
const ADK =
  'C:\\Program Files (x86)\\Windows Kits\\10\\Assessment and Deployment Kit\\Imaging and Configuration Designer\\x86\\ICD.exe';
const APP =
  'C:\\Program Files\\WindowsApps\\Microsoft.WindowsConfigurationDesigner_1.0.0.0_x86__8wekyb3d8bbwe\\ICD.exe';

/** What the doubled PC is, and what adksetup.exe does on it. */
interface DoubledDesignerPc {
  readonly icd?: string;
  readonly languageMode?: string;
  readonly administrator?: boolean;
  readonly callerSid?: string;
  /** SIDs that may write to the files. */
  readonly writers?: readonly string[];
  /** 'installs', 'fails' or 'hangs'. */
  readonly adkSetup?: string;
}

const DOUBLE = `
$in = ConvertFrom-Json $InputJson -AsHashtable
. $in['script'] -Action None
$global:Pc = $in['pc']; $global:Setups = @()
function Get-LanguageMode { $global:Pc['languageMode'] }
function Get-UiLanguage { $in['language'] }
function Test-Administrator { $global:Pc['administrator'] }
function Get-CallerSid { $global:Pc['callerSid'] }
function Get-PathSecurity { param($Path) @{ exists = $true; reparse = $false; owner = 'S-1-5-18'; writers = $global:Pc['writers']; replacers = @() } }
function Find-Icd { if ($global:Pc['icd'] -eq 'broken') { throw 'denied' }; $global:Pc['icd'] }
function Invoke-AdkSetup {
    param($Path, $Seconds)
    $global:Setups += $Path
    if ($global:Pc['adkSetup'] -eq 'installs') { $global:Pc['icd'] = '${ADK}'; 3010 } elseif ($global:Pc['adkSetup'] -eq 'fails') { 1603 } else { $null }
}
$end = Invoke-Designer $in['action'] $in['here'] $in['simulate']
ConvertTo-Json @{ code = $end['code']; line = $end['line']; setups = @($global:Setups) } -Compress`;

describe.skipIf(!pwsh)('configuration-designer.ps1', () => {
  let host: PowerShellHost;
  let folder: string;
  beforeAll(() => {
    host = new PowerShellHost(pwsh ?? '');
  });
  afterAll(() => host.stop());
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'baton-designer-'));
    mkdirSync(path.join(folder, 'Installers'));
    writeFileSync(path.join(folder, 'adksetup.exe'), '');
    writeFileSync(path.join(folder, 'Installers/Imaging And Configuration Designer-x86_en-us.msi'), '');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const run = async (
    pc: DoubledDesignerPc,
    { action = 'Install', here = folder, simulate = false, language = 'en' } = {},
  ): Promise<{ code: number; line: string; setups: string[] }> => {
    const whole = {
      icd: '',
      languageMode: 'FullLanguage',
      administrator: true,
      callerSid: 'S-1-5-18',
      writers: [],
      adkSetup: 'installs',
      ...pc,
    };
    const { output, error } = await host.run(DOUBLE, { script, pc: whole, action, here, simulate, language });
    if (error) throw new Error(error);
    return JSON.parse(output.at(-1) ?? '') as { code: number; line: string; setups: string[] };
  };

  test.each([
    [ADK, '(ADK)'],
    [APP, '(Store app)'],
  ])('a PC that has it is left as it is: %s', async (icd, kind) => {
    for (const action of ['Install', 'Detect']) {
      const { code, line, setups } = await run({ icd }, { action });
      expect([code, setups]).toEqual([0, []]);
      expect(line).toContain(kind);
    }
  });

  test('Detect only looks: 23 where it is not', async () => {
    expect(await run({}, { action: 'Detect' })).toMatchObject({ code: 23, setups: [] });
  });

  test('as text alone (Run Scripts has no folder), and in a folder without an ADK layout, it only looks', async () => {
    expect(await run({}, { here: '' })).toMatchObject({ code: 23, setups: [] });
    // the small adksetup.exe alone would download the rest from the internet
    rmSync(path.join(folder, 'Installers'), { recursive: true });
    expect(await run({})).toMatchObject({ code: 23, setups: [] });
  });

  test('installs the one feature from the layout; adksetup’s wish for a restart (3010) is not passed on', async () => {
    expect(await run({})).toMatchObject({ code: 0, setups: [path.join(folder, 'adksetup.exe')] });
    const text = readFileSync(script, 'utf8');
    expect(text).toContain("'/quiet /norestart /ceip off /features OptionId.ICDConfigurationDesigner'");
    expect(text).not.toMatch(/https?:|WebRequest|WebClient|Restart-Computer/);
  });

  test.each([
    ['fails', '(1603)'],
    ['hangs', '(2400 s)'],
  ])('adksetup.exe %s: 22, and the next run tries again', async (adkSetup, said) => {
    expect(await run({ adkSetup })).toMatchObject({ code: 22, line: expect.stringContaining(said) });
    expect(await run({})).toMatchObject({ code: 0 });
  });

  test('SYSTEM runs no adksetup.exe that others could have written; whoever starts it by hand has chosen the folder', async () => {
    const writers = ['S-1-5-32-545'];
    expect(await run({ writers })).toMatchObject({ code: 32, setups: [] });
    expect(await run({ writers, callerSid: 'S-1-5-21-1-2-3-500' })).toMatchObject({ code: 0 });
  });

  test.each<[number, DoubledDesignerPc, Parameters<typeof run>[1]]>([
    [31, { administrator: false }, {}],
    [21, { languageMode: 'ConstrainedLanguage' }, {}],
    [40, { icd: 'broken' }, {}],
    [0, {}, { simulate: true }],
  ])('%i without running anything: %j', async (code, pc, options) => {
    for (const language of ['ja', 'en']) {
      const end = await run(pc, { ...options, language });
      expect([end.code, end.setups]).toEqual([code, []]);
      expect(end.line).toMatch(/^Baton: .{10,160}$/);
      expect(/[ぁ-ん]/.test(end.line)).toBe(language === 'ja');
    }
  });

  test('as a process it ends with one line and a documented code even where Windows is not', () => {
    copyFileSync(script, path.join(folder, 'configuration-designer.ps1'));
    const end = spawnSync(
      pwsh ?? '',
      ['-NoProfile', '-NonInteractive', '-File', path.join(folder, 'configuration-designer.ps1')],
      { encoding: 'utf8' },
    );
    expect([end.stderr, end.stdout.trim().split('\n').length, end.status]).toEqual(['', 1, 40]);
  });
});
