import type { Evidence } from './collector-evidence.ts';
import { asFlag, asNumber, asObject, asObjects, asText, type JsonObject } from './json-value.ts';
import { lowWord } from './match-text.ts';

/** running, stopped, disabled or absent. */
function stateOf(service: JsonObject): string {
  if (service['exists'] === false) return 'absent';
  if (asText(service['state'], 40)?.toLowerCase() === 'running') return 'running';
  return asText(service['startMode'], 40)?.toLowerCase() === 'disabled' ? 'disabled' : 'stopped';
}

/** Services: `svc.`, `cm.service`, and the EPM agent: `epm.`. */
export function readServices({ root, part, add }: Evidence): void {
  const services = part(root['services'], 'services');
  const list = asObjects(services?.['list'], 60);
  const installation = part(asObject(root['configmgr'])?.['installation'], 'configmgr.installation');
  for (const service of list) {
    const name = asText(service['name'], 260) ?? '';
    if (name === '') continue;
    const state = stateOf(service);
    const start = asText(service['startMode'], 40)?.toLowerCase();
    const text = `${name}: ${state}${start === undefined ? '' : `, ${start}`}`;
    if (name.toLowerCase() !== 'ccmexec') {
      add(`svc.${name}`, state, text);
      continue;
    }
    const isBroken = state !== 'absent' && asFlag(installation?.['executableExists']) === false;
    add('cm.service', isBroken ? 'broken' : state, isBroken ? `${text}; CcmExec.exe is not there` : text);
    if (start !== undefined && state !== 'absent') add('cm.serviceStart', start, text);
  }
  readEpm({ root, part, add }, services === null ? null : list);
}

/** The agent works where a service of it runs, is a remnant where only folders or dead services are left. */
function readEpm(
  { root, part, add }: Pick<Evidence, 'root' | 'part' | 'add'>,
  services: readonly JsonObject[] | null,
): void {
  const epm = part(root['epm'], 'epm');
  if (epm === null || services === null) return;
  const own = services.filter(
    (service) => service['exists'] !== false && /^(?:LANDesk|Ivanti)/i.test(asText(service['name'], 260) ?? ''),
  );
  const folders = asObjects(epm['folders'], 20).filter((folder) => folder['exists'] === true);
  const running = own.filter((service) => stateOf(service) === 'running');
  const text = [
    ...own.map((service) => `${asText(service['name'], 100)} ${stateOf(service)}`),
    ...folders.map((folder) => asText(folder['path'], 200) ?? ''),
  ].join('; ');
  const agent = running.length > 0 ? 'running' : own.length > 0 ? 'stopped' : folders.length > 0 ? 'broken' : 'absent';
  add('epm.agent', agent, text === '' ? 'no service, no folder' : text);
  if (agent !== 'absent') add('epm.generation', /Ivanti/i.test(text) ? 'Ivanti' : 'LANDesk', text);
  const id = asText(epm['uniqueId']);
  if (id !== null) add('epm.uniqueId', id, `uniqueId: ${id}`);
}

/** The ConfigMgr client by WMI and files: `cm.`. What "does not exist" was looked for and is not there. */
export function readConfigMgr({ root, part, add }: Evidence): void {
  const configmgr = asObject(root['configmgr']);
  const member = (name: string) => part(configmgr?.[name], `configmgr.${name}`);
  const installation = member('installation');
  for (const [name, fact] of [
    ['folderExists', 'cm.folder'],
    ['executableExists', 'cm.executable'],
    ['setupFolderExists', 'cm.setupFolder'],
    ['namespaceExists', 'cm.namespace'],
  ] as const) {
    const value = asFlag(installation?.[name]);
    if (value !== null) add(fact, value, `${name}: ${value}`);
  }
  const client = member('client');
  for (const [name, fact] of [
    ['version', 'cm.ClientVersion'],
    ['clientId', 'cm.ClientId'],
    ['siteCode', 'cm.SiteCode'],
  ] as const) {
    const value = asText(client?.[name]);
    if (value !== null) add(fact, value, `SMS_Client ${name}: ${value}`);
  }
  const point = asText(member('authority')?.['managementPoint']);
  if (point !== null) add('cm.ManagementPoint', point, `SMS_Authority: ${point}`);
  for (const each of asObjects(member('managementPoints')?.['list'], 20)) {
    const name = asText(each['name']);
    const type = asText(each['type'], 60);
    if (name !== null) add('cm.mp', type, `${name}: ${type ?? ''}`, name);
  }
  const system = member('system');
  const coManaged = asFlag(system?.['CoManaged']);
  if (coManaged !== null) add('cm.CoManaged', coManaged, `CCM_System CoManaged: ${coManaged}`);
  const workloads = asNumber(system?.['ComgmtWorkloads']);
  if (workloads !== null)
    add('cm.ComgmtWorkloads', lowWord(String(workloads)), `CCM_System ComgmtWorkloads: ${workloads}`);
  const baselines = member('baselines');
  if (baselines !== null) {
    const list = asObjects(baselines['list'], 40);
    add(
      'cm.baselineList',
      true,
      list.map((each) => asText(each['displayName'], 60) ?? '').join(', ') || 'no CoMgmtSettings baseline',
    );
    for (const each of list) {
      const name = asText(each['displayName']) ?? asText(each['name']);
      if (name === null) continue;
      const status = asNumber(each['lastComplianceStatus']);
      add('cm.baseline', status, `${name}: LastComplianceStatus ${status}`, name);
    }
  }
  const policy = member('coManagement');
  for (const [name, value] of Object.entries(asObject(policy?.['values']) ?? {}).slice(0, 20)) {
    if (typeof value === 'string' || typeof value === 'number') {
      add(
        `cm.policy.${name.slice(0, 60)}`,
        typeof value === 'string' ? value.slice(0, 500) : value,
        `${name}: ${value}`,
      );
    }
  }
}
