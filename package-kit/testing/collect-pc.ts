import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { kitFolder, type PowerShellHost } from './pwsh.ts';

/** Parameters of collect.ps1. */
export interface CollectOptions {
  readonly OutFile?: string;
  readonly Redact?: boolean;
  readonly Language?: string;
  readonly Send?: boolean;
  readonly Schedule?: boolean;
  readonly Unschedule?: boolean;
  readonly Simulate?: boolean;
  readonly ScriptText?: string;
}

/** How one run of collect.ps1 ended. */
export interface CollectResult {
  readonly code: number;
  readonly lines: readonly string[];
  readonly calls: readonly string[];
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into the file as it is
export type Evidence = any;

const INTUNE = '4F9D1A2B-6C3E-4D5F-8A7B-9C0D1E2F3A4B';
const DISCOVERY = 'https://enrollment.manage.microsoft.com/enrollmentserver/discovery.svc';

/** dsregcmd /status of a hybrid joined PC, as Windows prints it. */
export const DSREGCMD = `
+----------------------------------------------------------------------+
| Device State                                                         |
+----------------------------------------------------------------------+

             AzureAdJoined : YES
          EnterpriseJoined : NO
              DomainJoined : YES
                DomainName : CORP
               Device Name : TKY-PC-0412.corp.example.test

+----------------------------------------------------------------------+
| Device Details                                                       |
+----------------------------------------------------------------------+

                  DeviceId : 5e6f7a8b-0000-4000-8000-0000000004d2
                Thumbprint : 0123456789ABCDEF0123456789ABCDEF01234567

+----------------------------------------------------------------------+
| Tenant Details                                                       |
+----------------------------------------------------------------------+

                TenantName : 株式会社エグザンプル
                  TenantId : 0a1b2c3d-0000-4000-8000-00000000ab12
                    MdmUrl : ${DISCOVERY}

+----------------------------------------------------------------------+
| Diagnostic Data                                                      |
+----------------------------------------------------------------------+

    Executing Account Name : CORP\\suzuki, suzuki.hanako@example.test
               KeySignTest : PASSED
`.replace(/\n/g, '\r\n');

/** One record of a client's log. */
export function record(message: string, component = 'CoManagementHandler', second = 7): string {
  return `<![LOG[${message}]LOG]!><time="11:41:${String(second).padStart(2, '0')}.015-540" date="11-25-2026" component="${component}" context="" type="1" thread="4088" file="x.cpp:608">\r\n`;
}

function describe(): Record<string, unknown> {
  return {
    languageMode: 'FullLanguage',
    administrator: true,
    bits: { process: 64, system: 64 },
    account: { account: 'NT AUTHORITY\\SYSTEM', sid: 'S-1-5-18' },
    computerName: 'TKY-PC-0412',
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
    signedIn: true,
    dsregcmd: DSREGCMD,
    address: '10.20.30.40',
    issuer: 'CN=Example Proxy CA, O=Example Holdings, C=JP',
    sids: { 'CORP\\suzuki': 'S-1-5-21-1111111111-2222222222-3333333333-1001' },
    users: {
      'S-1-5-18': { ProxyEnable: 0, flags: 9 },
      'S-1-5-21-1111111111-2222222222-3333333333-1001': {
        ProxyEnable: 1,
        ProxyServer: 'proxy01.corp.example.test:8080',
        ProxyOverride: '*.corp.example.test;<local>',
        AutoConfigURL: 'http://pac.corp.example.test/proxy.pac',
        flags: 3,
      },
    },
    registry: {
      'SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion': {
        UBR: 4460,
        EditionID: 'Enterprise',
        DisplayVersion: '23H2',
        InstallationType: 'Client',
      },
      'SYSTEM\\CurrentControlSet\\Control\\Nls\\CodePage': { ACP: '932', OEMCP: '932' },
      'SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters': { Domain: 'corp.example.test' },
      'SOFTWARE\\Microsoft\\CCM': { CoManagementFlags: 8193, Keys: 'a value named so', Count: 3 },
      'SOFTWARE\\Microsoft\\DeviceManageabilityCSP\\Provider\\MS DM Server': { ConfigInfo: '2' },
      'SOFTWARE\\Microsoft\\Enrollments': { MmpcEnrollmentFlag: 0 },
      [`SOFTWARE\\Microsoft\\Enrollments\\${INTUNE}`]: {
        ProviderID: 'MS DM Server',
        EnrollmentState: 1,
        EnrollmentType: 6,
        UPN: 'suzuki.hanako@example.test',
        DiscoveryServiceFullURL: DISCOVERY,
        AADTenantID: '0a1b2c3d-0000-4000-8000-00000000ab12',
        SomethingElse: 'not wanted',
      },
      [`SOFTWARE\\Microsoft\\Enrollments\\${INTUNE}\\LinkedEnrollment`]: {
        EnrollmentId: '9A9A9A9A-0000-4000-8000-000000000001',
      },
      'SOFTWARE\\Microsoft\\Enrollments\\1E05DD5D-A022-46C5-963C-B20DE341170F': {
        ProviderID: 'Local Authority',
        EnrollmentType: 28,
      },
      'SOFTWARE\\Microsoft\\Enrollments\\Context': {},
      [`SOFTWARE\\Microsoft\\Provisioning\\OMADM\\Accounts\\${INTUNE}`]: {},
      [`SOFTWARE\\Microsoft\\Provisioning\\OMADM\\Accounts\\${INTUNE}\\Protected\\ConnInfo`]: {
        ServerLastSuccessTime: '20261125T013000Z',
      },
      [`SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Schedule\\TaskCache\\Tree\\Microsoft\\Windows\\EnterpriseMgmt\\${INTUNE}`]:
        {},
      'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Group Policy\\State\\Machine\\GPO-List\\0': {
        GPOName: '{31B2F340-016D-11D2-945F-00C04FB984F9}',
        DisplayName: 'Default Domain Policy',
      },
      'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Group Policy\\State\\Machine\\GPO-List\\1': {
        GPOName: '{0F0F0F0F-0000-4000-8000-000000000001}',
        DisplayName: 'Example 東京 WSUS',
      },
      'SOFTWARE\\Policies\\Microsoft\\Windows\\WindowsUpdate': { WUServer: 'http://wsus01.corp.example.test:8530' },
      'SYSTEM\\CurrentControlSet\\Control\\CloudDomainJoin\\JoinInfo\\0123456789ABCDEF0123456789ABCDEF01234567': {
        TenantId: '0a1b2c3d-0000-4000-8000-00000000ab12',
        UserEmail: 'suzuki.hanako@example.test',
      },
      'SOFTWARE\\Microsoft\\SMS\\Mobile Client': {
        Blob: { type: 'Binary', data: '00FF10' },
        List: ['a', 'b'],
        Big: { type: 'QWord', data: 4294967296 },
        Password: 'not for anybody',
      },
      'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\Connections': {},
    },
    cim: {
      'root\\cimv2:Win32_OperatingSystem': [
        {
          Caption: 'Microsoft Windows 11 Enterprise',
          Version: '10.0.22631',
          OperatingSystemSKU: 4,
          ProductType: 1,
          LastBootUpTime: '2026-11-24T23:55:02Z',
        },
      ],
      'root\\cimv2:Win32_Service': [
        { Name: 'CcmExec', State: 'Running', StartMode: 'Auto' },
        { Name: 'dmwappushservice', State: 'Stopped', StartMode: 'Manual' },
        { Name: 'LANDesk Targeted Multicast', State: 'Running', StartMode: 'Auto' },
      ],
      'root\\ccm:__NAMESPACE': [{ Name: 'Policy' }],
      'root\\ccm:SMS_Client': [{ ClientVersion: '5.00.9128.1007' }],
      'root\\ccm:CCM_Client': [{ ClientId: 'GUID:0B5C6C8E-0000-4000-8000-000000000412', PreviousClientId: '' }],
      'root\\ccm:SMS_Authority': [{ Name: 'SMS:TKY', CurrentManagementPoint: 'cm01.corp.example.test' }],
      'root\\ccm\\LocationServices:SMS_ActiveMPCandidate': [
        { MP: 'cm01.corp.example.test', Type: 'Assigned' },
        { MP: 'CMG-EXAMPLE.CLOUDAPP.NET/CCM_Proxy_MutualAuth/72057594037927941', Type: 'Internet' },
      ],
      'root\\ccm\\InvAgt:CCM_System': [{ CoManaged: true, ComgmtWorkloads: 8193 }],
      'root\\ccm\\dcm:SMS_DesiredConfiguration': [
        {
          Name: 'ScopeId_1/B1',
          DisplayName: 'CoMgmtSettingsProd',
          Version: '12',
          LastComplianceStatus: 1,
          LastEvalTime: '2026-11-25T00:20:11Z',
        },
        { Name: 'ScopeId_1/B2', DisplayName: 'Other', Version: '1', LastComplianceStatus: 1, LastEvalTime: null },
      ],
      'root\\ccm\\policy\\Machine:CCM_CoMgmt_Configuration': [
        { MDMEnrollmentUrl: DISCOVERY, MDMEnrollmentRetries: 3, Other: 'x' },
      ],
    },
    volumes: [{ mount: 'C:', status: 1, id: '\\\\?\\Volume{1}', types: [1, 3, 3] }],
    tasks: {
      '\\Baton\\Setup': {
        state: 'Ready',
        lastRun: '2026-11-25T02:40:00Z',
        lastResult: -2147024891,
        nextRun: '2026-11-25T03:10:00Z',
      },
    },
    channels: {
      'Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Admin': [
        {
          id: 76,
          level: 2,
          time: '2026-11-20T04:11:02Z',
          provider: 'Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider',
          text: 'Auto MDM Enroll: Device Credential (0x0), Failed (Unknown Win32 Error code: 0x8018002b)',
        },
      ],
    },
    security: {},
    protected: [],
    fail: [],
    hang: [],
    programs: [],
    certificates: {},
    sent: [],
    handed: '',
    task: null,
  };
}

const SCRIPT = `
$request = ConvertFrom-Json $InputJson -AsHashtable -DateKind String
$global:Pc = $request['pc']
. $request['collect'] -Action None
. $request['double']
$null = Set-FailingAdapter $request['collect']
$results = foreach ($run in $request['runs']) {
    foreach ($name in @($run['pc'].get_Keys())) { $global:Pc[$name] = $run['pc'][$name] }
    $global:Calls = @(); $global:Elapsed = 0
    $parameters = $run['parameters']
    $end = Invoke-Collect @parameters
    @{ code = $end.code; lines = @($end.lines); calls = @($global:Calls) }
}
ConvertTo-Json @{ results = @($results); pc = $global:Pc } -Depth 9 -Compress`;

/** One doubled PC on which collect.ps1 runs; its files are real ones below a folder of the case. */
export class CollectedPc {
  readonly folder = mkdtempSync(path.join(os.tmpdir(), 'baton-collect-'));
  readonly out = path.join(this.folder, 'out.json');
  pc = describe();
  readonly #host: PowerShellHost;

  /** A PC with a ConfigMgr client, an Intune enrollment, two logs and a copied package with PIN and claim. */
  constructor(host: PowerShellHost) {
    this.#host = host;
    this.pc['root'] = path.join(this.folder, 'disk');
    for (const folder of ['C:\\WINDOWS\\CCM', 'C:\\WINDOWS\\ccmsetup', 'C:\\Users\\suzuki\\Desktop'])
      mkdirSync(this.real(folder), { recursive: true });
    this.write('C:\\WINDOWS\\CCM\\CcmExec.exe', '');
    this.write(
      'C:\\WINDOWS\\CCM\\Logs\\CoManagementHandler.log',
      record("Merged value for setting 'CoManagementSettings_Allow' is 'true'"),
    );
  }

  /** Where a file of the doubled PC really lies. */
  real(file: string): string {
    return path.join(String(this.pc['root']), file.replace(':', '').replaceAll('\\', '/'));
  }

  /** Writes a file of the doubled PC. */
  write(file: string, content: string | Buffer): void {
    mkdirSync(path.dirname(this.real(file)), { recursive: true });
    writeFileSync(this.real(file), content);
  }

  /** Copies a package of a door there, as setup.ps1 leaves it. */
  deliver(packageJson: Record<string, unknown>, pin: string, state?: Record<string, unknown>): void {
    const folder = `C:\\ProgramData\\Baton\\Package\\${String(packageJson['packageId'])}`;
    this.write(`${folder}\\package.json`, JSON.stringify(packageJson));
    this.write(`${folder}\\pin.txt`, `${pin}\n`);
    if (state) this.write('C:\\ProgramData\\Baton\\State\\state.json', JSON.stringify(state));
  }

  /** Runs collect.ps1 once. */
  async run(options: CollectOptions = {}): Promise<CollectResult> {
    const parameters = options.Schedule || options.Unschedule ? options : { OutFile: this.out, ...options };
    const [result] = await this.runAll([{ pc: {}, parameters }]);
    if (!result) throw new Error('no result');
    return result;
  }

  /** Runs collect.ps1 several times in one PowerShell; each run changes the description of the PC first. */
  async runAll(runs: readonly { pc: Record<string, unknown>; parameters: CollectOptions }[]): Promise<CollectResult[]> {
    const answer = await this.#host.run(SCRIPT, {
      runs,
      pc: this.pc,
      collect: path.join(kitFolder, 'collect.ps1'),
      double: path.join(kitFolder, 'testing/collect-double.ps1'),
    });
    const last = answer.output.at(-1);
    const end = last ? (JSON.parse(last) as { results: CollectResult[]; pc: Record<string, unknown> }) : undefined;
    if (!end) throw new Error(`collect.ps1 did not end: ${answer.error}`);
    const broken = end.results.find((result) => result.code === 40);
    if (broken) throw new Error(`collect.ps1 ended unexpectedly: ${broken.lines.join()} ${answer.error}`);
    this.pc = end.pc;
    return end.results;
  }

  /** The text of the file that was written. */
  text(file = this.out): string {
    return readFileSync(file, 'utf8');
  }

  /** Collects and reads what was written. */
  async collect(options: CollectOptions = {}): Promise<Evidence> {
    await this.run(options);
    return JSON.parse(this.text()) as Evidence;
  }

  /** Deletes the folder. */
  stop(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
