import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { discover, MESSAGE_ID, UPN } from '../fixtures.ts';
import { ProtocolError } from '../protocol-error.ts';
import { parseDiscover } from './parse-discover.ts';

const DISCOVERY = 'http://schemas.microsoft.com/windows/management/2012/01/enrollment';
const PLAIN = parseDiscover(discover());

test('#2 a Discover as Windows sends it', () => {
  expect(PLAIN).toEqual({
    messageId: MESSAGE_ID,
    emailAddress: UPN,
    requestVersion: '6.0',
    deviceType: 'CIMClient_Windows',
    applicationVersion: '10.0.22631.4460',
    osEdition: 48,
    authPolicies: ['OnPremise', 'Federated'],
  });
});

describe('#3 same result', () => {
  test('with a trailing-slash namespace', () => {
    expect(parseDiscover(discover(undefined, `${DISCOVERY}/`))).toEqual(PLAIN);
  });
  test('with other prefixes', () => {
    const text = discover()
      .toString()
      .replaceAll(/(<\/?| |xmlns:)([sa])(?=[:=])/g, '$1other-$2');
    expect(text).toContain('<other-s:Envelope');
    expect(parseDiscover(Buffer.from(text))).toEqual(PLAIN);
  });
  test('with xsd:all order shuffled, OSVersion and unknown elements added', () => {
    const fields =
      '<AuthPolicies><New/><AuthPolicy> OnPremise\r\n</AuthPolicy><AuthPolicy>Federated</AuthPolicy></AuthPolicies><OSEdition>48</OSEdition>' +
      `<DeviceType>CIMClient_Windows</DeviceType><Future a="1"><x/></Future><ApplicationVersion>10.0.22631.4460</ApplicationVersion>` +
      `<RequestVersion>6.0</RequestVersion><OSVersion>10.0.0.0</OSVersion><EmailAddress>\r\n${UPN} </EmailAddress>`;
    expect(parseDiscover(discover(fields))).toEqual({ ...PLAIN, osVersion: '10.0.0.0' });
  });
});

test('#4 MessageID is kept byte for byte, blanks inside and around', () => {
  expect(PLAIN.messageId).toBe('urn:uuid: 748132ec-a575-4329-b01b-6171a9cf8478 ');
});

test.each(['', 'CORP\\sato', `${'a'.repeat(288)}@example.test`])('#5 EmailAddress %j is accepted', (address) => {
  expect(parseDiscover(discover(`<EmailAddress>${address}</EmailAddress>`)).emailAddress).toBe(address);
});

test('an OSEdition that is no number is left out', () => {
  expect(parseDiscover(discover('<OSEdition>-1</OSEdition>'))).not.toHaveProperty('osEdition');
});

test.each<[string, Buffer, string]>([
  ['a document type (#8)', Buffer.concat([Buffer.from('<!DOCTYPE s SYSTEM "x">'), discover()]), 'dtd'],
  ['more than 1 MiB', Buffer.concat([discover(), Buffer.alloc(1024 * 1024, 0x20)]), 'too-large'],
  ['an empty body', Buffer.alloc(0), 'malformed'],
  ['another namespace', discover(undefined, 'urn:other'), 'unexpected'],
  [
    'SOAP 1.1',
    Buffer.from(
      discover()
        .toString()
        .replace('http://www.w3.org/2003/05/soap-envelope', 'http://schemas.xmlsoap.org/soap/envelope/'),
    ),
    'unexpected',
  ],
  ['a doubled field', discover('<EmailAddress>a</EmailAddress><EmailAddress>b</EmailAddress>'), 'doubled'],
  ['an endless e-mail address', discover(`<EmailAddress>${'a'.repeat(2_000)}</EmailAddress>`), 'too-large'],
  ['no request', Buffer.from(discover().toString().replaceAll('request', 'Request')), 'missing'],
  ['two elements in the Body', Buffer.from(discover().toString().replace('</s:Body>', '<x/></s:Body>')), 'doubled'],
])('%s is refused with MessageFormat', (_, bytes, code) => {
  expect(() => parseDiscover(bytes)).toThrow(expect.objectContaining({ code, faultName: 'MessageFormat' }));
});

test('an error knows the MessageID to answer once the header was read', () => {
  expect(() => parseDiscover(discover('<OSEdition/><OSEdition/>'))).toThrow(
    expect.objectContaining({ messageId: MESSAGE_ID }),
  );
});

test('a mutated Discover is read or refused with a ProtocolError that names a fault', () => {
  const bytes = discover();
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.uint8Array({ maxLength: 8 }), fc.nat(40), (at, insert, cut) => {
      try {
        parseDiscover(Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + cut)]));
      } catch (error) {
        if (!(error instanceof ProtocolError) || error.faultName === undefined) throw error;
      }
    }),
    { numRuns: 2_000 },
  );
});
