import { describe, expect, it } from 'vitest';
import type { Fact, FactValue } from '../model/fact.ts';
import { createReader } from '../parsers/create-reader.ts';
import { PATTERNS } from './patterns.ts';
import { compareRollovers, LOG_SOURCES, sourceOfComponent, sourceOfFileName } from './sources.ts';

function factsOf(text: string): Fact[] {
  const facts: Fact[] = [];
  const reader = createReader('x', { fact: (fact) => facts.push(fact), seen: () => undefined });
  reader.write(Buffer.from(text));
  reader.end();
  return facts;
}

/** A line for each pattern, as real logs have it, and the value and scope of its fact. */
const LINES: readonly (readonly [id: string, line: string, value: FactValue, scope?: string])[] = [
  ['coexist-vendor', 'This device is enrolled to an unexpected vendor, it will be set in co-existence mode.', true],
  ['coexist-detected', 'Co-existence mode detected. This device is externally managed', true],
  ['coexist-not', 'This device is not externally managed', true],
  ['comgmt-allow', "Merged value for setting 'CoManagementSettings_Allow' is 'true'", true],
  ['comgmt-autoenroll', "Merged value for 'CoManagementSettings_AutoEnroll' is 'False'", false],
  ['comgmt-capabilities', "Merged value for setting 'CoManagementSettings_Capabilities' is '8193'", 8193],
  ['comgmt-flags-merged', "New merged workloadflags value with co-management max capabilities '4095' is '65'", 65],
  ['comgmt-merging', 'Merging workload flags 8193 with 2', 8193],
  ['comgmt-flags-retrieved', 'Workloads flag retrieved -2147479807', 2147487489],
  [
    'comgmt-intune-override',
    'Workloads are explicitly set by Intune Co-Management Profile so not using ConfigMgr set workloads. Current value from set from Intune is 2147479807',
    2147479807,
  ],
  ['comgmt-assignment', 'Processing GET for assignment (ScopeId_6F231D66/ConfigurationPolicy_b93b : 1)', true],
  ['comgmt-report-unchanged', 'State ID and report detail hash are not changed. No need to resend.', true],
  ['comgmt-report-sent', 'StateID or report hash is changed. Sending up the report for state 107.', 107],
  ['comgmt-disabled-expected', 'Co-management is disabled but expected to be enabled.', true],
  ['comgmt-not-enrolled', 'Device is not MDM enrolled yet. All workloads are managed by SCCM.', true],
  ['comgmt-url-not-configured', 'Mdm Enrollment Url has not yet been configured', true],
  ['comgmt-url-check-failed', 'Could not check enrollment url, 0x00000001', 1],
  ['comgmt-not-provisioned', 'Device is not provisioned', true],
  ['comgmt-provisioned', 'Device is provisioned', true],
  ['comgmt-configsetting-missing', 'Expected MDM_ConfigSetting instance is missing, can not set the value', true],
  ['comgmt-timer-queued', 'Queuing enrollment timer to fire at 04/02/2019 09:10:11 local time', '04/02/2019 09:10:11'],
  ['comgmt-timer-set', 'timer already set for enrollment, no need to re-randomize', true],
  ['comgmt-timer-fired', 'Enrollment randomization timer fired', true],
  ['comgmt-queued', 'Successfully queued MDM auto enrollment', true],
  ['comgmt-try', 'Enrolling device to MDM... Try #2 out of 3', 2],
  ['comgmt-device-credentials', 'Enrolling device with RegisterDeviceWithManagementUsingAADDeviceCredentials', true],
  ['comgmt-user-credentials', 'Enrolling device with RegisterDeviceWithManagementUsingAADCredentials', true],
  [
    'comgmt-register-failed',
    'Failed to enroll with RegisterDeviceWithManagementUsingAADDeviceCredentials with error code 0x8018002b',
    0x8018002b,
  ],
  [
    'comgmt-enroll-failed',
    "MDM enrollment failed with error code 0xcaa9001f 'Integrated Windows authentication supported only in federation flow.'. Will retry in 15 minutes.",
    0xcaa9001f,
  ],
  ['comgmt-enroll-succeeded', 'MDM enrollment succeeded', true],
  ['comgmt-already-enrolled', 'Machine is already enrolled with MDM', true],
  ['comgmt-being-enrolled', 'Device is already or being enrolled into MDM', true],
  ['comgmt-flags-compliant', 'Co-mgmt workloads flag is compliant', true],
  ['comgmt-join-type', 'AAD-Join Info: type = 1, DeviceId = x', 1],
  ['workload-check', 'Verifying if workload 16 is enabled in workloadFlags 8193', 8193, '16'],
  ['workload-intune', 'Feature flag is ON, device should be Intune managed.', true],
  ['workload-resource-access-moved', 'Resource Access workload is disabled for ConfigMgr client.', true],
  ['workload-compliance-moved', 'CA workload is disabled for ConfigMgr. No compliance state to report', true],
  ['workload-updates-moved', 'Windows Update workload not enabled for ConfigMgr', true],
  [
    'client-registered',
    '[RegTask] - Client is registered. Server assigned ClientID is GUID:3AC6FE04-2C31-4B0A-887E-08F1292668D8. Approval status 3',
    'GUID:3AC6FE04-2C31-4B0A-887E-08F1292668D8',
  ],
  ['client-not-registered', '[RegTask] - Client is not registered. Sending registration request', true],
  ['client-registration-rejected', '[RegTask] - Server rejected registration 3', 3],
  ['client-certificate-missing', 'Failed to find the certificate in the store, retry 1.', true],
  ['client-join-waiting', "AADJoinStatusTask: Client hasn't been registered yet.", true],
  [
    'http-error',
    '[CCMHTTP] ERROR: URL=https://x.test/SMS_MP , Port=443, Options=224, >Code=12007, Text=ERROR_WINHTTP_NAME_NOT_RESOLVED',
    12007,
    'https://x.test/SMS_MP',
  ],
  ['http-status', '[CCMHTTP] ERROR INFO: StatusCode= 403 StatusText= CMGConnector_Clientcertificaterequired', 403],
  ['http-tls', '[CCMHTTP] : WINHTTP_CALLBACK_STATUS_FLAG_INVALID_CA is set', 'INVALID_CA'],
  [
    'post-failed',
    'Post to http://mp.corp.test/ccm_system_windowsauth/request failed with 0x87d00231.',
    0x87d00231,
    'http://mp.corp.test/ccm_system_windowsauth/request',
  ],
  [
    'token-expiring',
    "CCM Token for 'https://x/CCM_Proxy' of user is already expired or close to expire, refreshing",
    true,
  ],
  ['token-cached', "Cached encrypted token for 'S-1-5-18'. Will expire at x", true],
  ['ad-site', 'Current AD site of machine is Default-First-Site', 'Default-First-Site'],
  ['mp-lookup-failed', 'Unable to find lookup MP(s) in Registry, AD, DNS and WINS', true],
  ['mp-none-found', 'No MPs found for site PS1', true],
  ['mp-none-available', 'No MPs available', true],
  ['mp-assigned', 'Assigned MP changed from <mp01.corp.test> to <mp02.corp.test>.', 'mp02.corp.test'],
  ['mp-assigned-name', 'Assigned management point: mp02.corp.test', 'mp02.corp.test'],
  ['mp-default', 'Default Management Point is mp02.corp.test', 'mp02.corp.test'],
  [
    'policy-downloaded',
    'Download of policy CCM_Policy_Policy5.PolicyID="{7EC8}",PolicyVersion="1.00" completed (DTS Job ID: {1})',
    true,
  ],
  ['policy-applied', 'Applied policy CCM_Policy_Policy5.PolicyID="{7EC8}",PolicySource="SMS:002"', true],
  ['policy-event-downloaded', 'instance of CCM_PolicyAgent_PolicyDownloadSucceeded', true],
  ['policy-event-applied', 'instance of CCM_PolicyAgent_PolicyRuleApplied', true],
  ['dts-job', "DTSJob {AB} created to download from 'http://mp/SMS_MP' to 'C:\\x'.", 'http://mp/SMS_MP', '{AB}'],
  ['dts-completed', 'DTSJob {AB} successfully completed download.', true, '{AB}'],
  ['dts-notified', "DTSJob {AB} in state 'NotifiedComplete'.", true, '{AB}'],
  ['dts-failed', 'Error retrieving manifest (0x80072ee7).  Will attempt retry 3 in 480 seconds.', 0x80072ee7],
  ['entra-token-asked', 'Getting AAD (user) token with: ClientId = x', true],
  ['entra-device-token-asked', 'Getting Microsoft Entra ID (device) token with: ClientId = x', true],
  ['entra-token-retrieved', "Retrieved AAD token for AAD user '1'", 'user'],
  [
    'entra-token-failed',
    "Failed to get AAD token for 'S-1-5-18' from WAM API. Error 0xcaa2000c",
    0xcaa2000c,
    'S-1-5-18',
  ],
  [
    'ccm-token-none',
    "Failed to get CCM access token and client doesn't have PKI issued cert to use SSL. Error 0x87d00455",
    true,
  ],
  [
    'program-completed',
    'Execution is complete for program Copy Baton. The exit code is 0, the execution status is Success',
    0,
    'Copy Baton',
  ],
  ['content-no-location', 'Received empty location update for CTM Job {A1B2C3D4-0000-4000-8000-0000000000AB}', true],
  [
    'content-suspended',
    'CTM job {A1B2C3D4-0000-4000-8000-0000000000AB} suspended',
    true,
    '{A1B2C3D4-0000-4000-8000-0000000000AB}',
  ],
  [
    'wsus-by-domain-policy',
    'Group policy settings were overwritten by a higher authority (Domain Controller) to: Server http://wsus.corp.test:8530 and Policy ENABLED',
    'http://wsus.corp.test:8530',
  ],
  ['script-not-signed', 'File C:\\x\\setup.ps1 cannot be loaded. The file is not digitally signed.', true],
  ['health-value', 'Updating MDM_ConfigSetting.ClientHealthStatus with value 7', 7],
  [
    'health-sync',
    'Updating MDM_ConfigSetting.ClientHealthLastSyncTime with value 2019-04-01T21:42:51Z',
    '2019-04-01T21:42:51Z',
  ],
  ['mdm-auto-enroll-succeeded', 'Auto MDM Enroll: Succeeded', true],
  [
    'mdm-auto-enroll-failed',
    'Auto MDM Enroll: Device Credential (0x0), Failed (Unknown Win32 Error code: 0x8018002b)',
    '0x8018002b',
  ],
  ['mdm-enroll-failed', 'MDM Enroll: Failed (Unknown Win32 Error code: 0x80180023)', '0x80180023'],
  ['mdm-enroll-succeeded', 'MDM Enroll: Succeeded', true],
  [
    'mdm-fault',
    'MDM Enroll: Server Returned Fault/Code/Subcode/Value=(DeviceCapReached) Fault/Reason/Text=(x).',
    'DeviceCapReached',
  ],
  [
    'mdm-device-token-unsupported',
    'Device based token is not supported for enrollment type OnPremiseGroupPolicyCoManaged',
    'OnPremiseGroupPolicyCoManaged',
  ],
  [
    'mdm-sync-token-failed',
    'MDM Session: Failed to get AAD Token for sync session User Token: (Unknown Win32 Error code: 0xcaa2000c) Device Token: (Incorrect function.)',
    0xcaa2000c,
  ],
  [
    'mdm-provisioning-failed',
    'MDM Enroll: Provisioning failed. Result: (Unknown Win32 Error code: 0x80180023).',
    '0x80180023',
  ],
  [
    'mdm-dm-configuration-failed',
    'MDM Enroll: OMA-DM client configuration failed. RAWResult: (0x800706D9) Result: (Unknown Win32 Error code: 0x80180023).',
    '0x800706D9',
  ],
  [
    'mdm-wappush-change-failed',
    'MDM Unenroll: Changing dmwappushservice startup type to demand-start failed. Result: (The specified service does not exist as an installed service.)',
    'The specified service does not exist as an installed service.',
  ],
  ['join-begin-failed', 'DeviceRegistrationApi::BeginJoin failed with error code: 0x80280036', 0x80280036],
  [
    'join-registration-failed',
    'Automatic registration failed at join phase. Exit code: Unknown HResult Error code: 0x801c03f2. Server error: x',
    0x801c03f2,
  ],
  ['join-fips', 'The TPM is attempting to execute a command only available when in FIPS mode.', true],
  ['aad-interaction-required', 'Code: interaction_required', true],
  ['aad-oauth-error', 'OAuth response error: invalid_grant', 'invalid_grant'],
];

describe('patterns', () => {
  for (const [id, line, value, scope] of LINES) {
    it(`${id}: ${line}`, () => {
      const found = factsOf(`some line before\n${line}\n`).filter((fact) => fact.name === `log.${id}`);
      expect(found.map((fact) => [fact.value, fact.scope])).toEqual([[value, scope]]);
    });
  }

  it('every pattern has a line above, or belongs to the kit', () => {
    const tested = new Set(LINES.map(([id]) => id));
    expect(
      PATTERNS.filter((pattern) => !tested.has(pattern.id) && pattern.components?.[0] !== 'Baton').map(
        (each) => each.id,
      ),
    ).toEqual([]);
    expect(new Set(PATTERNS.map((pattern) => pattern.id)).size).toBe(PATTERNS.length);
  });

  it('a literal has 12 characters or more, in lower case, and no pattern has ^ or $ outside of a look-ahead', () => {
    for (const { id, literal, pattern } of PATTERNS) {
      if (literal !== null) expect(literal.length, id).toBeGreaterThanOrEqual(12);
      expect(literal?.toLowerCase() ?? null, id).toBe(literal);
      expect(pattern.source.replace(/\[\^/g, '').replace(/\(\?=[^)]*\$\)/g, ''), id).not.toMatch(/[\^]|\$(?!\{)/);
    }
  });

  it('linear: every quantifier of a pattern is bounded, and none stands inside another', () => {
    for (const { id, pattern } of PATTERNS) {
      const source = pattern.source.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x');
      expect(source, id).not.toMatch(/[*+]/);
      expect(source, id).not.toMatch(/\([^()]*\{\d+,\d+\}[^()]*\)\{/);
    }
  });
});

describe('sources', () => {
  it('a component names its log; an unknown one is its own name', () => {
    expect(sourceOfComponent('BgbAgent')).toBe('CcmNotificationAgent');
    expect(sourceOfComponent('ContentAccess')).toBe('CAS');
    expect(sourceOfComponent('SomethingNew')).toBe('SomethingNew');
    expect(new Set(LOG_SOURCES.map(({ source }) => source.toLowerCase())).size).toBe(LOG_SOURCES.length);
  });

  it('rollovers have the log’s name: X.lo_ and X-20260930-101112.log', () => {
    for (const name of ['CAS.log', 'logs/cas.lo_', 'C:\\Windows\\CCM\\Logs\\CAS-20260930-101112.log'])
      expect(sourceOfFileName(name)).toBe('CAS');
    expect(sourceOfFileName('something.log')).toBeNull();
  });

  it('read .lo_ and dated files before .log', () => {
    const files = ['b.log', 'a.log', 'a.lo_', 'a-20260930-101112.log', 'a-20260901-000000.log'];
    expect(files.toSorted(compareRollovers)).toEqual([
      'a-20260901-000000.log',
      'a-20260930-101112.log',
      'a.lo_',
      'a.log',
      'b.log',
    ]);
  });
});
