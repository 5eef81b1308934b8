import type { Facts } from '../model/facts.ts';
import type { Text } from '../text.ts';

/** Kinds of evidence that one can ask an administrator for. */
export type NeedId =
  | 'dsregcmd'
  | 'dsregcmd-tenant'
  | 'dsregcmd-diagnostics'
  | 'enrollments'
  | 'client-service'
  | 'client-registry'
  | 'baselines'
  | 'co-management-log'
  | 'registration-log'
  | 'client-logs'
  | 'carrier-logs'
  | 'mdm-events'
  | 'epm-agent'
  | 'build'
  | 'reachability'
  | 'device-list'
  | 'kit-log';

interface Need {
  /** What to ask for, as a person would. */
  readonly text: Text;
  isSeen(facts: Facts): boolean;
}

/** Logs of the ConfigMgr client whose lines any of the shared checks may stand in (names without ".log"). */
const CLIENT_LOGS = [
  'CoManagementHandler',
  'ComplRelayAgent',
  'CIAgent',
  'WUAHandler',
  'UpdatesDeployment',
  'ClientIDManagerStartup',
  'ClientLocation',
  'LocationServices',
  'CcmMessaging',
  'DataTransferService',
  'PolicyAgent',
  'PolicyEvaluator',
  'CcmNotificationAgent',
  'execmgr',
];
const CARRIER_LOGS = ['execmgr', 'Scripts', 'CAS', 'ContentTransferManager'];

function saw(facts: Facts, ...sources: readonly string[]): boolean {
  return sources.some((source) => facts.sawSource(source));
}

function has(facts: Facts, ...names: readonly string[]): boolean {
  return names.some((name) => facts.value(name) !== undefined);
}

/** What evidence there is, how to ask for it, and how to see that it was read. */
export const NEEDS: Readonly<Record<NeedId, Need>> = {
  dsregcmd: {
    text: { ja: 'dsregcmd /status の全文', en: 'the whole of dsregcmd /status' },
    isSeen: (facts) => has(facts, 'ds.AzureAdJoined'),
  },
  'dsregcmd-tenant': {
    text: { ja: 'dsregcmd /status の Tenant Details', en: 'Tenant Details of dsregcmd /status' },
    isSeen: (facts) => has(facts, 'ds.MdmUrl'),
  },
  'dsregcmd-diagnostics': {
    text: {
      ja: 'dsregcmd /status の Diagnostic Data (管理者として実行)',
      en: 'Diagnostic Data of dsregcmd /status, run elevated',
    },
    isSeen: (facts) => has(facts, 'ds.ADConfigurationTest', 'ds.DRSDiscoveryTest', 'ds.phase', 'ds.KeySignTest'),
  },
  enrollments: {
    text: {
      ja: 'MDM の登録一覧 (レジストリ Enrollments と OMADM\\Accounts)',
      en: 'the list of MDM enrollments (registry Enrollments and OMADM\\Accounts)',
    },
    isSeen: (facts) => facts.value('enr.list') === true,
  },
  'client-service': {
    text: { ja: 'ConfigMgr クライアントのサービス (CcmExec)', en: 'the service of the ConfigMgr client (CcmExec)' },
    isSeen: (facts) => has(facts, 'cm.service'),
  },
  'client-registry': {
    text: {
      ja: 'ConfigMgr クライアントのレジストリと WMI (CoManagementFlags、ConfigInfo)',
      en: 'registry and WMI of the ConfigMgr client (CoManagementFlags, ConfigInfo)',
    },
    isSeen: (facts) => has(facts, 'cm.CoManagementFlags', 'cm.ComgmtWorkloads', 'cm.CoManaged'),
  },
  baselines: {
    text: {
      ja: '構成基準の一覧 (コントロール パネル [Configuration Manager] > [構成])',
      en: 'the list of baselines (Control Panel, [Configuration Manager] > [Configurations])',
    },
    isSeen: (facts) => facts.value('cm.baselineList') === true,
  },
  'co-management-log': {
    text: { ja: 'CoManagementHandler.log', en: 'CoManagementHandler.log' },
    isSeen: (facts) => saw(facts, 'CoManagementHandler'),
  },
  'registration-log': {
    text: { ja: 'ClientIDManagerStartup.log', en: 'ClientIDManagerStartup.log' },
    isSeen: (facts) => saw(facts, 'ClientIDManagerStartup') || has(facts, 'cm.registered'),
  },
  'client-logs': {
    text: {
      ja: 'ConfigMgr クライアントのログ (%windir%\\CCM\\Logs)',
      en: 'logs of the ConfigMgr client (%windir%\\CCM\\Logs)',
    },
    isSeen: (facts) => saw(facts, ...CLIENT_LOGS),
  },
  'carrier-logs': {
    text: {
      ja: '配布のログ (execmgr.log、Scripts.log、CAS.log、EPM のタスクのログ)',
      en: 'logs of distribution (execmgr.log, Scripts.log, CAS.log, task logs of EPM)',
    },
    isSeen: (facts) => saw(facts, ...CARRIER_LOGS),
  },
  'mdm-events': {
    text: {
      ja: 'イベント ログ DeviceManagement-Enterprise-Diagnostics-Provider/Admin',
      en: 'event log DeviceManagement-Enterprise-Diagnostics-Provider/Admin',
    },
    isSeen: (facts) => saw(facts, 'MDM'),
  },
  'epm-agent': {
    text: { ja: 'EPM エージェントのサービスとフォルダー', en: 'services and folders of the EPM agent' },
    isSeen: (facts) => has(facts, 'epm.agent'),
  },
  build: {
    text: { ja: 'Windows のビルド番号', en: 'the build number of Windows' },
    isSeen: (facts) => has(facts, 'pc.buildNumber'),
  },
  reachability: {
    text: { ja: 'SYSTEM からの到達確認 (collect.ps1)', en: 'reachability as SYSTEM (collect.ps1)' },
    isSeen: (facts) => facts.names('net.').length > 0,
  },
  'device-list': {
    text: {
      ja: 'Intune または ConfigMgr のデバイス一覧 (CSV)',
      en: 'a device list of Intune or ConfigMgr (CSV)',
    },
    isSeen: (facts) => facts.names('srv.').length > 0,
  },
  'kit-log': {
    text: { ja: 'setup.ps1 のログ', en: 'the log of setup.ps1' },
    isSeen: (facts) => saw(facts, 'setup'),
  },
};
