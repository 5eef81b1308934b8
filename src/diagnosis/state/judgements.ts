import {
  judgeCapabilities,
  judgeClient,
  judgeEpm,
  judgeFailedTransfer,
  judgeHealthOverdue,
  judgeIntuneAuthority,
  judgeOs,
  judgePilotPolicy,
  judgePolicy,
  judgeRegistered,
  judgeUploaded,
} from './judge-client.ts';
import { judgeAccount, judgeClock, judgeJoin, judgePrt, judgePrtAge, judgeTenantMdm } from './judge-join.ts';
import { judgeEvidenceBehindList } from './judge-list.ts';
import {
  judgeBatonTried,
  judgeCoexistence,
  judgeEnrolled,
  judgeForeignMdm,
  judgeLinkedChannel,
  judgeMdm,
  judgeResidue,
} from './judge-mdm.ts';
import { judgeManagementPointReached, judgeUnreachable } from './judge-network.ts';
import type { Judge } from './judgement.ts';

/** Every question that rules may ask of all facts together, with the values that an answer can have. */
export const JUDGES = {
  /** entra, hybrid, joined, domain, domain-and-registered, registered, enterprise, none */
  join: judgeJoin,
  /** system, local, user: whose session the capture is about */
  account: judgeAccount,
  /** true, false: AzureAdPrt */
  prt: judgePrt,
  /** hours since the PRT was refreshed */
  prtAge: judgePrtAge,
  /** minutes by which the PC's clock is wrong */
  clock: judgeClock,
  /** intune, other, empty: whose MDM MdmUrl offers */
  tenantMdm: judgeTenantMdm,
  /** works, remnant, no: the ConfigMgr client */
  client: judgeClient,
  /** true, false: registered with the site */
  registered: judgeRegistered,
  /** true, false: the co-management policy arrived */
  policy: judgePolicy,
  /** true, false: a pilot's settings apply */
  pilotPolicy: judgePilotPolicy,
  /** the workload number in force */
  capabilities: judgeCapabilities,
  /** true, false: Intune holds every workload */
  intuneAuthority: judgeIntuneAuthority,
  /** none, intune, baton, third: the living enrolment that counts */
  mdm: judgeMdm,
  /** true, false: enrolled in any MDM */
  enrolled: judgeEnrolled,
  /** true, false: the client says that it is in coexistence */
  coexistence: judgeCoexistence,
  /** ProviderID of the living enrolment that is not Intune's */
  foreignMdm: judgeForeignMdm,
  /** number of keys that an enrolment left behind */
  residue: judgeResidue,
  /** true, false: Intune's linked channel lives */
  linkedChannel: judgeLinkedChannel,
  /** true: an enrollment in Baton is here or was tried */
  batonTried: judgeBatonTried,
  /** works, remnant, no: the EPM agent */
  epm: judgeEpm,
  /** true, false: a list of Intune shows the PC as uploaded only */
  uploaded: judgeUploaded,
  /** days by which the evidence is older than the newest device list; below 0 it is newer */
  evidenceBehindList: judgeEvidenceBehindList,
  /** hours by which the client's health report is overdue; below 0 it is recent */
  healthOverdue: judgeHealthOverdue,
  /** management-point, distribution-point: whose download failed last */
  failedTransfer: judgeFailedTransfer,
  /** true, false: SYSTEM reaches the management point or a gateway now */
  managementPointReached: judgeManagementPointReached,
  /** how many of the tested addresses SYSTEM cannot reach */
  unreachable: judgeUnreachable,
  /** server, too-old, fits */
  os: judgeOs,
} as const satisfies Record<string, Judge>;

export type JudgementId = keyof typeof JUDGES;
