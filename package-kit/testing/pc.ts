import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { doubledPpkg, type PackageDoor, type WindowsEnrollment } from './kit-door.ts';
import { kitFolder, type PowerShellHost } from './pwsh.ts';

/** The PC that double.ps1 plays; every field can be overridden by a case. */
export type PcDescription = Record<string, unknown> & {
  registry: Record<string, Record<string, unknown>>;
  clock: string;
};

/** The scripts that EPM runs. */
export type CarrierScript = 'epm-system' | 'epm-user' | 'epm-step1-user' | 'epm-step2-system';

/** What setup.ps1, or the script of a carrier, is started with, and where it dies. */
export interface RunOptions {
  /** Runs this script from the folder `here` instead of setup.ps1. */
  readonly carrier?: CarrierScript;
  readonly action?: string;
  readonly from?: string;
  readonly here?: string;
  readonly packageId?: string;
  readonly simulate?: boolean;
  readonly identity?: 'Auto' | 'Computer' | 'Caller' | 'Handover';
  readonly onePc?: boolean;
  readonly kill?: number;
  readonly when?: 'before' | 'after';
  /** Of several runs: seconds that pass before this one. */
  readonly after?: number;
  /** Of several runs: this one is left out where no task is planned. */
  readonly ifTask?: boolean;
  /** Of several runs: this one is left out where the one before ended with this code. */
  readonly unlessCode?: number;
}

/** How one run of setup.ps1 ended. */
export interface RunResult {
  readonly code: number;
  readonly lines: readonly string[];
  /** Names of the adapter functions in the order they were called. */
  readonly calls: readonly string[];
}

/**
 * Does this adapter call leave something behind that a later run could meet? To die after one that only looks, or that writes a
 * line to the log, is to die after the last one before it that did.
 */
export function leavesTraces(call: string): boolean {
  return !/^(Get|Test|Read|Find)-|^(Add-LogLine|Open-Lock|Close-Lock|New-RandomId|Invoke-WindowsDiscovery)$/.test(call);
}

const TICKS_AT_1970 = 621_355_968_000_000_000n;

/** .NET ticks of a time, as text: they are longer than a JSON number keeps. */
export function ticks(time: number): string {
  return String(TICKS_AT_1970 + BigInt(time) * 10_000n);
}

function describePc(programData: string, windows: string): PcDescription {
  return {
    programData,
    windows,
    clock: ticks(Math.floor(Date.now() / 1000) * 1000),
    computerName: 'TKY-PC-0412',
    hwDevId: 'HW-0412',
    administrator: true,
    bits: { process: 64, system: 64 },
    policies: ['Undefined', 'Undefined'],
    signed: false,
    callerSid: 'S-1-5-18',
    removable: false,
    caches: [],
    owners: {},
    sessions: ['S-1-5-21-1-2-3-1104'],
    userSid: 'S-1-5-21-1-2-3-1104',
    languageMode: 'FullLanguage',
    elevated: false,
    accounts: { 'S-1-5-21-1-2-3-1104': 'CORP\\suzuki', 'S-1-5-21-1-2-3-1207': 'CORP\\sato' },
    computer: {
      uuid: '4C4C4544-0042-3510-8052-B4C04F4D3132',
      serial: 'SN-0412',
      maker: 'Example',
      model: 'Note 7',
      domain: 'corp.example.test',
      edition: 4,
      version: '10.0.22631',
      consoleUser: 'CORP\\suzuki',
    },
    upns: {},
    macs: { permanent: ['02-15-5D-00-41-17'], current: ['02:15:5d:00:41:17', ''] },
    services: ['CcmExec', 'dmwappushservice'],
    configMgrId: 'GUID:0B5C6C8E-0000-4000-8000-000000000412',
    startModes: { dmwappushservice: 'Manual' },
    registry: { 'SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion': { UBR: 4460, InstallationType: 'Client' } },
    security: {},
    protected: [],
    network: 'up',
    discovery: 0,
    roots: [],
    icd: 'works',
    register: 'absent',
    icdRuns: [],
    provisioning: 'works',
    ppkgs: [],
    collected: [],
    failures: [],
    task: null,
    sessionAt: null,
    silent: false,
    done: false,
  };
}

const SCRIPT = `
$request = ConvertFrom-Json $InputJson -AsHashtable
$global:Pc = $request['pc']
$global:PauseAt = $request['pause']
$global:PauseMark = $request['mark']
. $request['setup'] -Action None
. $request['double']
Set-CountedAdapter $request['setup']
$kit = Split-Path -Parent $request['setup']
$global:StepOne = Join-Path $kit 'epm-step1-user.ps1'
$global:CarrierDouble = Join-Path (Split-Path -Parent $request['double']) 'carrier-double.ps1'
$ends = @()
foreach ($one in $request['runs']) {
    if ($one['ifTask'] -and $null -eq $global:Pc['task']) { continue }
    if ($null -ne $one['unlessCode'] -and $ends.Count -gt 0 -and $ends[-1]['code'] -eq $one['unlessCode']) { continue }
    $global:Pc['clock'] = [long]$global:Pc['clock'] + 10000000L * [int]$one['after']
    if ($one['carrier']) {
        $carrier = Join-Path $kit "$($one['carrier']).ps1"
        . $carrier -Run None
        . $global:CarrierDouble
        Set-CountedAdapter $carrier
    }
    $ends += Invoke-Doubled $one
}
$global:Pc['clock'] = "$($global:Pc['clock'])"
ConvertTo-Json @{ ends = @($ends); pc = $global:Pc } -Depth 9 -Compress`;

/** One doubled PC with a real folder, a package from a door, and Windows' part played against that door. */
export class DoubledPc {
  readonly folder: string;
  readonly programData: string;
  readonly door: PackageDoor;
  pc: PcDescription;
  readonly #host: PowerShellHost;
  readonly #windows: Server;

  private constructor(host: PowerShellHost, door: PackageDoor, windows: Server, folder: string) {
    this.#host = host;
    this.door = door;
    this.#windows = windows;
    this.folder = folder;
    this.programData = path.join(folder, 'ProgramData');
    mkdirSync(this.programData);
    this.pc = describePc(this.programData, `http://127.0.0.1:${(windows.address() as AddressInfo).port}`);
  }

  /** Sets up the folder and the little server through which the doubled Windows enrolls at the door. */
  static async start(host: PowerShellHost, door: PackageDoor): Promise<DoubledPc> {
    const windows = createServer((request, response) => {
      let text = '';
      request.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      request.on('end', async () => {
        const body = JSON.parse(text) as WindowsEnrollment;
        const answer =
          request.url === '/enroll' ? await door.enrollAsWindows(body) : await door.sessionAsWindows(body.hwDevId);
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(answer ?? {}));
      });
    });
    await new Promise<void>((resolve) => windows.listen(0, '127.0.0.1', resolve));
    return new DoubledPc(host, door, windows, mkdtempSync(path.join(os.tmpdir(), 'baton-kit-')));
  }

  /** The folder that a carrier delivers: the unpacked zip; `to` is its place below the folder of the case. */
  deliver(
    options: { shared?: boolean; pin?: string | null; package?: Record<string, unknown>; to?: string } = {},
  ): string {
    const folder = path.join(this.folder, options.to ?? 'carrier');
    mkdirSync(folder, { recursive: true });
    const ppkg = doubledPpkg('99999999-0000-4000-8000-000000000001', this.door.shared.upn, this.door.shared.secret);
    const json = {
      schema: 1,
      packageId: this.door.packageId,
      name: '東京本社',
      kit: '1.0.0',
      platform: 'configmgr',
      enrollment: this.door.url,
      discoveryUrl: this.door.discoveryUrl,
      root: this.door.root,
      identity: { withoutUser: 'enroll' },
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
      sharedPpkg: options.shared
        ? { file: 'shared.ppkg', sha256: createHash('sha256').update(ppkg).digest('hex'), upn: this.door.shared.upn }
        : null,
      language: 'ja',
      ...options.package,
    };
    for (const name of ['setup.ps1', 'collect.ps1'])
      writeFileSync(path.join(folder, name), readFileSync(path.join(kitFolder, name)));
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify(json));
    rmSync(path.join(folder, 'pin.txt'), { force: true });
    if (options.pin !== null) writeFileSync(path.join(folder, 'pin.txt'), `${options.pin ?? this.door.pin}\n`);
    if (options.shared) writeFileSync(path.join(folder, 'shared.ppkg'), ppkg);
    return folder;
  }

  /** Delivers and copies: what the carrier's copy script does. */
  async copy(options: Parameters<DoubledPc['deliver']>[0] = {}): Promise<RunResult> {
    return this.run({ action: 'Copy', from: this.deliver(options) });
  }

  /** Runs setup.ps1 once; kill = number of the adapter call at which it dies, before or after that call's effect. */
  async run(options: RunOptions = {}): Promise<RunResult> {
    const [result] = await this.runAll([options]);
    if (!result) throw new Error('setup.ps1 was not run');
    return result;
  }

  /** Runs setup.ps1 several times in turn, in one PowerShell; answers the runs that were not left out. */
  async runAll(runs: readonly RunOptions[]): Promise<readonly RunResult[]> {
    const answer = await this.#host.run(SCRIPT, this.#request(runs));
    const last = answer.output.at(-1);
    const result = last ? (JSON.parse(last) as { ends: RunResult[]; pc: PcDescription }) : undefined;
    if (!result || result.ends.some((end) => typeof end.code !== 'number'))
      throw new Error(`setup.ps1 did not end: ${answer.error}`);
    this.pc = result.pc;
    const isKilled = runs.some((run) => run.kill);
    if (!isKilled && runs.every((run) => !run.carrier) && result.ends.some((end) => end.code === 40))
      throw new Error(`setup.ps1 ended unexpectedly:\n${this.log()}`);
    return result.ends;
  }

  /** Starts setup.ps1 in another process that stops for good once the adapter function `pause` has done its work. */
  async runUntil(host: PowerShellHost, pause: string): Promise<void> {
    const mark = path.join(this.folder, 'paused');
    void host.run(SCRIPT, { ...this.#request([{}]), pause, mark });
    for (let tenths = 0; tenths < 300 && !existsSync(mark); tenths++)
      await new Promise((resolve) => setTimeout(resolve, 100));
    if (!existsSync(mark)) throw new Error(`setup.ps1 did not come to ${pause}`);
  }

  #request(runs: readonly RunOptions[]): Record<string, unknown> {
    const nothing = { action: 'Enroll', from: '', here: '', packageId: '', identity: '', kill: 0, when: 'after' };
    return {
      runs: runs.map((run) => ({ ...nothing, ...run })),
      pc: this.pc,
      setup: path.join(kitFolder, 'setup.ps1'),
      double: path.join(kitFolder, 'testing/double.ps1'),
    };
  }

  /** Lets time pass on the PC's clock. */
  pass(seconds: number): void {
    this.pc.clock = String(BigInt(this.pc.clock) + BigInt(Math.ceil(seconds)) * 10_000_000n);
  }

  /** The PC's clock as milliseconds since 1970. */
  now(): number {
    return Number((BigInt(this.pc.clock) - TICKS_AT_1970) / 10_000n);
  }

  /** Path of a file of the copied package. */
  packageFile(name: string): string {
    return path.join(this.programData, 'Baton', 'Package', this.door.packageId, name);
  }

  /** Names of files below ProgramData, or below another folder, whose bytes contain the text. */
  filesWith(text: string, folder = this.programData): string[] {
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
      const file = path.join(folder, name);
      return statSync(file).isFile() && readFileSync(file).includes(text);
    });
  }

  /** The text of setup.log, '' when there is none. */
  log(): string {
    const file = path.join(this.programData, 'Baton/Logs/setup.log');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /** Ends Windows' part and deletes the folder. */
  stop(): void {
    this.#windows.closeAllConnections();
    this.#windows.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
