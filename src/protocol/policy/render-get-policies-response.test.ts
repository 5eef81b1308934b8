import { describe, expect, test } from 'vitest';
import { SOAP_12, XCEP, XSI } from '../soap/namespaces.ts';
import { findText, getChild, readXml, type XmlElement } from '../xml/read-xml.ts';
import { ENROLLMENT_LIMITS } from '../xml/xml-limits.ts';
import { type GetPoliciesResponse, renderGetPoliciesResponse } from './render-get-policies-response.ts';

const RESPONSE: GetPoliciesResponse = {
  relatesTo: 'urn:x',
  validitySeconds: 31_536_000,
  renewalSeconds: 3_628_800,
};

const body = getChild(
  getChild(readXml(renderGetPoliciesResponse(RESPONSE), ENROLLMENT_LIMITS), 'Body', SOAP_12),
  'GetPoliciesResponse',
  XCEP,
);
const policy = getChild(getChild(getChild(body, 'response'), 'policies'), 'policy');
const attributes = getChild(policy, 'attributes');
const names = (element: XmlElement): string[] => element.children.map(({ local }) => local);

describe('#10 element order is the schema sequence', () => {
  test.each<[XmlElement, string[]]>([
    [body, ['response', 'cAs', 'oIDs']],
    [
      getChild(body, 'response'),
      ['policyID', 'policyFriendlyName', 'nextUpdateHours', 'policiesNotChanged', 'policies'],
    ],
    [policy, ['policyOIDReference', 'cAs', 'attributes']],
    [
      attributes,
      [
        'commonName',
        'policySchema',
        'certificateValidity',
        'permission',
        'privateKeyAttributes',
        'revision',
        'supersededPolicies',
        'privateKeyFlags',
        'subjectNameFlags',
        'enrollmentFlags',
        'generalFlags',
        'hashAlgorithmOIDReference',
        'rARequirements',
        'keyArchivalAttributes',
        'extensions',
      ],
    ],
    [
      getChild(attributes, 'privateKeyAttributes'),
      ['minimalKeyLength', 'keySpec', 'keyUsageProperty', 'permissions', 'algorithmOIDReference', 'cryptoProviders'],
    ],
    [getChild(getChild(body, 'oIDs'), 'oID'), ['value', 'group', 'oIDReferenceID', 'defaultName']],
  ])('$local', (element, order) => expect(names(element)).toEqual(order));
});

test('#11 policySchema 3, key of 2048 bits or more, hash refers to the SHA-256 OID', () => {
  expect(findText(attributes, 'policySchema')).toBe('3');
  expect(findText(getChild(attributes, 'privateKeyAttributes'), 'minimalKeyLength')).toBe('2048');
  const oid = getChild(getChild(body, 'oIDs'), 'oID');
  expect(findText(attributes, 'hashAlgorithmOIDReference')).toBe(findText(oid, 'oIDReferenceID'));
  expect([findText(oid, 'value'), findText(oid, 'group')]).toEqual(['2.16.840.1.101.3.4.2.1', '1']);
});

test('#12 every empty element but policyID is xsi:nil with xsi in scope', () => {
  const empty: XmlElement[] = [];
  const collect = (element: XmlElement): void => {
    if (element.children.length === 0 && element.text === '') empty.push(element);
    element.children.forEach(collect);
  };
  collect(body);
  expect(empty).toHaveLength(18);
  for (const { local, attributes: given } of empty) {
    expect(given).toEqual(local === 'policyID' ? [] : [{ ns: XSI, local: 'nil', value: 'true' }]);
  }
});

test.each([{ renewalSeconds: 31_536_000 }, { renewalSeconds: 0 }, { validitySeconds: 1.5 }])(
  '%j is not sent',
  (change) => {
    expect(() => renderGetPoliciesResponse({ ...RESPONSE, ...change })).toThrow(
      expect.objectContaining({ code: 'unwritable' }),
    );
  },
);
