import type { SoapCredential } from '../soap/credential.ts';

/** TokenType of request and response (MS-MDE2 3.4.4.1). */
export const DEVICE_ENROLLMENT_TOKEN =
  'http://schemas.microsoft.com/5.0.0.0/ConfigurationManager/Enrollment/DeviceEnrollmentToken';

/** MS-MDE2 3.4.4.1.1.1: what the PC asks for. */
export type RequestType = 'Issue' | 'Renew' | 'Recovery';

/** Scope of an enrollment: `Device` keeps its certificate in My\System, `Full` in My\User. */
export type EnrollmentType = 'Full' | 'Device';

/** A ContextItem as it came, for names we do not type and values that did not fit their type. */
export interface ContextItem {
  name: string;
  value: string;
}

/** What a PC says about itself in `ac:AdditionalContext` (MS-MDE2 3.4.4.1.1.1.1 to .4). All of it is said, nothing is proven. */
export interface EnrollmentContext {
  /** Missing or unknown counts as `Device`: bulk enrollment is device-scoped in practice. */
  enrollmentType: EnrollmentType;
  /** Each MAC as 12 upper-case hex digits, in the order sent, without repeats. */
  macs: string[];
  /** In the order sent, without repeats. */
  imeis: string[];
  /** Product type number of GetProductInfo, such as 48 for Pro. */
  osEdition?: number;
  /** Four numbers, such as 10.0.22631.4460. */
  osVersion?: string;
  applicationVersion?: string;
  deviceName?: string;
  /** New with every try; equals `./DevInfo/DevId` and the SyncHdr Source of the sessions that follow. */
  deviceId?: string;
  /** Hardware hash, upper case; clones share it. */
  hwDevId?: string;
  deviceType?: string;
  locale?: string;
  domainName?: string;
  externalMgmtAgentHint?: string;
  requestVersion?: string;
  emmDeviceId?: string;
  /** Opaque; may hold a token, so never log it. */
  enrollmentData?: string;
  targetedUserLoggedIn?: boolean;
  /** True when a person started from Settings. */
  uxInitiated?: boolean;
  notInOobe?: boolean;
  /** Everything else, in the order sent. */
  other: ContextItem[];
}

/** A request for a device certificate (MS-MDE2 3.4.4.1, MS-WSTEP 3.1.4.1). */
export interface RequestSecurityToken {
  /** As sent, to the byte: goes into `RelatesTo`. */
  messageId: string;
  credential: SoapCredential;
  requestType: RequestType;
  /** Body token with base64 taken off: DER of a PKCS#10, or of a PKCS#7 SignedData around one. Not looked into. */
  token: { kind: 'PKCS10' | 'PKCS7'; der: Buffer };
  context: EnrollmentContext;
}
