import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withWindowsBytes } from './testing/crlf.ts';
import { kitFolder, PowerShellHost, pwsh } from './testing/pwsh.ts';

const scripts = readdirSync(kitFolder).filter((name) => /\.(ps1|cmd)$/.test(name));

describe('bytes of the scripts', () => {
  test.each(scripts)('%s is UTF-8 with a byte order mark and CRLF (.ps1), ASCII and CRLF (.cmd)', (name) => {
    const bytes = readFileSync(path.join(kitFolder, name));
    expect(bytes.equals(withWindowsBytes(name, bytes.toString('utf8')))).toBe(true);
    if (name.endsWith('.cmd')) expect(bytes.every((byte) => byte < 128)).toBe(true);
  });

  test('no secret stands in the arguments of a process', () => {
    const text = readFileSync(path.join(kitFolder, 'setup.ps1'), 'utf8');
    for (const line of text.split('\n').filter((one) => /Arguments|-Argument /.test(one)))
      expect(line).not.toMatch(/secret|pin\b|token/i);
  });
});

const configMgr = path.join(kitFolder, 'data/configurationmanager-surface.json.gz');

describe.skipIf(!pwsh)('Windows PowerShell 5.1 surface', () => {
  let host: PowerShellHost;
  beforeAll(() => {
    host = new PowerShellHost(pwsh ?? '');
  });
  afterAll(() => host.stop());

  const check = async (
    text: string,
    allow: readonly string[] = [],
    modules: readonly string[] = [],
  ): Promise<string[]> => {
    const script = `. '${path.join(kitFolder, 'testing/surface.ps1')}'\n$in = ConvertFrom-Json $InputJson\nFind-NewerThan51 -Text $in.text -Surface $in.surface -Allow $in.allow -Modules $in.modules`;
    const surface = path.join(kitFolder, 'data/powershell-5.1-surface.json.gz');
    const { output, error } = await host.run(script, { text, surface, allow, modules });
    if (error) throw new Error(error);
    return [...output];
  };

  test.each(scripts.filter((name) => name.endsWith('.ps1')))(
    '%s uses only commands, parameters, types and syntax of 5.1',
    async (name) => {
      // what an administrator runs beside setup.ps1 dot-sources it and so knows its functions
      const own = [...readFileSync(path.join(kitFolder, 'setup.ps1'), 'utf8').matchAll(/^function ([\w-]+)/gm)].map(
        (match) => String(match[1]),
      );
      const text = readFileSync(path.join(kitFolder, name), 'utf8');
      const knows = /^\. \(Join-Path \$PSScriptRoot 'setup\.ps1'\)/m.test(text) ? own : [];
      expect(await check(text, knows, name === 'Publish-ToConfigMgr.ps1' ? [configMgr] : [])).toEqual([]);
    },
  );

  test.each([
    ['command', 'New-CMPackageAssignment'],
    ['parameter', 'New-CMPackage -Name x -SourcePath y'],
    ['parameter', 'Get-CMScript -Id x'],
    ['parameter', '$p = @{ ScriptPath = 1 }; New-CMScript @p'],
  ])('finds what the ConfigurationManager module lacks (%s): %s', async (rule, text) => {
    expect(await check(text, [], [configMgr])).toEqual([expect.stringContaining(`${rule}: `)]);
  });

  test.each([
    ['command', 'Get-Uptime'],
    ['command', 'Remove-Alias x'],
    ['parameter', 'Get-Content x -AsByteStream'],
    ['parameter', 'ConvertFrom-Json $x -AsHashtable'],
    ['parameter', 'Invoke-RestMethod x -SkipCertificateCheck'],
    ['parameter', '$p = @{ Uri = 1; SkipHttpErrorCheck = $true }; Invoke-RestMethod @p'],
    ['prompt', 'Invoke-WebRequest https://x'],
    ['encoding', 'Set-Content x y -Encoding utf8NoBOM'],
    ['type', '[System.Text.Json.JsonSerializer]::Serialize(1)'],
    ['type', 'New-Object System.Half'],
    ['static-member', '[string]::Create(1)'],
    ['static-member', '[Convert]::ToHexString($x)'],
    ['syntax', '$a ? 1 : 2'],
    ['syntax', '$a ?? 1'],
    ['syntax', '$a ??= 1'],
    ['syntax', 'Get-Date && Get-Date'],
    ['syntax', '(1)?.Length'],
    ['syntax', 'Get-Date &'],
    ['syntax', "'a'..'z'"],
    ['syntax', '"`e[0m"'],
    ['syntax', '0b1010'],
    ['syntax', '1uy'],
    ['syntax', 'Get-Date\n| Out-Null'],
    ['variable', 'if ($IsWindows) { 1 }'],
    ['csharp', 'Add-Type \'using System; public class A { public string B => $"x"; }\''],
    ['requires', '#requires -Version 7.0\n1'],
    ['parse', 'if ('],
  ])('finds what 5.1 lacks (%s): %s', async (rule, text) => {
    expect(await check(text)).toEqual(expect.arrayContaining([expect.stringContaining(`${rule}: `)]));
  });

  test('each script is whole in itself, so functions are repeated on purpose: byte for byte the same wherever they stand', async () => {
    const script = `$in = ConvertFrom-Json $InputJson
    foreach ($text in $in.texts) {
      $ast = [Management.Automation.Language.Parser]::ParseInput($text, [ref]$null, [ref]$null)
      $functions = @($ast.FindAll({ param($a) $a -is [Management.Automation.Language.FunctionDefinitionAst] }, $true) | ForEach-Object { @{ name = $_.Name; text = $_.Extent.Text } })
      ConvertTo-Json @($functions) -Depth 3 -Compress
    }`;
    const names = scripts.filter((name) => name.endsWith('.ps1'));
    const texts = names.map((name) => readFileSync(path.join(kitFolder, name), 'utf8').replace(/^\uFEFF/, ''));
    const { output, error } = await host.run(script, { texts });
    expect(error).toBe('');
    const writings = new Map<string, string[]>();
    for (const line of output)
      for (const { name, text } of JSON.parse(line) as { name: string; text: string }[])
        writings.set(name, [...(writings.get(name) ?? []), text]);
    // these say the same word about another thing: collect.ps1's texts, paths and secrets are not setup.ps1's
    const different = ['Get-Text', 'Get-BatonPath', 'Hide-Secrets'];
    const repeated = [...writings].filter(([name, found]) => found.length > 1 && !different.includes(name));
    expect(repeated.length).toBeGreaterThan(50);
    expect(repeated.filter(([, found]) => new Set(found).size > 1).map(([name]) => name)).toEqual([]);
  });

  test.each([
    ['setup.ps1', 5],
    ['configuration-designer.ps1', 1],
  ])(
    '%s has only parameters of text: the dialog in which ConfigMgr runs a script knows no switches',
    async (name, count) => {
      const script = `$in = ConvertFrom-Json $InputJson\n$ast = [Management.Automation.Language.Parser]::ParseInput($in.text, [ref]$null, [ref]$null)\n$ast.ParamBlock.Parameters | ForEach-Object { "$($_.Name.VariablePath.UserPath) $($_.StaticType.Name) $([bool]$_.DefaultValue)" }`;
      const text = readFileSync(path.join(kitFolder, name), 'utf8').replace(/^\uFEFF/, '');
      const { output } = await host.run(script, { text });
      expect(output).toHaveLength(count);
      for (const parameter of output) expect(parameter).toMatch(/^\w+ String True$/);
    },
  );

  test.each(['epm-system.ps1', 'epm-step2-system.ps1', 'epm-step1-user.ps1', 'configuration-designer.ps1'])(
    '%s: only its adapter names Windows commands, files and the network',
    async (name) => {
      const text = readFileSync(path.join(kitFolder, name), 'utf8');
      const script = `. '${path.join(kitFolder, 'testing/surface.ps1')}'\nFind-OutsideAdapter (ConvertFrom-Json $InputJson).text -Blocks say`;
      const { output, error } = await host.run(script, { text });
      expect([error, output]).toEqual(['', []]);
    },
  );

  test('only the adapter names Windows commands, files, the clock, chance and the network', async () => {
    const text = readFileSync(path.join(kitFolder, 'setup.ps1'), 'utf8');
    const script = `. '${path.join(kitFolder, 'testing/surface.ps1')}'\nFind-OutsideAdapter (ConvertFrom-Json $InputJson).text`;
    const { output, error } = await host.run(script, { text });
    expect([error, output]).toEqual(['', []]);
    const leak = text.replace(
      'function Stop-Waiting {',
      'function Stop-Waiting { [IO.File]::Delete("x"); Start-Sleep 1; $env:TEMP',
    );
    expect((await host.run(script, { text: leak })).output).toEqual([
      expect.stringContaining('IO.File'),
      expect.stringContaining('Start-Sleep'),
      expect.stringContaining('env:TEMP'),
    ]);
  });
});
