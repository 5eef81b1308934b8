import type { Fact } from '../model/fact.ts';
import type { Facts } from '../model/facts.ts';
import { fromFact, type Judge, type Judgement, type JudgementInput } from './judgement.ts';
import { isNewer, newestAmong, newestOf } from './newer.ts';
import type { ClientPresence } from './state-table.ts';

/** Facts that only a ConfigMgr client's own log can give: where it wrote, it ran. */
const CLIENT_LOG_FACTS = [
  'log.comgmt-',
  'log.client-',
  'log.workload-',
  'log.coexist-',
  'log.policy-',
  'log.dts-',
  'log.health-',
];

/** Whether the ConfigMgr client works, is left in parts, or is gone: service and files decide, logs only where these were not seen. */
export const judgeClient: Judge<ClientPresence> = ({ facts }) => {
  const service = facts.newest('cm.service');
  const parts = leftParts(facts);
  if (service !== undefined && service.value !== null) {
    if (service.value === 'running' || service.value === 'stopped') return fromFact(service, 'works');
    if (service.value === 'broken' || service.value === 'disabled')
      return { value: 'remnant', facts: [service, ...parts] };
    if (parts.length > 0) return { value: 'remnant', facts: [service, ...parts] };
    return wasLookedFor(facts) ? fromFact(service, 'no') : undefined;
  }
  const [written] = clientLogFacts(facts);
  return fromFact(written, 'works', true);
};

/** What a removed client leaves: its WMI namespace, its files, its keys. The folder of its setup is left by every uninstallation. */
function leftParts(facts: Facts): Fact[] {
  return [
    facts.newest('cm.namespace'),
    facts.newest('cm.folder'),
    facts.newest('cm.executable'),
    positive(facts.newest('cm.CoManagementFlags')),
  ].flatMap((fact) => (fact === undefined || fact.value === null || fact.value === false ? [] : [fact]));
}

function wasLookedFor(facts: Facts): boolean {
  return facts.value('cm.namespace') === false || facts.value('cm.folder') === false;
}

function clientLogFacts(facts: Facts): Fact[] {
  return CLIENT_LOG_FACTS.flatMap((prefix) => facts.names(prefix)).flatMap((name) => newestOf(facts, name) ?? []);
}

/** The last word about the registration with the site; a policy that arrived proves it, unless a newer record says otherwise. */
export const judgeRegistered: Judge<boolean> = (input) => {
  const { facts } = input;
  const said = newestAmong([
    { fact: facts.newest('cm.registered'), means: facts.value('cm.registered') === true },
    { fact: newestOf(facts, 'log.client-not-registered'), means: false },
    { fact: newestOf(facts, 'log.client-registration-rejected'), means: false },
    { fact: newestOf(facts, 'log.client-certificate-missing'), means: false },
    { fact: newestOf(facts, 'log.client-registered'), means: true },
  ]);
  if (said?.means === true) return fromFact(said.fact, true);
  const proof = arrivedPolicy(input);
  if (proof === undefined) return fromFact(said?.fact, false);
  if (said === undefined) return fromFact(proof, true);
  return isNewer(said.fact, proof) === true ? fromFact(said.fact, false) : fromFact(proof, true);
};

/** Any policy of the site that arrived: only a registered client gets one. */
function arrivedPolicy(input: JudgementInput): Fact | undefined {
  const { facts } = input;
  const comanagement = judgePolicy(input);
  if (comanagement?.value === true) return comanagement.facts[0];
  return newestAmong(
    ['log.policy-applied', 'log.policy-downloaded', 'log.policy-event-downloaded', 'log.policy-event-applied'].map(
      (name) => ({ fact: newestOf(facts, name), means: true }),
    ),
  )?.fact;
}

/** The co-management policy: Prod baseline, flags of at least 1, or the site's word; else what the client's log says. */
export const judgePolicy: Judge<boolean> = ({ facts }) => {
  const baseline = baselines(facts).find((fact) => /^CoMgmtSettingsProd/i.test(fact.scope ?? ''));
  const numbers = ['cm.CoManagementFlags', 'cm.ComgmtWorkloads'].flatMap((name) => facts.newest(name) ?? []);
  const set = numbers.find((fact) => typeof fact.value === 'number' && fact.value >= 1);
  const said = facts.newest('srv.ComgmtPolicyPresent');
  const proof = baseline ?? set;
  if (proof !== undefined) return fromFact(proof, true);
  const list = facts.newest('cm.baselineList');
  if (list?.value === true) return { value: false, facts: [list, ...numbers] };
  const zero = numbers.find((fact) => fact.value === 0);
  if (zero !== undefined) return fromFact(zero, false);
  const logged = newestAmong([
    { fact: newestOf(facts, 'log.comgmt-assignment'), means: true },
    { fact: positive(newestOf(facts, 'log.comgmt-capabilities')), means: true },
    { fact: positive(newestOf(facts, 'log.comgmt-flags-retrieved')), means: true },
    { fact: positive(newestOf(facts, 'log.comgmt-flags-merged')), means: true },
    { fact: positive(newestOf(facts, 'log.workload-check')), means: true },
    { fact: newestOf(facts, 'log.comgmt-intune-override'), means: true },
    { fact: trueOnly(newestOf(facts, 'log.comgmt-allow')), means: true },
  ]);
  if (logged !== undefined) return fromFact(logged.fact, true);
  return said === undefined ? undefined : fromFact(said, said.value === true || said.value === 1);
};

function positive(fact: Fact | undefined): Fact | undefined {
  return typeof fact?.value === 'number' && fact.value >= 1 ? fact : undefined;
}

function trueOnly(fact: Fact | undefined): Fact | undefined {
  return fact?.value === true ? fact : undefined;
}

/** Baselines whose name starts with CoMgmtSettings, without regard to letter case. */
export function baselines(facts: Facts): readonly Fact[] {
  return facts.all('cm.baseline').filter((fact) => /^CoMgmtSettings/i.test(fact.scope ?? ''));
}

/** Whether a pilot setting applies: a pilot baseline, or an automatic enrollment or workload that only a pilot could have merged. */
export const judgePilotPolicy: Judge<boolean> = ({ facts }) => {
  const pilot = baselines(facts).find((fact) => /^CoMgmtSettingsPilot/i.test(fact.scope ?? ''));
  if (pilot !== undefined) return fromFact(pilot, true);
  const list = facts.newest('cm.baselineList');
  if (list?.value === true) return fromFact(list, false);
  const enroll = newestOf(facts, 'log.comgmt-autoenroll');
  const capabilities = newestOf(facts, 'log.comgmt-capabilities');
  // Nothing merged on top of the base: neither the pilot of automatic enrollment nor one of a workload applies here.
  const isBaseOnly = capabilities?.value === 1 || capabilities?.value === 8193;
  if (enroll?.value === false && capabilities !== undefined && isBaseOnly)
    return { value: false, facts: [enroll, capabilities] };
  return undefined;
};

/** The capabilities in force, as an unsigned number: registry and WMI before the client's log. */
export const judgeCapabilities: Judge<number> = ({ facts }) => {
  const candidates = [
    'cm.CoManagementFlags',
    'cm.ComgmtWorkloads',
    'log.comgmt-intune-override',
    'log.comgmt-flags-merged',
    'log.comgmt-flags-retrieved',
    'log.workload-check',
    'log.comgmt-capabilities',
  ].map((name) => newestOf(facts, name));
  const newest = newestAmong(
    candidates
      .filter((fact) => typeof fact?.value === 'number')
      .map((fact) => ({ fact, means: Number(fact?.value) }))
      // Of one evaluation the merged and effective numbers are written after the site's: undated ones are asked in that order.
      .reverse(),
  );
  return newest === undefined ? undefined : fromFact(newest.fact, newest.means);
};

/** Intune holds authority over every workload: the flags say so, or ConfigInfo 1 does. */
export const judgeIntuneAuthority: Judge<boolean> = (input) => {
  const info = input.facts.newest('cm.ConfigInfo');
  if (info?.value === 1) return fromFact(info, true);
  const capabilities = judgeCapabilities(input);
  if (capabilities !== undefined) return { value: capabilities.value === 0x7ffff0ff, facts: capabilities.facts };
  return info?.value === 2 ? fromFact(info, false) : undefined;
};

/** The EPM agent: works, is left in parts, or is gone. */
export const judgeEpm: Judge<ClientPresence> = ({ facts }): Judgement<ClientPresence> | undefined => {
  const agent = facts.newest('epm.agent');
  if (agent?.value === 'running' || agent?.value === 'stopped') return fromFact(agent, 'works');
  if (agent?.value === 'broken') return fromFact(agent, 'remnant');
  return agent?.value === 'absent' ? fromFact(agent, 'no') : undefined;
};

/** A list of Intune shows the PC as uploaded by tenant attach. */
export const judgeUploaded: Judge<boolean> = ({ facts }) => {
  const column = facts.newest('srv.ManagedBy');
  if (typeof column?.value !== 'string') return undefined;
  return fromFact(column, /^(?:configmgr|configurationmanagerclient)$/i.test(column.value.trim()));
};

/** Hours between the last health report of the client and the evidence; not before 30 days (healthy) or 48 hours (else) it is old. */
export const judgeHealthOverdue: Judge<number> = ({ facts, receivedAt }) => {
  const sync = facts.newest('cm.ClientHealthLastSyncTime') ?? newestOf(facts, 'log.health-sync');
  const status = facts.value('cm.ClientHealthStatus') ?? newestOf(facts, 'log.health-value')?.value;
  const at = facts.value('collected') ?? receivedAt;
  if (typeof sync?.value !== 'string' || typeof at !== 'string') return undefined;
  const hours = (Date.parse(at) - Date.parse(sync.value)) / 3_600_000;
  if (!Number.isFinite(hours)) return undefined;
  return fromFact(sync, hours - (status === 7 ? 30 * 24 : 48));
};

/** A server or a Windows that co-management does not know. */
export const judgeOs: Judge<'server' | 'too-old' | 'fits'> = ({ facts }) => {
  const server = facts.newest('pc.server');
  if (server?.value === true) return fromFact(server, 'server');
  const build = facts.newest('pc.buildNumber');
  if (typeof build?.value !== 'number') return undefined;
  return fromFact(build, build.value < FIRST_BUILD ? 'too-old' : 'fits');
};

/** Windows 10 1709. */
const FIRST_BUILD = 16299;

/** Whose download failed last and did not succeed since: by the path that the job was made for. */
export const judgeFailedTransfer: Judge<'management-point' | 'distribution-point'> = ({ facts }) => {
  for (const failed of facts.all('log.dts-failed').toReversed()) {
    const job = facts.newest('log.dts-job', failed.scope);
    const done = facts.newest('log.dts-completed', failed.scope);
    if (failed.scope === undefined || typeof job?.value !== 'string') continue;
    if (done !== undefined && isNewer(done, failed) !== false) continue;
    const value = /SMS_DP_/i.test(job.value)
      ? 'distribution-point'
      : /SMS_MP/i.test(job.value)
        ? 'management-point'
        : null;
    if (value !== null) return { value, facts: [failed, job] };
  }
  return undefined;
};
