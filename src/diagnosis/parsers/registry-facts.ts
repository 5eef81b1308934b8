import { canonicalEnrolmentId } from '../enrolment/is-real-enrolment.ts';
import type { Fact, FactValue, Where } from '../model/fact.ts';
import { parseCode } from './find-codes.ts';
import { evidenceOf, lowWord } from './match-text.ts';
import type { Report } from './report.ts';

/** Data of a registry value: text (several lines of a list), or a number; a 64-bit number above 2^53 as decimal text. */
export type RegistryData = string | number;

/** Line and text of a key or value. */
export interface RegistryPlace {
  readonly line: number | null;
  readonly text: string;
}

/** Turns keys and values of HKLM that a diagnosis reads into facts, wherever they were read. */
export interface RegistryFacts {
  key(path: string, place: RegistryPlace, emit: (fact: Fact) => void): void;
  value(path: string, name: string, data: RegistryData, place: RegistryPlace, emit: (fact: Fact) => void): void;
}

const GUID = /^\{?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?$/;

/** How a value becomes a fact: `flags` = unsigned low 32 bits. */
type ValueType = 'text' | 'number' | 'flags';

/** Values outside of the list of enrolments: key, value, fact (reference 2.3 and policies of 6.5). Lower case. */
const VALUES: readonly (readonly [key: string, value: string, fact: string, type: ValueType])[] = [
  ['software\\microsoft\\ccm', 'comanagementflags', 'cm.CoManagementFlags', 'flags'],
  ['software\\microsoft\\devicemanageabilitycsp\\provider\\ms dm server', 'configinfo', 'cm.ConfigInfo', 'number'],
  ['software\\microsoft\\enrollments', 'externallymanaged', 'cm.ExternallyManaged', 'number'],
  ['software\\microsoft\\enrollments', 'mmpcenrollmentflag', 'cm.MmpcEnrollmentFlag', 'number'],
  ['software\\microsoft\\windows\\currentversion\\mdm', 'clienthealthstatus', 'cm.ClientHealthStatus', 'number'],
  [
    'software\\microsoft\\windows\\currentversion\\mdm',
    'clienthealthlastsynctime',
    'cm.ClientHealthLastSyncTime',
    'text',
  ],
  [
    'software\\microsoft\\windows\\autopilot\\enrollmentstatustracking\\device\\devicepreparation\\policyproviders\\configmgr',
    'installationstate',
    'cm.AutopilotInstallationState',
    'number',
  ],
  ['software\\microsoft\\windows\\currentversion\\cdj', 'fallbacktosyncjoin', 'cm.FallbackToSyncJoin', 'number'],
  ['software\\microsoft\\windows\\currentversion\\cdj\\aad', 'tenantid', 'cm.scp.TenantId', 'text'],
  ['software\\microsoft\\windows\\currentversion\\cdj\\aad', 'tenantname', 'cm.scp.TenantName', 'text'],
  ['software\\policies\\microsoft\\windows\\currentversion\\mdm', 'autoenrollmdm', 'gpo.AutoEnrollMDM', 'number'],
  [
    'software\\policies\\microsoft\\windows\\currentversion\\mdm',
    'useaadcredentialtype',
    'gpo.UseAADCredentialType',
    'number',
  ],
  [
    'software\\policies\\microsoft\\windows\\currentversion\\mdm',
    'disableregistration',
    'gpo.DisableRegistration',
    'number',
  ],
];
/** Where Windows says which build and kind it is. */
const WINDOWS = 'software\\microsoft\\windows nt\\currentversion';
const BY_VALUE: ReadonlyMap<string, readonly [fact: string, type: ValueType]> = new Map(
  VALUES.map(([key, value, fact, type]) => [`${key}\\${value}`, [fact, type]]),
);

/** Keys whose every value is kept as `reg.<path>`: those of {@link VALUES} and the join facts behind dsregcmd. */
const KEPT_KEYS: ReadonlySet<string> = new Set(VALUES.map(([key]) => key));
const KEPT_PREFIXES = [
  'system\\currentcontrolset\\control\\clouddomainjoin\\',
  'software\\microsoft\\ccm\\',
  'software\\policies\\microsoft\\windows\\',
];

const ENROLLMENTS = 'software\\microsoft\\enrollments';
const ACCOUNTS = 'software\\microsoft\\provisioning\\omadm\\accounts';
const TASKS =
  'software\\microsoft\\windows nt\\currentversion\\schedule\\taskcache\\tree\\microsoft\\windows\\enterprisemgmt';

const ENROLMENT_TEXTS = ['ProviderID', 'UPN', 'DiscoveryServiceFullURL', 'AADResourceID', 'AADTenantID'];
const ENROLMENT_NUMBERS = ['EnrollmentState', 'EnrollmentType', 'RenewStatus'];

/** Facts of one file's registry keys. `time` = when they were read, where that is known. */
export function createRegistryFacts(report: Report, time: string | null): RegistryFacts {
  const whereOf = (place: RegistryPlace): Where => ({
    file: report.file,
    line: place.line,
    time,
    text: evidenceOf(place.text),
  });

  return {
    key(path, place, emit) {
      const where = whereOf(place);
      const add = (name: string, scope?: string) =>
        emit({ name, value: true, rank: 'state', where, ...(scope === undefined ? {} : { scope }) });
      const local = localPath(path);
      if (local === null) return;
      const lower = local.toLowerCase();
      const lists = [
        [ENROLLMENTS, 'enr.list', 'enr.key'],
        [ACCOUNTS, 'enr.accountList', 'enr.account'],
        [TASKS, 'enr.taskList', 'enr.task'],
      ] as const;
      for (const [key, list, item] of lists) {
        if (lower === key) {
          add(list);
          report.source(list.slice('enr.'.length));
        }
        const id = lower.startsWith(`${key}\\`) ? local.slice(key.length + 1) : '';
        if (GUID.test(id)) add(item, canonicalEnrolmentId(id));
      }
    },
    value(path, name, data, place, emit) {
      const local = localPath(path);
      if (local === null) return;
      const lower = local.toLowerCase();
      const where = whereOf(place);
      const add = (fact: string, value: FactValue, scope?: string) =>
        emit({ name: fact, value, rank: 'state', where, ...(scope === undefined ? {} : { scope }) });
      const known = BY_VALUE.get(`${lower}\\${name.toLowerCase()}`);
      if (known !== undefined) add(known[0], readValue(data, known[1]));
      if (lower === WINDOWS) windowsValue(name, String(data), add);
      if (lower.startsWith(`${ENROLLMENTS}\\`)) {
        const [id = '', sub = '', more] = local.slice(ENROLLMENTS.length + 1).split('\\', 3);
        if (GUID.test(id) && more === undefined) enrolmentValue(canonicalEnrolmentId(id), sub, name, data, add);
      }
      if (KEPT_KEYS.has(lower) || KEPT_PREFIXES.some((prefix) => lower.startsWith(prefix))) {
        add(`reg.${local}\\${name}`.slice(0, 300), typeof data === 'string' ? evidenceOf(data) : data);
      }
    },
  };
}

function windowsValue(name: string, data: string, add: (fact: string, value: FactValue) => void): void {
  const lower = name.toLowerCase();
  if ((lower === 'currentbuildnumber' || lower === 'currentbuild') && /^\d{4,6}$/.test(data)) {
    add('pc.buildNumber', Number(data));
  }
  if (lower === 'installationtype') add('pc.server', /^server/i.test(data));
}

function enrolmentValue(
  id: string,
  subkey: string,
  name: string,
  data: RegistryData,
  add: (fact: string, value: FactValue, scope: string) => void,
): void {
  if (subkey.toLowerCase() === 'linkedenrollment') {
    if (typeof data === 'string' && GUID.test(data.trim())) add('enr.linked', canonicalEnrolmentId(data), id);
    return;
  }
  if (subkey !== '') return;
  const lower = name.toLowerCase();
  const text = ENROLMENT_TEXTS.find((each) => each.toLowerCase() === lower);
  if (text !== undefined) add(`enr.${text}`, evidenceOf(String(data)), id);
  const number = ENROLMENT_NUMBERS.find((each) => each.toLowerCase() === lower);
  if (number !== undefined) add(`enr.${number}`, readValue(data, 'number'), id);
  if (lower === 'renewerrorcode')
    add('enr.RenewErrorCode', typeof data === 'number' ? data >>> 0 : parseCode(data), id);
}

/** Path below HKEY_LOCAL_MACHINE; null for other hives. */
function localPath(path: string): string | null {
  return /^(?:HKEY_LOCAL_MACHINE|HKLM)\\(.{1,1000})$/i.exec(path.trim())?.[1] ?? null;
}

/** Numbers are sometimes written as text; a flag above 31 bits may be a signed or a 64-bit number. */
function readValue(data: RegistryData, type: ValueType): FactValue {
  switch (type) {
    case 'text':
      return evidenceOf(String(data));
    case 'flags':
      return lowWord(String(data).trim());
    case 'number': {
      const number =
        typeof data === 'number' ? data : /^\s{0,5}-?\d{1,15}\s{0,5}$/.test(data) ? Number(data) : Number.NaN;
      return Number.isFinite(number) ? number : null;
    }
  }
}
