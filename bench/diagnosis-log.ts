/**
 * A client log of real shape, the same for the same seed: CMTrace records of a dozen components, some of several lines, a
 * Japanese and an ANSI line here and there, and one in twenty that a diagnosis keeps; or as many as `keptShare` says.
 */
export function* clientLog(bytes: number, seed = 1, keptShare = KEPT_SHARE): Generator<Buffer> {
  const random = createRandom(seed);
  let written = 0;
  let clock = Date.UTC(2026, 8, 1, 0, 0, 0);
  while (written < bytes) {
    const records: string[] = [];
    for (let i = 0; i < 4_000; i += 1) {
      clock += Math.floor(random() * 900);
      records.push(random() < keptShare ? keptRecord(random, clock) : record(random, clock, pick(random, ORDINARY)));
    }
    const chunk = Buffer.from(records.join(''), 'utf8');
    written += chunk.length;
    yield chunk;
  }
}

/** One record in thirteen is kept, which is one line in twenty. */
const KEPT_SHARE = 1 / 13;

/**
 * The worst log for memory: every line is kept, and each says something that no other says: another error code, another host, as long as
 * a line that is cited may be.
 */
export function* worstLog(bytes: number, seed = 1): Generator<Buffer> {
  const random = createRandom(seed);
  const hex = (length: number) => Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');
  for (let written = 0; written < bytes; ) {
    const records = Array.from({ length: 2_000 }, () =>
      record(random, Date.UTC(2026, 8, 1) + written, [
        'LocationServices',
        'ccmhttpget.cpp:921',
        () =>
          `[CCMHTTP] ERROR: URL=http://${hex(12)}.corp.example.test/${hex(180)}, Port=80, Options=31, Code=${Math.floor(random() * 90_000)}, Text=0x8${hex(7)} ${'é'.repeat(100)}`,
      ]),
    );
    const chunk = Buffer.from(records.join(''), 'utf8');
    written += chunk.length;
    yield chunk;
  }
}

type Random = () => number;

/** mulberry32: deterministic, and good enough to mix lines. */
function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

function pick<T>(random: Random, list: readonly T[]): T {
  const item = list[Math.floor(random() * list.length)];
  if (item === undefined) throw new RangeError('empty list');
  return item;
}

function guid(random: Random): string {
  const hex = (length: number) =>
    Array.from({ length }, () => Math.floor(random() * 16).toString(16))
      .join('')
      .toUpperCase();
  return `{${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}}`;
}

type Line = readonly [component: string, file: string, text: (random: Random) => string];

const ORDINARY: readonly Line[] = [
  ['DataTransferService', 'dtsjob.cpp:3501', (r) => `DTSJob ${guid(r)} in state 'DownloadingData'.`],
  [
    'CcmMessaging',
    'ccmhttpget.cpp:1127',
    () => 'Successfully queued event on HTTP/HTTPS failure for server mp01.corp.example.test.',
  ],
  ['PolicyAgent_PolicyEvaluator', 'policyutil.cpp:6357', (r) => `Applying policy ${guid(r)}`],
  [
    'StateMessage',
    'statemsg.cpp:923',
    (r) => `State message with TopicType 500 and TopicId ${guid(r)} has been sent to the FSP`,
  ],
  [
    'UpdatesDeploymentAgent',
    'updatesmanager.cpp:1203',
    (r) => `EnumerateUpdates for action (UpdateActionInstall) - Total actionable updates = ${Math.floor(r() * 9)}`,
  ],
  [
    'CIAgent',
    'agentjob.cpp:3284',
    (r) =>
      `CIAgentJob(${guid(r)}):  CI ScopeId_6F231D66-E99E-43DF-8D0E-867A11E8CEF4/Baseline_${guid(r)}:1 (Corporate settings) targeted to S-1-5-21-1004336348-1177238915-682003330-${Math.floor(r() * 9000)} is in scope for evaluation.`,
  ],
  [
    'DCMAgent',
    'dcmagentjob.cpp:3251',
    (r) => `DCMAgentJob(${guid(r)}): CDCMAgentJob::SetupJob - Add assignment Workstation baseline(${guid(r)})`,
  ],
  ['LocationServices', 'lsad.cpp:648', () => 'Attempting to retrieve local MPs from the assigned site'],
  [
    'ContentAccess',
    'downloadmanager.cpp:418',
    (r) =>
      `Download location found 0 - http://dp0${Math.floor(r() * 9)}.corp.example.test/SMS_DP_SMSPKG$/PS10001${Math.floor(r() * 9)}`,
  ],
  [
    'ScanAgent',
    'cscanagent.cpp:1201',
    (r) =>
      `- - - - - -Sources are current and valid. TTLs are however, invalid. ScanResultCategory ${Math.floor(r() * 90)}`,
  ],
  [
    'InventoryAgent',
    'agentendpoint.cpp:571',
    (r) =>
      `Collection: Namespace = root\\cimv2; Query = SELECT __CLASS, __PATH, __RELPATH, DeviceID, Manufacturer FROM Win32_DiskDrive; Timeout = ${Math.floor(r() * 900)} secs.`,
  ],
  [
    'PolicyAgent_ReplyAssignments',
    'replyassignments.cpp:1450',
    (r) =>
      `Raising event:\r\n\r\ninstance of CCM_PolicyAgent_AssignmentsReceived\r\n{\r\n\tClientID = "GUID:A09FF143-E86D-4A63-8379-53003E26E90C";\r\n\tDateTime = "20260901${Math.floor(r() * 900000)}";\r\n\tProcessID = ${Math.floor(r() * 9000)};\r\n};\r\n`,
  ],
  ['execmgr', 'execreqmgr.cpp:5801', () => '要求されたプログラムは期限までに実行されるように予約されています。'],
  [
    'WUAHandler',
    'cwuahandler.cpp:2437',
    () => "Search Criteria is (DeploymentAction=* AND Type='Software') OR (DeploymentAction=* AND Type='Driver')",
  ],
];

const KEPT: readonly Line[] = [
  [
    'CoManagementHandler',
    'comgmtagent.cpp:318',
    () => "Merged value for setting 'CoManagementSettings_Capabilities' is '8193'",
  ],
  [
    'CoManagementHandler',
    'comgmtagent.cpp:441',
    () => 'Device is not MDM enrolled yet. All workloads are managed by SCCM.',
  ],
  ['execmgr', 'execreqmgr.cpp:3022', () => 'This device is not externally managed. Exiting...'],
  [
    'LocationServices',
    'ccmhttpget.cpp:921',
    (r) =>
      `[CCMHTTP] ERROR: URL=http://mp0${Math.floor(r() * 4)}.corp.example.test/SMS_MP/.sms_aut?MPLIST, Port=80, Options=31, Code=12029, Text=ERROR_WINHTTP_CANNOT_CONNECT`,
  ],
  ['WUAHandler', 'cwuahandler.cpp:1188', () => 'OnSearchComplete - Failed to end search job. Error = 0x80072ee2.'],
  [
    'PolicyAgent_PolicyEvaluator',
    'policyutil.cpp:9196',
    (r) => `Applied policy CCM_Policy_Policy5.PolicyID="${guid(r)}",PolicySource="SMS:PS1",PolicyVersion="1.00"`,
  ],
  ['CIAgent', 'ciagentwuahandler.cpp:77', () => 'Verifying if workload 16 is enabled in workloadFlags 8193'],
];

function keptRecord(random: Random, clock: number): string {
  return record(random, clock, pick(random, KEPT));
}

function record(random: Random, clock: number, [component, file, text]: Line): string {
  const at = new Date(clock).toISOString();
  const date = `${at.slice(5, 7)}-${at.slice(8, 10)}-${at.slice(0, 4)}`;
  const thread = Math.floor(random() * 9000) + 1000;
  return `<![LOG[${text(random)}]LOG]!><time="${at.slice(11, 23)}-540" date="${date}" component="${component}" context="" type="1" thread="${thread}" file="${file}">\r\n`;
}
