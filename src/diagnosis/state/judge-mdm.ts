import type { Enrolment } from '../enrolment/enrolments.ts';
import type { Fact } from '../model/fact.ts';
import type { Facts } from '../model/facts.ts';
import { leavesWorkloadToIntune } from './capabilities.ts';
import { judgeTenantMdm } from './judge-join.ts';
import { fromFact, type Judge, type Judgement, type JudgementInput } from './judgement.ts';
import { isNewer, newestAmong, newestOf } from './newer.ts';
import type { MdmVendor } from './state-table.ts';

/** Every enrolment of which it is certain what it is; null where no list was read in full. */
function livingEnrolments({ facts, enrolments: all }: JudgementInput): readonly Enrolment[] | null {
  if (all === null || facts.value('enr.list') !== true) return null;
  return all.some(({ kind }) => kind === null) ? null : all.filter(({ kind }) => kind === 'enrolled');
}

/** What shows an enrolment best, first its name. */
function proofOf(enrolment: Enrolment): readonly Fact[] {
  const names = ['enr.ProviderID', 'enr.UPN', 'enr.DiscoveryServiceFullURL', 'enr.account'];
  return names.flatMap((name) => enrolment.facts.find((fact) => fact.name === name) ?? []);
}

const listFact = (facts: Facts): Fact[] => {
  const list = facts.newest('enr.list');
  return list === undefined ? [] : [list];
};

/** The newest line of either kind, over all client logs: does the client say that it is in coexistence? */
export const judgeCoexistence: Judge<boolean> = ({ facts }) => {
  const newest = newestAmong([
    { fact: newestOf(facts, 'log.coexist-not'), means: false },
    { fact: newestOf(facts, 'log.coexist-detected'), means: true },
    { fact: newestOf(facts, 'log.coexist-vendor'), means: true },
  ]);
  return newest === undefined ? undefined : fromFact(newest.fact, newest.means);
};

/** Whether the PC is enrolled in any MDM: the registry's list decides, else the newest event, field or log line. */
export const judgeEnrolled: Judge<boolean> = (input) => {
  const { facts } = input;
  const living = livingEnrolments(input);
  const said = newestAmong([
    { fact: newestOf(facts, 'log.comgmt-not-enrolled'), means: false },
    { fact: newestOf(facts, 'log.coexist-vendor'), means: true },
    { fact: newestOf(facts, 'log.comgmt-being-enrolled'), means: true },
    { fact: newestOf(facts, 'log.comgmt-already-enrolled'), means: true },
    { fact: newestOf(facts, 'log.comgmt-enroll-succeeded'), means: true },
    { fact: facts.newest('evt.75', 'MDM'), means: true },
    { fact: newestOf(facts, 'log.mdm-auto-enroll-succeeded'), means: true },
    { fact: newestOf(facts, 'log.mdm-enroll-succeeded'), means: true },
    { fact: intuneOwned(facts), means: true },
    { fact: managedMarker(facts), means: true },
    { fact: facts.newest('cm.ConfigInfo'), means: true },
  ]);
  if (living === null) return said === undefined ? undefined : fromFact(said.fact, said.means);
  const isEnrolled = living.length > 0;
  return {
    value: isEnrolled,
    facts: isEnrolled ? living.flatMap(proofOf) : listFact(facts),
    ...(said !== undefined && said.means !== isEnrolled ? { against: [said.fact] } : {}),
  };
};

function managedMarker(facts: Facts): Fact | undefined {
  const marker = facts.newest('ds.managedByMdm');
  return marker?.value === true ? marker : undefined;
}

/** A client log that leaves a workload to Intune: before the enrollment it says that all are with ConfigMgr. */
function intuneOwned(facts: Facts): Fact | undefined {
  const flag = newestOf(facts, 'log.workload-intune');
  if (flag !== undefined && facts.all('log.workload-intune').some(({ value }) => value === true)) {
    return facts.all('log.workload-intune').findLast(({ value }) => value === true);
  }
  return newestOf(facts, 'log.comgmt-intune-override');
}

/**
 * Which MDMs may hold the PC. Of several living enrolments a third party counts before ours, ours before Intune. Without the
 * registry's list a log proves at most what it names: "already enrolled" alone names nobody.
 */
export function possibleMdm(input: JudgementInput): Judgement<string> & { readonly vendors: readonly MdmVendor[] } {
  const { facts } = input;
  const living = livingEnrolments(input);
  if (living !== null) {
    const vendor = (['third', 'baton', 'intune'] as const).find((owner) => living.some((one) => one.owner === owner));
    if (vendor === undefined) return { value: 'none', facts: listFact(facts), vendors: ['none'] };
    return { value: vendor, facts: living.flatMap(proofOf), vendors: [vendor] };
  }
  const known = (input.enrolments ?? []).filter(({ kind }) => kind === 'enrolled');
  const third = known.find(({ owner }) => owner === 'third');
  if (third) return { value: 'third', facts: proofOf(third), vendors: ['third'] };
  const enrolled = judgeEnrolled(input);
  const coexistence = judgeCoexistence(input);
  const vendor = newestOf(facts, 'log.coexist-vendor');
  if (
    coexistence?.value === true &&
    vendor !== undefined &&
    coexistence.facts.includes(vendor) &&
    isNotOlder(vendor, enrolled)
  )
    return { value: 'third', facts: [vendor], isInferred: true, vendors: ['baton', 'third'] };
  if (enrolled === undefined) return { value: 'none', facts: [], vendors: ['none', 'intune', 'baton', 'third'] };
  if (!enrolled.value) return { value: 'none', facts: enrolled.facts, vendors: ['none'] };
  const intune = intuneProof(input);
  if (intune !== undefined && coexistence?.value !== true)
    return { value: 'intune', facts: [...enrolled.facts, intune], isInferred: true, vendors: ['intune'] };
  return { value: 'intune', facts: enrolled.facts, isInferred: true, vendors: ['intune', 'baton', 'third'] };
}

function isNotOlder(fact: Fact, than: Judgement<boolean> | undefined): boolean {
  const other = than?.facts[0];
  return other === undefined || other === fact || isNewer(other, fact) !== true;
}

/**
 * What makes an enrolment Intune's where the registry was not seen: Intune's own setting, a workload that the client leaves to
 * Intune, or that the client itself enrolled (which it only ever does with Intune).
 */
function intuneProof(input: JudgementInput): Fact | undefined {
  const { facts } = input;
  const capabilities = newestOf(facts, 'log.comgmt-capabilities');
  const tenant = judgeTenantMdm(input);
  const known = (input.enrolments ?? []).find(({ kind, owner }) => kind === 'enrolled' && owner === 'intune');
  return (
    known?.facts[0] ??
    facts.newest('cm.ConfigInfo') ??
    intuneOwned(facts) ??
    newestOf(facts, 'log.comgmt-enroll-succeeded') ??
    newestOf(facts, 'log.comgmt-flags-compliant') ??
    (typeof capabilities?.value === 'number' && leavesWorkloadToIntune(capabilities.value)
      ? capabilities
      : undefined) ??
    (tenant?.value === 'intune' && facts.newest('evt.75', 'MDM') !== undefined ? tenant.facts[0] : undefined)
  );
}

/** The MDM by one word, where only one is possible. */
export const judgeMdm: Judge<string> = (input) => {
  const { vendors, ...judgement } = possibleMdm(input);
  return vendors.length === 1 ? judgement : undefined;
};

/** ProviderID of the living enrolment that is not Intune's, a third party's before ours: never a name that was not read. */
export const judgeForeignMdm: Judge<string> = ({ enrolments }) => {
  const living = (enrolments ?? []).filter(({ kind }) => kind === 'enrolled');
  const foreign = living.find(({ owner }) => owner === 'third') ?? living.find(({ owner }) => owner === 'baton');
  return foreign === undefined
    ? undefined
    : { value: foreign.providerId || foreign.discoveryUrl, facts: proofOf(foreign) };
};

/** How many of the listed keys, accounts and task folders are what an enrolment left behind. */
export const judgeResidue: Judge<number> = ({ facts, enrolments }) => {
  if (facts.value('enr.list') !== true) return undefined;
  const residue = (enrolments ?? []).filter(({ kind }) => kind === 'residue');
  return { value: residue.length, facts: residue.length > 0 ? residue.flatMap((one) => one.facts) : listFact(facts) };
};

/** Whether Intune's linked channel lives: then MmpcEnrollmentFlag 2 is as it should be. */
export const judgeLinkedChannel: Judge<boolean> = ({ facts, enrolments }) => {
  if (facts.value('enr.list') !== true) return undefined;
  const linked = (enrolments ?? []).filter(({ kind }) => kind === 'linked');
  return { value: linked.length > 0, facts: linked.length > 0 ? linked.flatMap((one) => one.facts) : listFact(facts) };
};

/** Whether an enrollment in Baton is here or was tried: its key, or the log of its kit. */
export const judgeBatonTried: Judge<boolean> = ({ facts, enrolments }) => {
  const ours = (enrolments ?? []).find(({ owner }) => owner === 'baton');
  if (ours !== undefined) return { value: true, facts: proofOf(ours) };
  const kit = newestAmong(
    ['kit.package', 'kit.claim', 'kit.reason', 'kit.exit'].map((name) => ({
      fact: newestOf(facts, name),
      means: true,
    })),
  );
  return kit === undefined ? undefined : fromFact(kit.fact, true);
};
