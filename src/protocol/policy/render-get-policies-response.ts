import { ProtocolError } from '../protocol-error.ts';
import { GET_POLICIES_RESPONSE_ACTION } from '../soap/action.ts';
import { XCEP, XSD, XSI } from '../soap/namespaces.ts';
import { type ResponseHeader, renderSoapResponse } from '../soap/soap-envelope.ts';
import { element, type Markup } from '../xml/write-xml.ts';

/** The one certificate policy we answer with (MS-XCEP 3.1.4.1.3, MS-MDE2 3.3.4.1.1.2). */
export interface GetPoliciesResponse extends ResponseHeader {
  /** Validity of the certificates that we issue, in seconds. */
  validitySeconds: number;
  /** How long before the end a PC renews, in seconds. */
  renewalSeconds: number;
}

const COMMON_NAME = 'BatonDeviceIdentity';
const MINIMAL_KEY_LENGTH = '2048';
/** Keys in the TPM fail on broken TPMs (0x80180027), so the TPM's provider is not offered. */
const CRYPTO_PROVIDER = 'Microsoft Software Key Storage Provider';
const SHA_256_OID = '2.16.840.1.101.3.4.2.1';
const HASH_GROUP = '1';
const HASH_REFERENCE = '0';

/** The children are a schema sequence: their order is part of the format. Throws ProtocolError `unwritable` for bad numbers. */
export function renderGetPoliciesResponse(response: GetPoliciesResponse): Buffer {
  const { validitySeconds, renewalSeconds } = response;
  const isWhole = Number.isSafeInteger(validitySeconds) && Number.isSafeInteger(renewalSeconds);
  if (!isWhole || renewalSeconds <= 0 || renewalSeconds >= validitySeconds) {
    throw new ProtocolError('unwritable', 'validity and renewal are whole seconds, and renewal lies within validity');
  }
  const attributes = element(
    'attributes',
    {},
    element('commonName', {}, COMMON_NAME),
    element('policySchema', {}, '3'),
    element(
      'certificateValidity',
      {},
      element('validityPeriodSeconds', {}, `${validitySeconds}`),
      element('renewalPeriodSeconds', {}, `${renewalSeconds}`),
    ),
    element('permission', {}, element('enroll', {}, 'true'), element('autoEnroll', {}, 'false')),
    element(
      'privateKeyAttributes',
      {},
      element('minimalKeyLength', {}, MINIMAL_KEY_LENGTH),
      ['keySpec', 'keyUsageProperty', 'permissions', 'algorithmOIDReference'].map(nil),
      element('cryptoProviders', {}, element('provider', {}, CRYPTO_PROVIDER)),
    ),
    element('revision', {}, element('majorRevision', {}, '101'), element('minorRevision', {}, '0')),
    ['supersededPolicies', 'privateKeyFlags', 'subjectNameFlags', 'enrollmentFlags', 'generalFlags'].map(nil),
    element('hashAlgorithmOIDReference', {}, HASH_REFERENCE),
    ['rARequirements', 'keyArchivalAttributes', 'extensions'].map(nil),
  );
  return renderSoapResponse(
    GET_POLICIES_RESPONSE_ACTION,
    response,
    element(
      'GetPoliciesResponse',
      { xmlns: XCEP },
      element(
        'response',
        {},
        element('policyID'),
        ['policyFriendlyName', 'nextUpdateHours', 'policiesNotChanged'].map(nil),
        element('policies', {}, element('policy', {}, element('policyOIDReference', {}, '0'), nil('cAs'), attributes)),
      ),
      nil('cAs'),
      element(
        'oIDs',
        {},
        element(
          'oID',
          {},
          element('value', {}, SHA_256_OID),
          element('group', {}, HASH_GROUP),
          element('oIDReferenceID', {}, HASH_REFERENCE),
          element('defaultName', {}, 'szOID_NIST_sha256'),
        ),
      ),
    ),
    { bodyAttributes: { 'xmlns:xsi': XSI, 'xmlns:xsd': XSD } },
  );
}

function nil(name: string): Markup {
  return element(name, { 'xsi:nil': 'true' });
}
