import { expect, test } from 'vitest';
import { SOAP_12, XCEP, XSI } from '../soap/namespaces.ts';
import { getChild, readXml, type XmlElement } from '../xml/read-xml.ts';
import { ENROLLMENT_LIMITS } from '../xml/xml-limits.ts';
import { renderGetPoliciesResponse } from './render-get-policies-response.ts';

/** A simple type of the schema, as the texts that it allows. */
const STRING = /^[\s\S]*$/;
const INT = /^-?\d{1,10}$/;
const UNSIGNED = /^\d{1,10}$/;
const LONG = /^\d{1,19}$/;
const BOOLEAN = /^(true|false|0|1)$/;

type Type = RegExp | readonly Particle[];
/** One place of a sequence: name, what is in it, whether nil is allowed, and how often it may stand there. */
interface Particle {
  readonly name: string;
  readonly type: Type;
  readonly nillable: boolean;
  readonly min: number;
  readonly max: number;
}

const one = (name: string, type: Type): Particle => ({ name, type, nillable: false, min: 1, max: 1 });
const orNil = (name: string, type: Type): Particle => ({ ...one(name, type), nillable: true });
const optional = (name: string, type: Type): Particle => ({ ...one(name, type), min: 0 });
const some = (name: string, type: Type, min = 1): Particle => ({
  ...one(name, type),
  min,
  max: Number.POSITIVE_INFINITY,
});

/** GetPoliciesResponse as the schema of MS-XCEP 3.1.4.1 defines it (parts that we never send are any text). */
const CAS = [
  some('cA', [
    one('uris', STRING),
    one('certificate', STRING),
    one('enrollPermission', BOOLEAN),
    one('cAReferenceID', INT),
  ]),
];
const PRIVATE_KEY = [
  one('minimalKeyLength', UNSIGNED),
  orNil('keySpec', UNSIGNED),
  orNil('keyUsageProperty', UNSIGNED),
  orNil('permissions', STRING),
  orNil('algorithmOIDReference', INT),
  orNil('cryptoProviders', [some('provider', STRING)]),
];
const ATTRIBUTES = [
  one('commonName', STRING),
  one('policySchema', UNSIGNED),
  one('certificateValidity', [one('validityPeriodSeconds', LONG), one('renewalPeriodSeconds', LONG)]),
  one('permission', [one('enroll', BOOLEAN), one('autoEnroll', BOOLEAN)]),
  one('privateKeyAttributes', PRIVATE_KEY),
  one('revision', [one('majorRevision', UNSIGNED), one('minorRevision', UNSIGNED)]),
  orNil('supersededPolicies', [some('commonName', STRING)]),
  orNil('privateKeyFlags', UNSIGNED),
  orNil('subjectNameFlags', UNSIGNED),
  orNil('enrollmentFlags', UNSIGNED),
  orNil('generalFlags', UNSIGNED),
  orNil('hashAlgorithmOIDReference', INT),
  orNil('rARequirements', STRING),
  orNil('keyArchivalAttributes', STRING),
  orNil('extensions', STRING),
];
const POLICY = [
  one('policyOIDReference', INT),
  orNil('cAs', [some('cAReference', INT)]),
  one('attributes', ATTRIBUTES),
];
const RESPONSE = [
  one('policyID', STRING),
  orNil('policyFriendlyName', STRING),
  orNil('nextUpdateHours', UNSIGNED),
  orNil('policiesNotChanged', BOOLEAN),
  orNil('policies', [some('policy', POLICY, 0)]),
];
const OID = [one('value', STRING), one('group', UNSIGNED), one('oIDReferenceID', INT), optional('defaultName', STRING)];
const SCHEMA = orNil('GetPoliciesResponse', [
  orNil('response', RESPONSE),
  orNil('cAs', CAS),
  orNil('oIDs', [some('oID', OID)]),
]);

/** What the schema finds wrong, by path; nothing for a valid document. */
function violations(element: XmlElement, particle: Particle, path: string): string[] {
  const here = `${path}/${particle.name}`;
  if (element.ns !== XCEP || element.local !== particle.name) return [`${here}: ${element.local}`];
  const nil = element.attributes.find((attribute) => attribute.ns === XSI && attribute.local === 'nil');
  if (element.attributes.length !== (nil === undefined ? 0 : 1)) return [`${here}: an attribute`];
  if (nil !== undefined) {
    const isEmpty = element.children.length === 0 && element.text === '';
    return particle.nillable && nil.value === 'true' && isEmpty ? [] : [`${here}: nil`];
  }
  if (particle.type instanceof RegExp)
    return element.children.length === 0 && particle.type.test(element.text) ? [] : [`${here}: "${element.text}"`];
  if (element.text.trim() !== '') return [`${here}: text`];
  const rest = [...element.children];
  const found: string[] = [];
  for (const child of particle.type) {
    let count = 0;
    for (let next = rest[0]; next?.local === child.name && count < child.max; next = rest[0]) {
      found.push(...violations(next, child, here));
      rest.shift();
      count += 1;
    }
    if (count < child.min) found.push(`${here}: ${child.name} is missing`);
  }
  return rest.length === 0 ? found : [...found, `${here}: ${rest[0]?.local} is out of order or unknown`];
}

const body = (bytes: Buffer) =>
  getChild(getChild(readXml(bytes, ENROLLMENT_LIMITS), 'Body', SOAP_12), 'GetPoliciesResponse', XCEP);
const bytes = renderGetPoliciesResponse({ relatesTo: 'urn:x', validitySeconds: 31_536_000, renewalSeconds: 3_888_000 });

test('#10 #12 the policy is valid by the schema of MS-XCEP: sequence, occurrence, types, nil only where it may be', () => {
  expect(violations(body(bytes), SCHEMA, '')).toEqual([]);
});

test.each<[string, (text: string) => string]>([
  ['two neighbours swapped', (text) => text.replace(/(<enroll>.*?<\/enroll>)(<autoEnroll>.*?<\/autoEnroll>)/, '$2$1')],
  ['a required element left out', (text) => text.replace(/<policySchema>.*?<\/policySchema>/, '')],
  [
    'nil where none may be',
    (text) => text.replace('<commonName>BatonDeviceIdentity</commonName>', '<commonName xsi:nil="true"/>'),
  ],
  ['a word for a number', (text) => text.replace('<minorRevision>0<', '<minorRevision>zero<')],
  [
    'an element of another release',
    (text) => text.replace('<cryptoProviders>', '<OperationTimeout>100</OperationTimeout><cryptoProviders>'),
  ],
  ['a second policyID', (text) => text.replace('<policyID/>', '<policyID/><policyID/>')],
])('the schema refuses %s', (_, change) => {
  const changed = change(bytes.toString());
  expect(changed).not.toBe(bytes.toString());
  expect(violations(body(Buffer.from(changed)), SCHEMA, '')).not.toEqual([]);
});
