/** A log whose presence or absence matters to a diagnosis. */
export interface LogSource {
  /** Its name without ".log", as administrators know it. */
  readonly source: string;
  /** Components that write into it, in lower case. */
  readonly components: readonly string[];
}

/** Client logs that matter (CM-log), with the components their records carry where that is another word. */
export const LOG_SOURCES: readonly LogSource[] = [
  { source: 'CoManagementHandler', components: ['comanagementhandler'] },
  { source: 'ComplRelayAgent', components: ['complrelayagent'] },
  { source: 'CIAgent', components: ['ciagent'] },
  { source: 'DCMAgent', components: ['dcmagent'] },
  { source: 'DCMReporting', components: ['dcmreporting'] },
  { source: 'WUAHandler', components: ['wuahandler'] },
  { source: 'UpdatesDeployment', components: ['updatesdeploymentagent', 'updatesdeployment'] },
  { source: 'UpdatesHandler', components: ['updateshandler'] },
  { source: 'ClientLocation', components: ['clientlocation'] },
  { source: 'LocationServices', components: ['locationservices'] },
  { source: 'ClientIDManagerStartup', components: ['clientidmanagerstartup'] },
  { source: 'execmgr', components: ['execmgr'] },
  { source: 'ContentTransferManager', components: ['contenttransfermanager'] },
  { source: 'CAS', components: ['contentaccess', 'cas'] },
  { source: 'Scripts', components: ['scripts'] },
  { source: 'CcmMessaging', components: ['ccmmessaging'] },
  { source: 'DataTransferService', components: ['datatransferservice'] },
  {
    source: 'PolicyAgent',
    components: [
      'policyagent',
      'policyagent_policydownload',
      'policyagent_requestassignments',
      'policyagent_replyassignments',
    ],
  },
  { source: 'PolicyEvaluator', components: ['policyagent_policyevaluator', 'policyevaluator'] },
  { source: 'PolicyAgentProvider', components: ['policyagentprovider'] },
  { source: 'ADALOperationProvider', components: ['adaloperationprovider', 'ccmaad', 'adaloperations'] },
  { source: 'CcmNotificationAgent', components: ['bgbagent', 'ccmnotificationagent'] },
  { source: 'CcmEval', components: ['ccmeval'] },
  { source: 'InternetProxy', components: ['internetproxy'] },
  { source: 'ccmsetup', components: ['ccmsetup'] },
  { source: 'setup', components: ['baton'] },
];

const BY_COMPONENT: ReadonlyMap<string, string> = new Map(
  LOG_SOURCES.flatMap(({ source, components }) => components.map((component) => [component, source] as const)),
);
const BY_NAME: ReadonlyMap<string, string> = new Map(LOG_SOURCES.map(({ source }) => [source.toLowerCase(), source]));

/** The log that a component writes; the component itself where it is none of {@link LOG_SOURCES}. */
export function sourceOfComponent(component: string): string {
  return BY_COMPONENT.get(component.toLowerCase()) ?? component;
}

/**
 * The log that a file's name names, its rollovers (`X.lo_`, `X-20260930-101112.log`) included; null where the name says nothing.
 * A name alone proves nothing about the content: only for plain lines that carry no component.
 */
export function sourceOfFileName(file: string): string | null {
  const base = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1).toLowerCase();
  const stem = /^([a-z_]{2,40})(?:-\d{8}-\d{6})?\.(?:log|lo_|txt)$/.exec(base)?.[1];
  return stem === undefined ? null : (BY_NAME.get(stem) ?? null);
}

/**
 * Orders files so that of one log the older comes first: dated ones by date, then `.lo_`, then `.log`; other files keep the order
 * of their names. Times decide between dated lines anyway; this is for lines that have none.
 */
export function compareRollovers(a: string, b: string): number {
  const x = rolloverKey(a);
  const y = rolloverKey(b);
  return x < y ? -1 : x > y ? 1 : 0;
}

function rolloverKey(file: string): string {
  const dated = /^(.{1,400})-(\d{8}-\d{6})\.(log|lo_)$/i.exec(file);
  if (dated) return `${dated[1]?.toLowerCase()}\u00000${dated[2]}`;
  const plain = /^(.{1,400})\.(log|lo_)$/i.exec(file);
  if (plain) return `${plain[1]?.toLowerCase()}\u0000${plain[2]?.toLowerCase() === 'lo_' ? '1' : '2'}`;
  return file.toLowerCase();
}
