import { hostOfUrl } from '../enrolment/is-real-enrolment.ts';
import type { Evidence } from './collector-evidence.ts';
import { parseCode } from './find-codes.ts';
import { asFlag, asNumber, asObject, asObjects, asText, asTexts } from './json-value.ts';
import { createRegistryFacts, type RegistryData } from './registry-facts.ts';

/** Who and what the PC is: `pc.`. */
export function readPc({ root, part, add }: Evidence): void {
  const context = part(root['context'], 'context');
  const account = asText(context?.['account']);
  if (account !== null) add('collected.account', account, `account: ${account}`);
  const isSystem = asFlag(context?.['system']);
  if (isSystem !== null) add('collected.system', isSystem, `system: ${isSystem}`);
  const pc = part(root['pc'], 'pc');
  for (const name of ['name', 'domain', 'uuid', 'serial', 'maker', 'model', 'consoleUser']) {
    const value = asText(pc?.[name]);
    if (value !== null) add(`pc.${name}`, value, `${name}: ${value}`);
  }
  const os = part(root['os'], 'os');
  if (os === null) return;
  const version = asText(os['version']) ?? '';
  const revision = asNumber(os['ubr']);
  const build = revision === null ? version : `${version}.${revision}`;
  if (version !== '') add('pc.build', build, `version: ${build}`);
  const number = /^\d{1,3}\.\d{1,3}\.(\d{1,6})/.exec(version)?.[1];
  if (number !== undefined) add('pc.buildNumber', Number(number), `version: ${build}`);
  const type = asNumber(os['productType']);
  if (type !== null) add('pc.server', type !== 1, `productType: ${type}`);
  const edition = asNumber(os['edition']);
  if (edition !== null) add('pc.edition', edition, `edition: ${edition} ${asText(os['editionId']) ?? ''}`);
  for (const name of ['caption', 'locale'] as const) {
    const text = asText(os[name]);
    if (text !== null) add(`pc.${name}`, text, `${name}: ${text}`);
  }
}

const ENROLLMENTS = 'HKLM\\SOFTWARE\\Microsoft\\Enrollments';
const ACCOUNTS = 'HKLM\\SOFTWARE\\Microsoft\\Provisioning\\OMADM\\Accounts';
const TASKS =
  'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Schedule\\TaskCache\\Tree\\Microsoft\\Windows\\EnterpriseMgmt';

/** The three lists of enrolments: `enr.`. A list from which items were left out is not a whole list. */
export function readEnrollments({ root, report, time, part, emit }: Evidence): void {
  const enrollments = part(root['enrollments'], 'enrollments');
  if (enrollments === null) return;
  const facts = createRegistryFacts(report, time);
  const place = (text: string) => ({ line: null, text });
  const isWhole = (asNumber(enrollments['more']) ?? 0) === 0;
  if (!isWhole) report.problem('too-large', null, 'enrolments were left out');
  const key = (path: string) => facts.key(path, place(path), emit);
  for (const path of [ENROLLMENTS, ACCOUNTS, TASKS]) if (isWhole) key(path);
  for (const each of asObjects(enrollments['keys'], 100)) {
    const path = `${ENROLLMENTS}\\${asText(each['id'], 60) ?? ''}`;
    key(path);
    for (const [name, data] of Object.entries(asObject(each['values']) ?? {}).slice(0, 50)) {
      if (typeof data !== 'string' && typeof data !== 'number') continue;
      facts.value(path, name, data, place(`${name}: ${String(data).slice(0, 400)}`), emit);
    }
    for (const linked of asTexts(each['linked'], 8)) {
      facts.value(`${path}\\LinkedEnrollment`, 'id', linked, place(`LinkedEnrollment: ${linked}`), emit);
    }
  }
  for (const each of asObjects(enrollments['accounts'], 100)) key(`${ACCOUNTS}\\${asText(each['id'], 60) ?? ''}`);
  for (const id of asTexts(enrollments['tasks'], 100)) key(`${TASKS}\\${id}`);
}

/** Registry values: `cm.`, `gpo.`, `reg.`. Flags that were looked for and are not there are 0, not unknown. */
export function readRegistry({ root, report, time, part, add, emit }: Evidence): void {
  const registry = part(root['registry'], 'registry');
  const facts = createRegistryFacts(report, time);
  for (const each of asObjects(registry?.['keys'], 150)) {
    const path = asText(each['key'], 400) ?? '';
    const key = part(each, path);
    if (key === null) continue;
    let hasFlags = false;
    for (const value of asObjects(key['values'], 100)) {
      const name = asText(value['name'], 260) ?? '';
      const data = registryData(value['data']);
      if (data === null || value['type'] === 'binary') continue;
      if (name.toLowerCase() === 'comanagementflags') hasFlags = true;
      facts.value(path, name, data, { line: null, text: `${path}\\${name}: ${String(data).slice(0, 300)}` }, emit);
    }
    if (/^HKLM\\SOFTWARE\\Microsoft\\CCM$/i.test(path) && !hasFlags) {
      add('cm.CoManagementFlags', 0, `${path}: ${key['exists'] === false ? 'no such key' : 'no CoManagementFlags'}`);
    }
  }
}

function registryData(data: unknown): RegistryData | null {
  if (typeof data === 'string') return data.slice(0, 16_384);
  if (typeof data === 'number' && Number.isSafeInteger(data)) return data;
  return Array.isArray(data) ? asTexts(data, 100).join('\n') : null;
}

/** Proxies and what SYSTEM can reach: `proxy.`, `net.`. */
export function readNetwork({ root, part, add }: Evidence): void {
  const proxies = asObject(root['proxies']);
  for (const name of ['user', 'system'] as const) {
    const proxy = part(proxies?.[name], `proxies.${name}`);
    if (proxy === null) continue;
    const server = asFlag(proxy['enabled']) === true ? (asText(proxy['server']) ?? '') : '';
    add(`proxy.${name}`, server, `${name}: ${server === '' ? 'no proxy' : server}`);
    const url = asText(proxy['autoConfigUrl']) ?? '';
    add('proxy.pac', url, `${name}: autoConfigUrl ${url}`, name);
    const detect = asFlag(proxy['autoDetect']);
    if (detect !== null) add('proxy.wpad', detect, `${name}: autoDetect ${detect}`, name);
  }
  const winHttp = part(proxies?.['winHttp'], 'proxies.winHttp');
  const access = asText(winHttp?.['access'], 20);
  if (winHttp !== null && access !== null) {
    const server = access === 'proxy' ? (asText(winHttp['server']) ?? '') : '';
    add('proxy.winhttp', server, `WinHTTP: ${access} ${server}`);
  }
  const wpad = part(proxies?.['wpad'], 'proxies.wpad');
  if (wpad !== null) {
    const disabled = asFlag(wpad['disabled']);
    if (disabled !== null) add('cm.WpadDisabled', disabled, `DisableWpad: ${disabled}`);
    const addresses = asTexts(wpad['addresses'], 8);
    add(
      'proxy.wpadName',
      addresses.length > 0,
      `${asText(wpad['name']) ?? 'wpad'}: ${addresses.join(', ') || 'no address'}`,
    );
  }
  const reachability = part(root['reachability'], 'reachability');
  for (const each of asObjects(reachability?.['tests'], 40))
    readTest(part(each, asText(each['url']) ?? 'reachability'), add);
}

/** The server asked for a certificate: it was reached. */
const CERTIFICATE_NEEDED = 0x80072f0c;

function readTest(test: Readonly<Record<string, unknown>> | null, add: Evidence['add']): void {
  const url = asText(test?.['url'], 400) ?? '';
  const host = hostOfUrl(url);
  if (test === null || host === '') return;
  const status = asNumber(test['status']);
  const code = parseCode(asText(test['error'], 20) ?? '');
  const reached = status !== null || code === CERTIFICATE_NEEDED;
  const said =
    status === null ? `${asText(test['error'], 20) ?? ''} ${asText(test['detail'], 200) ?? ''}` : `HTTP ${status}`;
  const text = `${url}: ${said}`;
  add(`net.${host}`, reached, text);
  const purpose = asText(test['purpose'], 40);
  if (purpose !== null) add(`net.${host}.purpose`, purpose, text);
  if (!reached && code !== null) {
    add(`net.${host}.code`, code, text);
    add('code', code, text, `net.${host}`);
  }
  if (!reached && asText(test['dnsError']) !== null)
    add(`net.${host}.dns`, false, `${text} DNS: ${asText(test['dnsError'])}`);
  const issuer = asText(asObject(test['certificate'])?.['issuer'], 300);
  if (issuer !== null) add(`net.${host}.issuer`, issuer, `${url}: certificate by ${issuer}`);
}

/** BitLocker, scheduled tasks, and what setup.ps1 remembers. */
export function readState({ root, part, add }: Evidence): void {
  const bitlocker = part(root['bitlocker'], 'bitlocker');
  for (const each of asObjects(bitlocker?.['volumes'], 26)) {
    const mount = asText(each['mount'], 100) ?? '';
    const volume = part(each, `bitlocker ${mount}`);
    if (volume === null) continue;
    const protectors = asTexts(volume['protectors'], 20);
    const text = `${mount} ${asText(volume['protection'], 20) ?? ''}: ${protectors.join(', ')}`;
    add('bitlocker.protectors', protectors.length, text, mount);
    const protection = asText(volume['protection'], 20);
    if (protection !== null) add('bitlocker.protection', protection, text, mount);
  }
  const tasks = part(root['tasks'], 'tasks');
  for (const each of asObjects(tasks?.['list'], 60)) {
    const path = asText(each['path'], 260) ?? '';
    const task = part(each, path);
    if (task === null || path === '') continue;
    const result = asNumber(task['lastResult']);
    const text = `${path}: ${task['exists'] === false ? 'absent' : `last result ${result}, last run ${asText(task['lastRunAt'])}`}`;
    add('task.exists', task['exists'] !== false, text, path);
    if (result !== null) add('task.lastResult', result, text, path);
  }
  const state = part(asObject(root['baton'])?.['state'], 'baton.state');
  if (state === null || state['exists'] === false) return;
  for (const [name, fact] of [
    ['claimId', 'kit.claim'],
    ['packageId', 'kit.package'],
    ['outcome', 'kit.outcome'],
    ['outcomeReason', 'kit.reason'],
    ['retryAt', 'kit.retryAt'],
    ['retryReason', 'kit.retryReason'],
  ] as const) {
    const value = asText(state[name]);
    if (value !== null && value !== '') add(fact, value, `state.json ${name}: ${value}`);
  }
}
