import { expect, test } from 'vitest';
import { DISCOVERY, SOAP_12, WS_ADDRESSING } from '../soap/namespaces.ts';
import { findText, getChild, readXml } from '../xml/read-xml.ts';
import { ENROLLMENT_LIMITS } from '../xml/xml-limits.ts';
import { negotiateEnrollmentVersion } from './enrollment-version.ts';
import { renderDiscoverResponse } from './render-discover-response.ts';

const RESPONSE = {
  relatesTo: 'urn:uuid: X ',
  activityId: '2f0b',
  requestVersion: '6.0',
  policyUrl: 'https://mdm.example.test:8443/EnrollmentServer/Policy.svc',
  enrollmentUrl: 'https://mdm.example.test:8443/EnrollmentServer/Enrollment.svc',
};

test('#4 #7 each required element once, URLs without white space, RelatesTo identical', () => {
  const root = readXml(renderDiscoverResponse(RESPONSE), ENROLLMENT_LIMITS);
  const result = getChild(
    getChild(getChild(root, 'Body', SOAP_12), 'DiscoverResponse', DISCOVERY),
    'DiscoverResult',
    DISCOVERY,
  );
  expect(result.children.map(({ local, text }) => [local, text])).toEqual([
    ['AuthPolicy', 'OnPremise'],
    ['EnrollmentVersion', '4.0'],
    ['EnrollmentPolicyServiceUrl', RESPONSE.policyUrl],
    ['EnrollmentServiceUrl', RESPONSE.enrollmentUrl],
  ]);
  const header = getChild(root, 'Header', SOAP_12);
  expect(getChild(header, 'RelatesTo', WS_ADDRESSING).text).toBe('urn:uuid: X ');
  expect(findText(header, 'Action', WS_ADDRESSING)).toBe(`${DISCOVERY}/IDiscoveryService/DiscoverResponse`);
});

test('#6 without a negotiated version there is no EnrollmentVersion element', () => {
  expect(renderDiscoverResponse({ ...RESPONSE, requestVersion: '2.0' }).toString()).not.toContain('EnrollmentVersion');
});

test.each([
  ['1.0', undefined],
  ['2.0', undefined],
  ['3.0', '3.0'],
  ['3.9', '3.0'],
  ['4.0', '4.0'],
  ['9.0', '4.0'],
  ['10', '4.0'],
  ['garbage', '3.0'],
  ['-1', '3.0'],
  ['', '3.0'],
  [undefined, '3.0'],
])('#6 RequestVersion %j is answered %j', (requestVersion, version) => {
  expect(negotiateEnrollmentVersion(requestVersion)).toBe(version);
});

test.each([
  'http://mdm.example.test/P.svc',
  'https://other.example.test/P.svc',
  'https://mdm.example.test/P .svc',
  'https://',
  '/P.svc',
])('#7 policy URL %s is not sent', (policyUrl) => {
  expect(() => renderDiscoverResponse({ ...RESPONSE, policyUrl })).toThrow(
    expect.objectContaining({ code: 'unwritable' }),
  );
});
