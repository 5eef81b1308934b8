import type { LogPattern } from './pattern.ts';

/** Texts of Windows' own events: MDM enrolment, join, tokens. Found in copies of one line as well as in whole exports. */
export const EVENTS: readonly LogPattern[] = [
  {
    // event 75
    id: 'mdm-auto-enroll-succeeded',
    source: 'MDM',
    components: null,
    literal: 'auto mdm enroll:',
    pattern: /Auto MDM Enroll:[^\r\n]{0,100}? Succeeded/i,
  },
  {
    // event 76: value = what the last bracket holds (a code, or words in the PC's language); credential = type flag, not an error
    id: 'mdm-auto-enroll-failed',
    source: 'MDM',
    components: null,
    literal: 'auto mdm enroll:',
    pattern:
      /Auto MDM Enroll: (?:Device Credential \((?<credential>0x[0-9a-f]{1,8})\), )?Failed \((?:Unknown Win32 Error code: )?(?<value>[^\r\n]{1,300}?)\)(?=\.?\s{0,5}(?:[\r\n<]|$))/i,
    types: { credential: 'unsigned' },
  },
  {
    // event 71
    id: 'mdm-enroll-failed',
    source: 'MDM',
    components: null,
    literal: 'mdm enroll: failed',
    pattern: /(?<!Auto )MDM Enroll: Failed \((?:Unknown Win32 Error code: )?(?<value>[^\r\n)]{1,300})\)/i,
  },
  {
    // event 72
    id: 'mdm-enroll-succeeded',
    source: 'MDM',
    components: null,
    literal: 'mdm enroll: succeeded',
    pattern: /(?<!Auto )MDM Enroll: Succeeded/i,
  },
  {
    // event 52: value = the server's subcode, reason = its words
    id: 'mdm-fault',
    source: 'MDM',
    components: null,
    literal: 'fault/code/subcode/value=',
    pattern:
      /Fault\/Code\/Subcode\/Value=\((?<value>[\w:]{1,100})\)(?: Fault\/Reason\/Text=\((?<reason>[^\r\n]{0,500}?)\)(?=[.\s<]|$))?/i,
  },
  {
    id: 'mdm-device-token-unsupported',
    source: 'MDM',
    components: null,
    literal: 'device based token is not supported',
    pattern: /Device based token is not supported for enrollment type (?<value>\w{1,100})/i,
  },
  {
    id: 'mdm-sync-token-failed',
    source: 'MDM',
    components: null,
    literal: 'failed to get aad token for sync session',
    pattern:
      /Failed to get AAD Token for sync session User Token: \((?:Unknown Win32 Error code: )?(?<value>0x[0-9a-f]{8})/i,
    types: { value: 'unsigned' },
  },
  {
    id: 'mdm-provisioning-failed',
    source: 'MDM',
    components: null,
    literal: 'mdm enroll: provisioning failed',
    pattern: /MDM Enroll: Provisioning failed\. Result: \((?:Unknown Win32 Error code: )?(?<value>[^\r\n)]{1,200})\)/i,
  },
  {
    id: 'mdm-dm-configuration-failed',
    source: 'MDM',
    components: null,
    literal: 'oma-dm client configuration failed',
    pattern:
      /OMA-DM client configuration failed\. RAWResult: \((?<value>[^\r\n)]{1,60})\) Result: \((?:Unknown Win32 Error code: )?(?<result>[^\r\n)]{1,200})\)/i,
  },
  {
    // the words behind "Result" are in the PC's language: 0x80070424 or "does not exist" is for rules to see in the text
    id: 'mdm-wappush-change-failed',
    source: 'MDM',
    components: null,
    literal: 'dmwappushservice startup type',
    pattern: /Changing dmwappushservice startup type to [\w-]{1,40} failed\. Result: \((?<value>[^\r\n)]{1,200})\)/i,
  },
  {
    id: 'join-begin-failed',
    source: 'UserDeviceRegistration',
    components: null,
    literal: 'failed with error code: 0x',
    pattern: /DeviceRegistrationApi::(?<step>\w{1,60}) failed with error code: (?<value>0x[0-9a-f]{8})/i,
    types: { value: 'unsigned' },
  },
  {
    // events 304, 305 and 307
    id: 'join-registration-failed',
    source: 'UserDeviceRegistration',
    components: null,
    literal: 'automatic registration failed',
    pattern:
      /Automatic registration failed(?: at (?<phase>[\w-]{1,30}) phase)?\.(?:[^\r\n]{0,300}?Exit code: [^\r\n]{0,100}?(?<value>0x[0-9a-f]{8}))?/i,
    types: { value: 'unsigned' },
  },
  {
    id: 'join-fips',
    source: 'UserDeviceRegistration',
    components: null,
    literal: 'only available when in fips mode',
    pattern: /only available when in FIPS mode/i,
  },
  {
    id: 'aad-interaction-required',
    source: 'AAD',
    components: null,
    literal: 'code: interaction_required',
    pattern: /Code: interaction_required/i,
  },
  {
    id: 'aad-oauth-error',
    source: 'AAD',
    components: null,
    literal: 'oauth response error:',
    pattern: /OAuth response error: (?<value>\w{1,60})/i,
  },
];
