import { createHash } from 'node:crypto';
import { encodeBase64 } from '../base64.ts';
import type { EnrollmentType } from '../enrollment/request-security-token.ts';
import { ProtocolError } from '../protocol-error.ts';
import { element, type Markup, renderXml } from '../xml/write-xml.ts';
import { checkPollSchedule, type PollSchedule } from './poll-schedule.ts';

/** One direction of the account's digest authentication; unique per device. */
export interface AccountSecret {
  name: string;
  secret: string;
  /** At least 16 random bytes: without them Windows 11 fails the enrollment. */
  nonce: Uint8Array;
}

/** Everything a PC is set up with when it enrolls (MS-MDE2 2.2.9.1). Certificates are DER. */
export interface ProvisioningDoc {
  enrollmentType: EnrollmentType;
  rootCertificate: Uint8Array;
  intermediateCertificate?: Uint8Array;
  /** The PC's own; its key is that of the PKCS#10. */
  clientCertificate: Uint8Array;
  renewal: {
    /** Days before the end when Windows starts to renew, and between its tries. */
    renewPeriodDays: number;
    retryIntervalDays: number;
    /** Absolute https URL of the enrollment service, behind client certificates. */
    serverUrl: string;
  };
  /** Names the account in DM tree and registry; needs no escaping anywhere. */
  providerId: string;
  /** Shown to the person in Settings. */
  name: string;
  /** Absolute https URL without a query: Windows appends its own. */
  managementUrl: string;
  /** CN, and only part, of the certificate's subject. */
  subjectCommonName: string;
  /** The PC proves itself to us with these (AAUTHLEVEL APPSRV). */
  client: AccountSecret;
  /** We prove ourselves to the PC with these (AAUTHLEVEL CLIENT). */
  server: AccountSecret;
  /** Our device id; must be there before a renewal. */
  entDmId: string;
  entDeviceName: string;
  upn: string;
  poll: PollSchedule;
}

const CONNECTION_RETRIES = '6';
const INITIAL_BACKOFF_MS = '30000';
const MAX_BACKOFF_MS = '120000';
const NONCE_BYTES = 16;

/**
 * The wap-provisioningdoc of an enrollment, in UTF-8: trust, certificate, renewal, account and poll schedule. Only the
 * three top-level types that Windows takes; `datatype` on WSTEP and DMClient, never on APPLICATION.
 * Holds the account's secrets: never log it.
 * Throws ProtocolError `unwritable` for values that would make Windows roll the enrollment back.
 */
export function renderProvisioningDoc(doc: ProvisioningDoc): Buffer {
  check(doc);
  return renderXml(
    element('wap-provisioningdoc', { version: '1.1' }, certificateStore(doc), application(doc), dmClient(doc)),
  );
}

/** Stores are named in exact case, certificates by the upper-case SHA-1 of their DER (MS-MDE2 2.2.9.2). */
function certificateStore(doc: ProvisioningDoc): Markup {
  const { renewPeriodDays, retryIntervalDays, serverUrl } = doc.renewal;
  return characteristic(
    'CertificateStore',
    characteristic('Root', characteristic('System', certificate(doc.rootCertificate))),
    doc.intermediateCertificate === undefined
      ? undefined
      : characteristic('CA', characteristic('System', certificate(doc.intermediateCertificate))),
    characteristic(
      'My',
      characteristic(storeOf(doc), certificate(doc.clientCertificate), characteristic('PrivateKeyContainer')),
      characteristic(
        'WSTEP',
        characteristic(
          'Renew',
          typed('ROBOSupport', true),
          typed('RenewPeriod', renewPeriodDays),
          typed('RetryInterval', retryIntervalDays),
          typed('ServerURL', serverUrl),
        ),
      ),
    ),
  );
}

function application(doc: ProvisioningDoc): Markup {
  const subject = encodeURIComponent(`CN=${doc.subjectCommonName}`);
  const store = encodeURIComponent(`My\\${storeOf(doc)}`);
  return characteristic(
    'APPLICATION',
    parm('APPID', 'w7'),
    parm('PROVIDER-ID', doc.providerId),
    parm('NAME', doc.name),
    parm('ADDR', doc.managementUrl),
    parm('CONNRETRYFREQ', CONNECTION_RETRIES),
    parm('INITIALBACKOFFTIME', INITIAL_BACKOFF_MS),
    parm('MAXBACKOFFTIME', MAX_BACKOFF_MS),
    element('parm', { name: 'BACKCOMPATRETRYDISABLED' }),
    parm('DEFAULTENCODING', 'application/vnd.syncml.dm+xml'),
    parm('SSLCLIENTCERTSEARCHCRITERIA', `Subject=${subject}&Stores=${store}`),
    appAuth('CLIENT', doc.server),
    appAuth('APPSRV', doc.client),
  );
}

/** The level names the side that is proven *to*: CLIENT holds the server's credential (MS-MDE2 2.2.9.5). */
function appAuth(level: 'CLIENT' | 'APPSRV', account: AccountSecret): Markup {
  return characteristic(
    'APPAUTH',
    parm('AAUTHLEVEL', level),
    parm('AAUTHTYPE', 'DIGEST'),
    parm('AAUTHNAME', account.name),
    parm('AAUTHSECRET', account.secret),
    parm('AAUTHDATA', encodeBase64(account.nonce)),
  );
}

function dmClient(doc: ProvisioningDoc): Markup {
  const [first, second, remaining] = doc.poll;
  return characteristic(
    'DMClient',
    characteristic(
      'Provider',
      characteristic(
        doc.providerId,
        typed('EntDMID', doc.entDmId),
        typed('EntDeviceName', doc.entDeviceName),
        typed('UPN', doc.upn),
        characteristic(
          'Poll',
          typed('NumberOfFirstRetries', first.count),
          typed('IntervalForFirstSetOfRetries', first.minutes),
          typed('NumberOfSecondRetries', second.count),
          typed('IntervalForSecondSetOfRetries', second.minutes),
          typed('NumberOfRemainingScheduledRetries', remaining.count),
          typed('IntervalForRemainingScheduledRetries', remaining.minutes),
          typed('PollOnLogin', true),
          typed('AllUsersPollOnFirstLogin', true),
        ),
      ),
    ),
  );
}

function storeOf(doc: ProvisioningDoc): 'User' | 'System' {
  return doc.enrollmentType === 'Full' ? 'User' : 'System';
}

function certificate(der: Uint8Array): Markup {
  const thumbprint = createHash('sha1').update(der).digest('hex').toUpperCase();
  return characteristic(thumbprint, parm('EncodedCertificate', encodeBase64(der)));
}

function characteristic(type: string, ...content: readonly (Markup | undefined)[]): Markup {
  return content.length === 0 ? element('characteristic', { type }) : element('characteristic', { type }, ...content);
}

function parm(name: string, value: string): Markup {
  return element('parm', { name, value });
}

function typed(name: string, value: string | number | boolean): Markup {
  const datatype = typeof value === 'string' ? 'string' : typeof value === 'number' ? 'integer' : 'boolean';
  return element('parm', { name, value: `${value}`, datatype });
}

function check(doc: ProvisioningDoc): void {
  const { renewPeriodDays, retryIntervalDays, serverUrl } = doc.renewal;
  const refuseUnless = (holds: boolean, why: string): void => {
    if (!holds) throw new ProtocolError('unwritable', `provisioning document: ${why}`);
  };
  checkPollSchedule(doc.poll);
  refuseUnless(isDays(renewPeriodDays) && isDays(retryIntervalDays), 'renewal counts 1 to 1000 days');
  refuseUnless(retryIntervalDays <= renewPeriodDays, 'RetryInterval is at most RenewPeriod');
  refuseUnless(/^[A-Za-z0-9._-]{1,64}$/.test(doc.providerId), 'PROVIDER-ID needs no escaping');
  refuseUnless(isHttps(doc.managementUrl) && !doc.managementUrl.includes('?'), 'ADDR is https without a query');
  refuseUnless(isHttps(serverUrl), 'ServerURL is https');
  refuseUnless(/^[A-Za-z0-9-]{1,64}$/.test(doc.subjectCommonName), 'the common name needs no quoting');
  for (const account of [doc.client, doc.server]) {
    refuseUnless(account.nonce.byteLength >= NONCE_BYTES, 'a nonce has 16 bytes or more');
    refuseUnless(account.name !== '' && account.secret !== '', 'an account has a name and a secret');
  }
  refuseUnless(doc.client.secret !== doc.server.secret, 'client and server have different secrets');
}

function isDays(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1 && value <= 1_000;
}

function isHttps(url: string): boolean {
  return url.startsWith('https://') && !/\s/.test(url) && URL.canParse(url);
}
