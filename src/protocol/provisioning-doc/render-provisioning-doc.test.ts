import { describe, expect, test } from 'vitest';
import { findAttribute, listChildren, readXml, type XmlElement } from '../xml/read-xml.ts';
import { ENROLLMENT_LIMITS } from '../xml/xml-limits.ts';
import { type ProvisioningDoc, renderProvisioningDoc } from './render-provisioning-doc.ts';

const ID = '7d0c2c0e-6b1f-4a7e-8f0b-0c3f3a6a9b11';
const DOC: ProvisioningDoc = {
  enrollmentType: 'Device',
  rootCertificate: Buffer.from('3003020105', 'hex'),
  intermediateCertificate: Buffer.from('3003020106', 'hex'),
  clientCertificate: Buffer.alloc(900, 7),
  renewal: {
    renewPeriodDays: 45,
    retryIntervalDays: 4,
    serverUrl: 'https://mdm.example.test:8444/EnrollmentServer/Enrollment.svc',
  },
  providerId: 'Baton',
  name: 'Baton <R&D> "社内"',
  managementUrl: 'https://mdm.example.test:8444/ManagementServer/MDM.svc',
  subjectCommonName: ID,
  client: { name: ID, secret: 'cli-secret', nonce: Buffer.from('101112131415161718191a1b1c1d1e1f', 'hex') },
  server: {
    name: 'mdm.example.test',
    secret: 'srv-secret',
    nonce: Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex'),
  },
  entDmId: ID,
  entDeviceName: 'PC-0417',
  upn: '01990c7a-6b1e-7d2f-8a40-5c0f3a6a9b11@mdm.example.test',
  poll: [
    { count: 5, minutes: 3 },
    { count: 8, minutes: 15 },
    { count: 0, minutes: 60 },
  ],
};

const rootOf = (change: Partial<ProvisioningDoc> = {}) =>
  readXml(renderProvisioningDoc({ ...DOC, ...change }), ENROLLMENT_LIMITS);
const root = rootOf();

function at(element: XmlElement, ...types: string[]): XmlElement {
  return types.reduce((current, type) => {
    const found = listChildren(current, 'characteristic').filter((child) => findAttribute(child, 'type') === type);
    if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} of ${type}`);
    return found[0];
  }, element);
}

const parms = (element: XmlElement): Record<string, string | undefined> =>
  Object.fromEntries(
    listChildren(element, 'parm').map((parm) => [findAttribute(parm, 'name'), findAttribute(parm, 'value')]),
  );

const allParms = (element: XmlElement): XmlElement[] => [
  ...listChildren(element, 'parm'),
  ...listChildren(element, 'characteristic').flatMap(allParms),
];

test('#22 #27 root and the only three top-level types', () => {
  expect([root.local, root.ns, findAttribute(root, 'version')]).toEqual(['wap-provisioningdoc', '', '1.1']);
  expect(root.children.map((child) => findAttribute(child, 'type'))).toEqual([
    'CertificateStore',
    'APPLICATION',
    'DMClient',
  ]);
});

test('#24 a certificate is named by the upper-case SHA-1 of its DER (vector), base64 without line breaks', () => {
  const stored = at(root, 'CertificateStore', 'Root', 'System', '16C3C3E0BB5B5F4FBAECDB6DF37A5A4F9D1196E4');
  expect(parms(stored)).toEqual({ EncodedCertificate: 'MAMCAQU=' });
  const leaf = at(root, 'CertificateStore', 'My', 'System').children[0];
  expect(leaf === undefined ? '' : parms(leaf)['EncodedCertificate']).toBe(Buffer.alloc(900, 7).toString('base64'));
});

test('the intermediate certificate stands in CA/System, and nowhere when there is none', () => {
  expect(at(root, 'CertificateStore', 'CA', 'System').children).toHaveLength(1);
  const { intermediateCertificate: _, ...short } = DOC;
  expect(renderProvisioningDoc(short).toString()).not.toContain('type="CA"');
});

test.each([
  ['Full', 'User'],
  ['Device', 'System'],
] as const)('#21 EnrollmentType %s: certificate and search criteria in My/%s', (enrollmentType, store) => {
  const document = rootOf({ enrollmentType });
  const my = at(document, 'CertificateStore', 'My');
  expect(my.children.map((child) => findAttribute(child, 'type'))).toEqual([store, 'WSTEP']);
  expect(at(my, store, 'PrivateKeyContainer').children).toEqual([]);
  expect(parms(at(document, 'APPLICATION'))['SSLCLIENTCERTSEARCHCRITERIA']).toBe(
    `Subject=CN%3D${ID}&Stores=My%5C${store}`,
  );
});

test('#25 two APPAUTH blocks with DIGEST, 16-byte nonces and different secrets, each for its side', () => {
  const blocks = listChildren(at(root, 'APPLICATION'), 'characteristic').map(parms);
  expect(blocks).toEqual([
    {
      AAUTHLEVEL: 'CLIENT',
      AAUTHTYPE: 'DIGEST',
      AAUTHNAME: 'mdm.example.test',
      AAUTHSECRET: 'srv-secret',
      AAUTHDATA: 'AAECAwQFBgcICQoLDA0ODw==',
    },
    {
      AAUTHLEVEL: 'APPSRV',
      AAUTHTYPE: 'DIGEST',
      AAUTHNAME: ID,
      AAUTHSECRET: 'cli-secret',
      AAUTHDATA: 'EBESExQVFhcYGRobHB0eHw==',
    },
  ]);
});

test('#26 PROVIDER-ID is the DMClient provider; APPLICATION names are upper-case', () => {
  expect(parms(at(root, 'APPLICATION'))['PROVIDER-ID']).toBe('Baton');
  expect(at(root, 'DMClient', 'Provider', 'Baton').children).not.toHaveLength(0);
  for (const parm of allParms(at(root, 'APPLICATION'))) {
    expect(findAttribute(parm, 'name')).toMatch(/^[A-Z0-9-]+$/);
  }
});

test('#26 every DMClient and WSTEP parm has its datatype, APPLICATION and EncodedCertificate have none', () => {
  const typed = [...allParms(at(root, 'DMClient')), ...allParms(at(root, 'CertificateStore', 'My', 'WSTEP'))];
  expect(typed).toHaveLength(15);
  for (const parm of typed) {
    const value = findAttribute(parm, 'value') ?? '';
    const datatype = /^\d+$/.test(value) ? 'integer' : /^(true|false)$/.test(value) ? 'boolean' : 'string';
    expect(findAttribute(parm, 'datatype')).toBe(datatype);
  }
  const untyped = [...allParms(at(root, 'APPLICATION')), ...allParms(at(root, 'CertificateStore', 'Root'))];
  expect(untyped.filter((parm) => findAttribute(parm, 'datatype') !== undefined)).toEqual([]);
});

test('#27 poll block as given; no Push, no INIT', () => {
  expect(parms(at(root, 'DMClient', 'Provider', 'Baton', 'Poll'))).toEqual({
    NumberOfFirstRetries: '5',
    IntervalForFirstSetOfRetries: '3',
    NumberOfSecondRetries: '8',
    IntervalForSecondSetOfRetries: '15',
    NumberOfRemainingScheduledRetries: '0',
    IntervalForRemainingScheduledRetries: '60',
    PollOnLogin: 'true',
    AllUsersPollOnFirstLogin: 'true',
  });
  expect(renderProvisioningDoc(DOC).toString()).not.toMatch(/Push|INIT"/);
});

test('renewal needs EntDMID and its own address', () => {
  expect(parms(at(root, 'CertificateStore', 'My', 'WSTEP', 'Renew'))).toEqual({
    ROBOSupport: 'true',
    RenewPeriod: '45',
    RetryInterval: '4',
    ServerURL: DOC.renewal.serverUrl,
  });
  expect(parms(at(root, 'DMClient', 'Provider', 'Baton'))).toEqual({
    EntDMID: ID,
    EntDeviceName: 'PC-0417',
    UPN: DOC.upn,
  });
});

test('what is escaped is escaped once, a parm without a value has none', () => {
  const text = renderProvisioningDoc(DOC).toString();
  expect(text).toContain(`value="Subject=CN%3D${ID}&amp;Stores=My%5CSystem"`);
  expect(text).toContain('value="Baton &lt;R&amp;D&gt; &quot;社内&quot;"');
  expect(text).toContain('<parm name="BACKCOMPATRETRYDISABLED"/>');
});

describe('not sent', () => {
  test.each<[string, Partial<ProvisioningDoc>]>([
    ['a short nonce', { client: { ...DOC.client, nonce: Buffer.from('nonce') } }],
    ['one secret for both sides', { client: { ...DOC.client, secret: DOC.server.secret } }],
    ['an empty secret', { server: { ...DOC.server, secret: '' } }],
    ['a management URL with a query', { managementUrl: `${DOC.managementUrl}?a=b` }],
    ['plain http', { managementUrl: 'http://mdm.example.test/' }],
    ['a renewal URL that is none', { renewal: { ...DOC.renewal, serverUrl: 'mdm' } }],
    ['RetryInterval above RenewPeriod', { renewal: { ...DOC.renewal, retryIntervalDays: 46 } }],
    ['RenewPeriod 0', { renewal: { ...DOC.renewal, renewPeriodDays: 0 } }],
    ['a provider id to escape', { providerId: 'A/B' }],
    ['a common name that Windows prints quoted', { subjectCommonName: 'a,b' }],
    ['a name with a control character', { entDeviceName: 'PC\u0000' }],
  ])('%s', (_, change) => {
    expect(() => rootOf(change)).toThrow(expect.objectContaining({ code: 'unwritable' }));
  });
});
