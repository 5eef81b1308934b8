/** What a field of dsregcmd holds. */
export type FieldType =
  /** YES or NO, whatever follows; anything else is unknown */
  | 'flag'
  | 'text'
  | 'time'
  | 'number'
  | 'code'
  /** PASS, SKIPPED, or FAIL with one or two codes in brackets */
  | 'test'
  /** `[ from UTC -- to UTC ]` */
  | 'validity';

/**
 * What a field is about: `device`; `user` (the account that ran the command); `prt` (the last attempt to get a PRT); `proxy` and
 * `winhttp` (name after the prefix, the section is the scope).
 */
export type FieldGroup = 'device' | 'user' | 'prt' | 'proxy' | 'winhttp' | 'debug';

export interface Field {
  /** Name of the fact behind `ds.` or `ds.<group>.` */
  readonly name: string;
  readonly type: FieldType;
  readonly group: FieldGroup;
}

/** Labels by group and type, as the program prints them (ENT-ds and field captures; 1607 to Windows 11). */
const LABELS: readonly (readonly [FieldGroup, FieldType, readonly string[]])[] = [
  ['device', 'flag', ['AzureAdJoined', 'EnterpriseJoined', 'DomainJoined', 'TpmProtected', 'AadRecoveryEnabled']],
  ['device', 'validity', ['DeviceCertificateValidity']],
  [
    'device',
    'text',
    [
      'DomainName',
      'Device Name',
      'Virtual Desktop',
      'DeviceId',
      'Thumbprint',
      'KeyContainerId',
      'KeyProvider',
      'DeviceAuthStatus',
      'TenantName',
      'TenantId',
      'Idp',
      'AuthCodeUrl',
      'AccessTokenUrl',
      'MdmUrl',
      'MdmTouUrl',
      'MdmComplianceUrl',
      'SettingsUrl',
      'JoinSrvVersion',
      'JoinSrvUrl',
      'JoinSrvId',
      'KeySrvVersion',
      'KeySrvUrl',
      'KeySrvId',
      'WebAuthNSrvVersion',
      'WebAuthNSrvUrl',
      'WebAuthNSrvId',
      'DeviceManagementSrvVer',
      'DeviceManagementSrvUrl',
      'DeviceManagementSrvId',
      'Diagnostics Reference',
      'User Context',
      'Fallback to Sync-Join',
      'Fallback to Fed-Join',
      'Registration Type',
      'Error Phase',
      'Server ErrorCode',
      'Server Message',
      'Request Id',
      'Executing Account Name',
      'KeySignTest',
      'DisplayNameUpdated',
      'OsVersionUpdated',
      'HostNameUpdated',
      'Last HostName Update',
      'NgcPreReq',
      'CertEnrollment',
      'X509CertRequired',
      'AdfsRefreshToken',
      'AdfsRaIsReady',
      'LogonCertTemplateReady',
      'PreReqResult',
    ],
  ],
  [
    'device',
    'test',
    [
      'AD Connectivity Test',
      'AD Configuration Test',
      'DRS Discovery Test',
      'DRS Connectivity Test',
      'Kerberos Ticket Test',
      'Token acquisition Test',
    ],
  ],
  ['device', 'time', ['Client Time', 'Previous Registration']],
  ['device', 'code', ['Client ErrorCode']],
  ['device', 'number', ['Https Status']],
  [
    'device',
    'flag',
    ['IsDeviceJoined', 'IsUserAzureAD', 'PolicyEnabled', 'PostLogonEnabled', 'DeviceEligible', 'SessionIsNotRemote'],
  ],
  [
    'user',
    'flag',
    ['NgcSet', 'WorkplaceJoined', 'WamDefaultSet', 'AzureAdPrt', 'EnterprisePrt', 'OnPremTgt', 'CloudTgt'],
  ],
  ['user', 'number', ['WorkAccountCount']],
  [
    'user',
    'time',
    ['AzureAdPrtUpdateTime', 'AzureAdPrtExpiryTime', 'EnterprisePrtUpdateTime', 'EnterprisePrtExpiryTime'],
  ],
  [
    'user',
    'text',
    [
      'NgcKeyId',
      'CanReset',
      'WamDefaultAuthority',
      'WamDefaultId',
      'WamDefaultGUID',
      'AzureAdPrtAuthority',
      'EnterprisePrtAuthority',
      'KerbTopLevelNames',
    ],
  ],
  [
    'prt',
    'text',
    ['AcquirePrtDiagnostics', 'RefreshPrtDiagnostics', 'User Identity', 'Credential Type', 'Correlation ID'],
  ],
  ['prt', 'text', ['Endpoint URI', 'HTTP Method', 'Server Error Code', 'Server Error Description']],
  ['prt', 'time', ['Previous Prt Attempt']],
  ['prt', 'code', ['Attempt Status', 'HTTP Error']],
  ['prt', 'number', ['HTTP status']],
  ['proxy', 'flag', ['Auto Detect Settings']],
  ['proxy', 'text', ['Auto-Configuration URL', 'Proxy Server List', 'Proxy Bypass List', 'Auto Detect PAC Status']],
  ['winhttp', 'text', ['Access Type']],
  ['debug', 'text', ['preCheckResult', 'deviceKeysHealthy']],
  ['debug', 'flag', ['isJoined', 'isDcAvailable', 'isSystem']],
  ['debug', 'code', ['resultCode']],
];

/** Names that are not the label itself. */
const RENAMED: Readonly<Record<string, string>> = { 'Error Phase': 'phase' };

const FIELDS: ReadonlyMap<string, Field> = new Map(
  LABELS.flatMap(([group, type, labels]) =>
    labels.map((label) => [
      group === 'prt' && label === 'Server Error Code' ? 'prt servererrorcode' : normalizeLabel(label),
      { name: RENAMED[label] ?? label.replace(/[^A-Za-z0-9]/g, ''), type, group },
    ]),
  ),
);

/** A label without letter case, blanks and punctuation: people retype captures. */
export function normalizeLabel(label: string): string {
  return label.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/**
 * The field of a label; undefined where nobody knows it. "Server Error Code" (of a PRT) and "Server ErrorCode" (of a join) differ by
 * a blank only, so whoever knows that the line belongs to a PRT says so.
 */
export function findField(label: string, ofPrt: boolean): Field | undefined {
  const key = normalizeLabel(label);
  if (key === 'servererrorcode' && (ofPrt || /error\s+code/i.test(label))) return FIELDS.get('prt servererrorcode');
  return FIELDS.get(key);
}

/** Does a known label begin with this text? Then a line that ends here was cut. */
export function isStartOfLabel(text: string): boolean {
  const key = normalizeLabel(text);
  return key.length >= 4 && [...FIELDS.keys()].some((label) => label !== key && label.startsWith(key));
}

/** Titles of the sections, in lower case. */
const TITLES: ReadonlySet<string> = new Set([
  'device state',
  'device details',
  'tenant details',
  'user state',
  'sso state',
  'diagnostic data',
  'ie proxy config for system account',
  'url specific proxy config',
  'ie proxy config for current user',
  'winhttp default proxy config',
  'ngc prerequisite check',
]);

/** The title of a section without its box, or null: known titles and "Work Account N". */
export function findTitle(text: string): string | null {
  const title = text.trim().replace(/\s{1,100}/g, ' ');
  return TITLES.has(title.toLowerCase()) || /^Work Account \d{1,4}$/i.test(title) ? title : null;
}
