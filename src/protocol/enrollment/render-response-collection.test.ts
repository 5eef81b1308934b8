import { expect, test } from 'vitest';
import { SOAP_12, WS_SECURITY, WS_SECURITY_UTILITY, WS_TRUST } from '../soap/namespaces.ts';
import { findAttribute, findText, getChild, readXml } from '../xml/read-xml.ts';
import { ENROLLMENT_LIMITS } from '../xml/xml-limits.ts';
import { renderRequestSecurityTokenResponseCollection } from './render-response-collection.ts';

const root = readXml(
  renderRequestSecurityTokenResponseCollection({
    relatesTo: 'urn:x ',
    created: new Date('2026-03-02T09:00:00.417Z'),
    provisioningDoc: Buffer.from('<wap-provisioningdoc version="1.1"/>'.repeat(10)),
  }),
  ENROLLMENT_LIMITS,
);
const response = getChild(
  getChild(getChild(root, 'Body', SOAP_12), 'RequestSecurityTokenResponseCollection', WS_TRUST),
  'RequestSecurityTokenResponse',
  WS_TRUST,
);

test('#22 the token lies where Windows looks, base64 in one line', () => {
  const token = getChild(getChild(response, 'RequestedSecurityToken', WS_TRUST), 'BinarySecurityToken', WS_SECURITY);
  expect(token.text).not.toMatch(/\s/);
  expect(Buffer.from(token.text, 'base64').toString()).toBe('<wap-provisioningdoc version="1.1"/>'.repeat(10));
  expect(findAttribute(token, 'ValueType')).toBe(
    'http://schemas.microsoft.com/5.0.0.0/ConfigurationManager/Enrollment/DeviceEnrollmentProvisionDoc',
  );
  expect(findAttribute(token, 'EncodingType')).toBe(`${WS_SECURITY}#base64binary`);
});

test('#22 order and constants of the response', () => {
  expect(response.children.map(({ local }) => local)).toEqual([
    'TokenType',
    'DispositionMessage',
    'RequestedSecurityToken',
    'RequestID',
  ]);
  expect(findText(response, 'RequestID')).toBe('0');
});

test('the timestamp is good for five minutes, in whole seconds', () => {
  const timestamp = getChild(
    getChild(getChild(root, 'Header', SOAP_12), 'Security', WS_SECURITY),
    'Timestamp',
    WS_SECURITY_UTILITY,
  );
  expect([findText(timestamp, 'Created'), findText(timestamp, 'Expires')]).toEqual([
    '2026-03-02T09:00:00.000Z',
    '2026-03-02T09:05:00.000Z',
  ]);
});
