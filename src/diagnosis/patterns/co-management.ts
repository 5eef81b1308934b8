import type { LogPattern } from './pattern.ts';

const HANDLER = ['CoManagementHandler'];
const WORKLOADS = ['ComplRelayAgent', 'CIAgent', 'WUAHandler', 'CoManagementHandler'];

/** CoManagementHandler.log, and the lines by which other logs tell whose a workload is. */
export const CO_MANAGEMENT: readonly LogPattern[] = [
  {
    id: 'comgmt-allow',
    components: HANDLER,
    literal: "'comanagementsettings_allow' is",
    pattern: /Merged value for (?:setting )?'CoManagementSettings_Allow' is '(?<value>true|false)'/i,
    types: { value: 'flag' },
  },
  {
    id: 'comgmt-autoenroll',
    components: HANDLER,
    literal: "'comanagementsettings_autoenroll' is",
    pattern: /Merged value for (?:setting )?'CoManagementSettings_AutoEnroll' is '(?<value>true|false)'/i,
    types: { value: 'flag' },
  },
  {
    id: 'comgmt-capabilities',
    components: HANDLER,
    literal: "'comanagementsettings_capabilities' is",
    pattern: /Merged value for (?:setting )?'CoManagementSettings_Capabilities' is '(?<value>-?\d{1,20})'/i,
    types: { value: 'unsigned' },
  },
  {
    // effective flags = value AND max
    id: 'comgmt-flags-merged',
    components: HANDLER,
    literal: 'new merged workloadflags value',
    pattern:
      /New merged workloadflags value with co-management max capabilities '(?<max>\d{1,20})' is '(?<value>-?\d{1,20})'/i,
    types: { value: 'unsigned', max: 'unsigned' },
  },
  {
    id: 'comgmt-merging',
    components: HANDLER,
    literal: 'merging workload flags',
    pattern: /Merging workload flags (?<value>-?\d{1,20}) with (?<other>-?\d{1,20})/i,
    types: { value: 'unsigned', other: 'unsigned' },
  },
  {
    id: 'comgmt-flags-retrieved',
    components: HANDLER,
    literal: 'workloads flag retrieved',
    pattern: /Workloads flag retrieved (?<value>-?\d{1,20})/i,
    types: { value: 'unsigned' },
  },
  {
    id: 'comgmt-intune-override',
    components: HANDLER,
    literal: 'explicitly set by intune co-management profile',
    pattern:
      /Workloads are explicitly set by Intune Co-Management Profile so not using ConfigMgr set workloads\.(?: Current value from set from Intune is (?<value>-?\d{1,20}))?/i,
    types: { value: 'unsigned' },
  },
  {
    id: 'comgmt-assignment',
    components: HANDLER,
    literal: 'processing get for assignment',
    pattern: /Processing GET for assignment \(ScopeId_/i,
  },
  {
    id: 'comgmt-report-unchanged',
    components: HANDLER,
    literal: 'report detail hash are not changed',
    pattern: /State ID and report detail hash are not changed/i,
  },
  {
    id: 'comgmt-report-sent',
    components: HANDLER,
    literal: 'stateid or report hash is changed',
    pattern: /StateID or report hash is changed\. Sending up the report for state (?<value>\d{1,6})/i,
    types: { value: 'number' },
  },
  {
    id: 'comgmt-disabled-expected',
    components: HANDLER,
    literal: 'co-management is disabled but expected',
    pattern: /Co-management is disabled but expected to be enabled/i,
  },
  {
    id: 'comgmt-not-enrolled',
    components: HANDLER,
    literal: 'device is not mdm enrolled yet',
    pattern: /Device is not MDM enrolled yet\. All workloads are managed by SCCM/i,
  },
  {
    id: 'comgmt-url-not-configured',
    components: HANDLER,
    literal: 'enrollment url has not yet been configured',
    pattern: /Mdm Enrollment Url has not yet been configured/i,
  },
  {
    id: 'comgmt-url-check-failed',
    components: HANDLER,
    literal: 'could not check enrollment url',
    pattern: /Could not check enrollment url,? (?<value>0x[0-9a-f]{8})/i,
    types: { value: 'unsigned' },
  },
  {
    id: 'comgmt-not-provisioned',
    components: HANDLER,
    literal: 'device is not provisioned',
    pattern: /Device is not provisioned/i,
  },
  {
    id: 'comgmt-provisioned',
    components: HANDLER,
    literal: 'device is provisioned',
    pattern: /Device is provisioned/i,
  },
  {
    id: 'comgmt-configsetting-missing',
    components: HANDLER,
    literal: 'expected mdm_configsetting instance',
    pattern: /Expected MDM_ConfigSetting instance is missing/i,
  },
  {
    // the time is the PC's local one
    id: 'comgmt-timer-queued',
    components: HANDLER,
    literal: 'queuing enrollment timer to fire at',
    pattern: /Queuing enrollment timer to fire at (?<value>[^\r\n]{1,60}?)(?: local time)?(?=[\r\n]|$)/i,
  },
  {
    id: 'comgmt-timer-set',
    components: HANDLER,
    literal: 'timer already set for enrollment',
    pattern: /timer already set for enrollment, no need to re-randomize/i,
  },
  {
    id: 'comgmt-timer-fired',
    components: HANDLER,
    literal: 'enrollment randomization timer fired',
    pattern: /Enrollment randomization timer fired/i,
  },
  {
    id: 'comgmt-queued',
    components: HANDLER,
    literal: 'successfully queued mdm auto enrollment',
    pattern: /Successfully queued MDM auto enrollment/i,
  },
  {
    id: 'comgmt-try',
    components: HANDLER,
    literal: 'enrolling device to mdm... try',
    pattern: /Enrolling device to MDM\.\.\. Try #(?<value>\d{1,4}) out of (?<of>\d{1,4})/i,
    types: { value: 'number', of: 'number' },
  },
  {
    id: 'comgmt-device-credentials',
    components: HANDLER,
    literal: 'enrolling device with registerdevicewithmanagementusingaaddevicecredentials',
    pattern: /Enrolling device with RegisterDeviceWithManagementUsingAADDeviceCredentials/i,
  },
  {
    id: 'comgmt-user-credentials',
    components: HANDLER,
    literal: 'enrolling device with registerdevicewithmanagementusingaadcredentials',
    pattern: /Enrolling device with RegisterDeviceWithManagementUsingAADCredentials/i,
  },
  {
    id: 'comgmt-register-failed',
    components: HANDLER,
    literal: 'failed to enroll with registerdevicewithmanagement',
    pattern:
      /Failed to enroll with RegisterDeviceWithManagement(?<way>\w{0,60}) with error code (?<value>0x[0-9a-f]{8}|-?\d{9,10})/i,
    types: { value: 'unsigned' },
  },
  {
    id: 'comgmt-enroll-failed',
    components: HANDLER,
    literal: 'mdm enrollment failed with error code',
    pattern:
      /MDM enrollment failed with error code (?<value>0x[0-9a-f]{8}|-?\d{9,10})(?: '(?<reason>[^'\r\n]{0,500})')?(?:\. Will retry in (?<minutes>\d{1,6}) minutes)?/i,
    types: { value: 'unsigned', minutes: 'number' },
  },
  {
    id: 'comgmt-enroll-succeeded',
    components: HANDLER,
    literal: 'mdm enrollment succeeded',
    pattern: /MDM enrollment succeeded/i,
  },
  {
    id: 'comgmt-already-enrolled',
    components: HANDLER,
    literal: 'is already enrolled with mdm',
    pattern: /(?:Machine|Device) is already enrolled with MDM/i,
  },
  {
    id: 'comgmt-being-enrolled',
    components: HANDLER,
    literal: 'is already or being enrolled into mdm',
    pattern: /Device is already or being enrolled into MDM/i,
  },
  {
    id: 'comgmt-flags-compliant',
    components: HANDLER,
    literal: 'workloads flag is compliant',
    pattern: /Co-mgmt workloads flag is compliant/i,
  },
  {
    // 1 = device join
    id: 'comgmt-join-type',
    components: HANDLER,
    literal: 'aad-join info: type =',
    pattern: /AAD-Join Info: type = (?<value>\d{1,4})/i,
    types: { value: 'number' },
  },
  {
    id: 'workload-check',
    components: WORKLOADS,
    literal: 'is enabled in workloadflags',
    pattern: /Verifying if workload (?<scope>\d{1,10}) is enabled in workloadFlags (?<value>-?\d{1,20})/i,
    types: { value: 'unsigned' },
  },
  {
    // true = the workload (scope) is Intune's
    id: 'workload-intune',
    components: WORKLOADS,
    literal: 'feature flag is o',
    pattern: /Feature flag is (?<value>ON|OFF)\b/i,
    types: { value: 'flag' },
    follows: { id: 'workload-check', lines: 20 },
  },
  {
    id: 'workload-resource-access-moved',
    components: null,
    literal: 'resource access workload is disabled for configmgr',
    pattern: /Resource Access workload is disabled for ConfigMgr/i,
  },
  {
    id: 'workload-compliance-moved',
    components: null,
    literal: 'ca workload is disabled for configmgr',
    pattern: /CA workload is disabled for ConfigMgr/i,
  },
  {
    id: 'workload-updates-moved',
    components: null,
    literal: 'workload not enabled for configmgr',
    pattern: /workload not enabled for ConfigMgr/i,
  },
];
