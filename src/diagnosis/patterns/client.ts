import type { LogPattern } from './pattern.ts';

const REGISTRATION = ['ClientIDManagerStartup'];
const LOCATION = ['LocationServices', 'ClientLocation'];
const POLICY = [
  'PolicyAgent_PolicyDownload',
  'PolicyAgent_ReplyAssignments',
  'PolicyAgent',
  'PolicyAgent_PolicyEvaluator',
  'PolicyEvaluator',
];
const NOTIFICATION = ['BgbAgent', 'CcmNotificationAgent', 'CcmEval'];

/** The ConfigMgr client's registration, its way to the management point or gateway, its policy, tokens, packages and health. */
export const CLIENT: readonly LogPattern[] = [
  {
    // approval 3 = by Entra, 1 = approved
    id: 'client-registered',
    components: REGISTRATION,
    literal: '[regtask] - client is registered',
    pattern:
      /\[RegTask\] - Client is registered\. Server assigned ClientID is (?<value>GUID:[0-9A-F-]{1,40})(?:\. Approval status (?<approval>\d))?/i,
    types: { approval: 'number' },
  },
  {
    id: 'client-not-registered',
    components: REGISTRATION,
    literal: '[regtask] - client is not registered',
    pattern: /\[RegTask\] - Client is not registered/i,
  },
  {
    id: 'client-registration-rejected',
    components: REGISTRATION,
    literal: '[regtask] - server rejected registration',
    pattern: /\[RegTask\] - Server rejected registration (?<value>\d{1,4})/i,
    types: { value: 'number' },
  },
  {
    id: 'client-certificate-missing',
    components: REGISTRATION,
    literal: 'failed to find the certificate in the store',
    pattern: /Failed to find the certificate in the store/i,
  },
  {
    id: 'client-join-waiting',
    components: REGISTRATION,
    literal: "client hasn't been registered yet",
    pattern: /AADJoinStatusTask: Client hasn't been registered yet/i,
  },
  {
    // scope = URL; value = WinHTTP code, 0 where `http-status` tells more
    id: 'http-error',
    components: null,
    literal: '[ccmhttp] error: url=',
    pattern:
      /\[CCMHTTP\] ERROR: URL=(?<scope>[^\s,]{1,1000})\s{0,20},\s{0,20}Port=(?<port>\d{1,5}),[^\r\n]{0,200}?Code=(?<value>\d{1,10}), Text=(?<text>\w{1,100})/i,
    types: { value: 'unsigned', port: 'number' },
  },
  {
    id: 'http-status',
    components: null,
    literal: '[ccmhttp] error info: statuscode=',
    pattern:
      /\[CCMHTTP\] ERROR INFO: StatusCode=\s{0,20}(?<value>\d{3})\s{1,20}StatusText=[ \t]{0,20}(?<text>[^\r\n]{0,200})/i,
    types: { value: 'number' },
    follows: { id: 'http-error', lines: 20 },
  },
  {
    // comes before the line with the URL
    id: 'http-tls',
    components: null,
    literal: 'winhttp_callback_status_flag_',
    pattern: /WINHTTP_CALLBACK_STATUS_FLAG_(?<value>[A-Z_]{1,40}) is set/i,
  },
  {
    id: 'post-failed',
    components: null,
    literal: 'failed with 0x',
    pattern: /Post to (?<scope>\S{1,1000}) failed with (?<value>0x[0-9a-f]{8})/i,
    types: { value: 'unsigned' },
  },
  {
    id: 'token-expiring',
    components: ['CcmMessaging'],
    literal: 'is already expired or close to expire',
    pattern: /CCM Token for '[^'\r\n]{0,200}' [^\r\n]{0,200}is already expired or close to expire/i,
  },
  {
    id: 'token-cached',
    components: ['CcmMessaging'],
    literal: 'cached encrypted token',
    pattern: /Cached encrypted token/i,
  },
  {
    id: 'ad-site',
    components: LOCATION,
    literal: 'current ad site of machine is',
    pattern: /Current AD site of machine is (?<value>[^\r\n]{1,100})/i,
  },
  {
    id: 'mp-lookup-failed',
    components: LOCATION,
    literal: 'unable to find lookup mp',
    pattern: /Unable to find lookup MP/i,
  },
  {
    id: 'mp-none-found',
    components: LOCATION,
    literal: 'no mps found',
    pattern: /No MPs found/i,
  },
  {
    id: 'mp-none-available',
    components: LOCATION,
    literal: 'no mps available',
    pattern: /No MPs available/i,
  },
  {
    id: 'mp-assigned',
    components: LOCATION,
    literal: 'assigned mp changed from',
    pattern: /Assigned MP changed from <[^<>\r\n]{0,200}> to <(?<value>[^<>\r\n]{1,200})>/i,
  },
  {
    id: 'mp-assigned-name',
    components: LOCATION,
    literal: 'assigned management point',
    pattern: /Assigned management point[^\w\r\n]{1,10}(?:is )?(?<value>[\w.:/-]{3,200})/i,
  },
  {
    id: 'mp-default',
    components: LOCATION,
    literal: 'default management point',
    pattern: /Default Management Point[^\w\r\n]{1,10}(?:is )?(?<value>[\w.:/-]{3,200})/i,
  },
  {
    id: 'policy-downloaded',
    components: POLICY,
    literal: 'download of policy',
    pattern: /Download of policy [^\r\n]{1,300}? completed/i,
  },
  {
    id: 'policy-applied',
    components: POLICY,
    literal: 'applied policy ccm_policy_policy',
    pattern: /Applied policy CCM_Policy_Policy\d{0,2}\.PolicyID=/i,
  },
  {
    id: 'policy-event-downloaded',
    components: POLICY,
    literal: 'ccm_policyagent_policydownloadsucceeded',
    pattern: /instance of CCM_PolicyAgent_PolicyDownloadSucceeded/i,
  },
  {
    id: 'policy-event-applied',
    components: POLICY,
    literal: 'ccm_policyagent_policyruleapplied',
    pattern: /instance of CCM_PolicyAgent_PolicyRuleApplied/i,
  },
  {
    // value = where from (an MP's path holds /SMS_MP, a DP's /SMS_DP), scope = job
    id: 'dts-job',
    components: ['DataTransferService'],
    literal: 'created to download from',
    pattern: /DTSJob (?<scope>\{[0-9A-F-]{1,40}\}) created to download from '(?<value>[^'\r\n]{1,500})'/i,
  },
  {
    id: 'dts-completed',
    components: ['DataTransferService'],
    literal: 'successfully completed download',
    pattern: /DTSJob (?<scope>\{[0-9A-F-]{1,40}\}) successfully completed download/i,
  },
  {
    id: 'dts-notified',
    components: ['DataTransferService'],
    literal: "in state 'notifiedcomplete'",
    pattern: /DTSJob (?<scope>\{[0-9A-F-]{1,40}\}) in state 'NotifiedComplete'/i,
  },
  {
    id: 'dts-failed',
    components: ['DataTransferService'],
    literal: 'error retrieving manifest',
    pattern: /Error retrieving manifest \((?<value>0x[0-9a-f]{8})\)\.\s{1,10}Will attempt retry (?<retry>\d{1,6})/i,
    types: { value: 'unsigned', retry: 'number' },
    follows: { id: 'dts-job', lines: 200 },
  },
  {
    id: 'entra-token-asked',
    components: null,
    literal: '(user) token',
    pattern: /Getting (?:AAD|Microsoft Entra ID) \(user\) token/i,
  },
  {
    id: 'entra-device-token-asked',
    components: null,
    literal: '(device) token',
    pattern: /Getting (?:AAD|Microsoft Entra ID) \(device\) token/i,
  },
  {
    id: 'entra-token-retrieved',
    components: null,
    literal: 'retrieved aad token for',
    pattern: /Retrieved AAD token for AAD (?<value>user|device)/i,
  },
  {
    // value = code, scope = SID; S-1-5-18 asked for the device
    id: 'entra-token-failed',
    components: null,
    literal: 'failed to get aad token for',
    pattern: /Failed to get AAD token for '(?<scope>S-1-[\d-]{1,60})' from WAM API\. Error (?<value>0x[0-9a-f]{8})/i,
    types: { value: 'unsigned' },
  },
  {
    id: 'ccm-token-none',
    components: null,
    literal: 'failed to get ccm access token',
    pattern: /Failed to get CCM access token and client doesn't have PKI issued cert/i,
  },
  {
    // scope = program, value = exit code
    id: 'program-completed',
    components: ['execmgr'],
    literal: 'execution is complete for program',
    pattern:
      /Execution is complete for program (?<scope>[^\r\n]{1,200}?)\. The exit code is (?<value>-?\d{1,11}), the execution status is (?<status>\w{1,40})/i,
    types: { value: 'number' },
  },
  {
    id: 'content-no-location',
    components: ['ContentTransferManager'],
    literal: 'received empty location update',
    pattern: /Received empty location update for CTM Job/i,
  },
  {
    id: 'content-suspended',
    components: ['ContentTransferManager'],
    literal: '##} suspended',
    pattern: /CTM job (?<scope>\{[0-9A-F-]{1,40}\}) suspended/i,
  },
  {
    id: 'wsus-by-domain-policy',
    components: ['WUAHandler'],
    literal: 'settings were overwritten by a higher authority',
    pattern:
      /Group policy settings were overwritten by a higher authority(?: \(Domain Controller\))?(?: to: Server (?<value>\S{1,300}))?/i,
  },
  {
    id: 'script-not-signed',
    components: null,
    literal: 'is not digitally signed',
    pattern: /is not digitally signed/i,
  },
  {
    // 1 installed, 2 registered, 5 not evaluated, 7 healthy, 8 install error, 16 communication error
    id: 'health-value',
    components: NOTIFICATION,
    literal: 'clienthealthstatus with value',
    pattern: /MDM_ConfigSetting\.ClientHealthStatus with value (?<value>\d{1,4})/i,
    types: { value: 'number' },
  },
  {
    // value = UTC
    id: 'health-sync',
    components: NOTIFICATION,
    literal: 'clienthealthlastsynctime with value',
    pattern: /MDM_ConfigSetting\.ClientHealthLastSyncTime with value (?<value>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ?)/i,
  },
];
