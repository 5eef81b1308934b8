import { describe, expect, test } from 'vitest';
import { findChild, findText, getChild, readXml, type XmlElement } from '../xml/read-xml.ts';
import { ENROLLMENT_LIMITS } from '../xml/xml-limits.ts';
import { FAULT_HRESULTS, renderFault } from './fault.ts';
import type { FaultName } from './fault-name.ts';
import { ENROLLMENT, SOAP_12 } from './namespaces.ts';

const NAMES = Object.keys(FAULT_HRESULTS) as FaultName[];

/** Windows' order of matching, case-sensitive and by substring (MS-MDE2 2.2.10). */
const MATCHES: readonly [string, string][] = [
  ['NotEligibleToRenew', '0x80180016'],
  ['MessageFormat', '0x80180001'],
  ['Authentication', '0x80180002'],
  ['Authorization', '0x80180003'],
  ['CertificateRequest', '0x80180004'],
  ['EnrollmentServer', '0x80180005'],
  ['InternalServiceFault', '0x80180006'],
  ['InvalidSecurity', '0x80180007'],
  ['DeviceCapReached', '0x80180013'],
  ['DeviceNotSupported', '0x80180014'],
  ['NotSupported', '0x80180015'],
  ['InMaintenance', '0x80180017'],
  ['UserLicense', '0x80180018'],
  ['InvalidEnrollmentData', '0x80180019'],
  ['CustomServerError', '0x80180032'],
];

function path(root: XmlElement, ns: string, ...names: string[]): XmlElement {
  return names.reduce((element, name) => getChild(element, name, ns), root);
}

const render = (name: FaultName): Buffer =>
  renderFault({
    name,
    reason: 'Because <of> & that.',
    traceId: 'trace-1',
    relatesTo: ' urn:x ',
    action: 'RequestSecurityToken',
  });

describe.each(NAMES)('#29 fault %s', (name) => {
  const fault = path(readXml(render(name), ENROLLMENT_LIMITS), SOAP_12, 'Body', 'Fault');
  const error = path(path(fault, SOAP_12, 'Detail'), ENROLLMENT, 'DeviceEnrollmentServiceError');

  test('Windows matches its HRESULT: ErrorType first, else Subcode', () => {
    const text = findText(error, 'ErrorType', ENROLLMENT) ?? findText(path(fault, SOAP_12, 'Code', 'Subcode'), 'Value');
    expect(MATCHES.find(([match]) => text?.includes(match))?.[1]).toBe(FAULT_HRESULTS[name]);
  });

  test('Subcode carries a generic name', () => {
    const subcode = findText(path(fault, SOAP_12, 'Code', 'Subcode'), 'Value', SOAP_12);
    expect(subcode).toBe(
      findChild(error, 'ErrorType') !== undefined
        ? 's:Authorization'
        : `${name === 'InternalServiceFault' || name === 'InvalidSecurity' ? 'a' : 's'}:${name}`,
    );
  });

  test('#30 TraceId is the id of the request', () => expect(findText(error, 'TraceId')).toBe('trace-1'));
});

test('a fault has the exact shape and case, reason escaped, RelatesTo byte for byte', () => {
  expect(render('DeviceCapReached').toString()).toBe(
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing"><s:Header>' +
      '<a:Action s:mustUnderstand="1">http://schemas.microsoft.com/windows/pki/2009/01/enrollment/RSTRC/wstep</a:Action>' +
      '<ActivityId CorrelationId="trace-1" xmlns="http://schemas.microsoft.com/2004/09/ServiceModel/Diagnostics">trace-1</ActivityId>' +
      '<a:RelatesTo> urn:x </a:RelatesTo></s:Header><s:Body><s:Fault>' +
      '<s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>s:Authorization</s:Value></s:Subcode></s:Code>' +
      '<s:Reason><s:Text xml:lang="en-US">Because &lt;of&gt; &amp; that.</s:Text></s:Reason><s:Detail>' +
      '<DeviceEnrollmentServiceError xmlns="http://schemas.microsoft.com/windows/pki/2009/01/enrollment">' +
      '<ErrorType>DeviceCapReached</ErrorType><Message>Because &lt;of&gt; &amp; that.</Message><TraceId>trace-1</TraceId>' +
      '</DeviceEnrollmentServiceError></s:Detail></s:Fault></s:Body></s:Envelope>',
  );
});

test('a request that could not be read is answered without RelatesTo, in the language asked for', () => {
  const text = renderFault({
    name: 'CustomServerError',
    reason: '配布パッケージの期限が切れています。',
    traceId: 't',
    relatesTo: '',
    action: 'GetPolicies',
    language: 'ja',
  }).toString();
  expect(text).not.toContain('RelatesTo');
  expect(text).toContain('<s:Text xml:lang="ja-JP">配布パッケージの期限が切れています。</s:Text>');
});
