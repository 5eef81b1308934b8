import type { DeviceCertificateFields } from '../pki/issue.ts';
import type { Database } from '../storage/database.ts';
import type { EnrollmentSettings } from './model/enrollment-settings.ts';

/** What the enrollment room is given: everything that reaches outside it. */
export interface EnrollmentRoom {
  readonly database: Database;
  readonly settings: () => EnrollmentSettings;
  /** HMAC-SHA256 under the installation's key for PINs and enrollment secrets; the key is not in the database. */
  readonly hmac: (purpose: 'pin' | 'token', text: string) => Buffer;
  /** Signs a device certificate with the issuing CA; the answer is DER. */
  readonly issue: (fields: DeviceCertificateFields) => Promise<Buffer>;
  /** DER of the device CA's root and issuing certificate, which the PC is to trust for client certificates. */
  readonly chain: { readonly root: Buffer; readonly issuing: Buffer };
  readonly addresses: EnrollmentAddresses;
  readonly clock: () => Date;
}

export interface EnrollmentAddresses {
  /** Domain part of the UPN that Windows is given. */
  readonly host: string;
  readonly discovery: string;
  readonly policy: string;
  readonly enrollment: string;
  readonly management: string;
  readonly renewal: string;
}

/** The PROVIDER-ID of our DM account; also the child of DMClient/Provider. */
export const PROVIDER_ID = 'Baton';
