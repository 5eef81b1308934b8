import { ScimError } from './scim-error.ts';

export const USER_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE_SCHEMA = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** An attribute as RFC 7643 describes it, as far as it is used here. */
export interface Attribute {
  readonly name: string;
  readonly type: 'string' | 'boolean' | 'complex' | 'reference';
  readonly multi?: boolean;
  readonly readOnly?: boolean;
  /** Taken and thrown away. */
  readonly writeOnly?: boolean;
  readonly required?: boolean;
  readonly sub?: readonly Attribute[];
}

const text = (...names: string[]): Attribute[] => names.map((name) => ({ name, type: 'string' }));
const plural = (name: string, ...more: string[]): Attribute => ({
  name,
  type: 'complex',
  multi: true,
  sub: [...text('value', 'display', 'type', ...more), { name: 'primary', type: 'boolean' }],
});

const COMMON: readonly Attribute[] = [
  { name: 'id', type: 'string', readOnly: true },
  { name: 'externalId', type: 'string' },
  { name: 'meta', type: 'complex', readOnly: true, sub: text('resourceType', 'created', 'lastModified', 'location') },
];

/** The attributes of the enterprise extension (RFC 7643 4.3). */
export const ENTERPRISE_ATTRIBUTES: readonly Attribute[] = [
  ...text('employeeNumber', 'costCenter', 'organization', 'division', 'department'),
  { name: 'manager', type: 'complex', sub: [...text('value', 'displayName'), { name: '$ref', type: 'reference' }] },
];

/** The attributes of a user (RFC 7643 4.1); a password is never kept. */
export const USER_ATTRIBUTES: readonly Attribute[] = [
  { name: 'userName', type: 'string', required: true },
  {
    name: 'name',
    type: 'complex',
    sub: text('formatted', 'familyName', 'givenName', 'middleName', 'honorificPrefix', 'honorificSuffix'),
  },
  ...text('displayName', 'nickName', 'profileUrl', 'title', 'userType', 'preferredLanguage', 'locale', 'timezone'),
  { name: 'active', type: 'boolean' },
  { name: 'password', type: 'string', writeOnly: true },
  plural('emails'),
  plural('phoneNumbers'),
  plural('ims'),
  plural('photos'),
  plural('addresses', 'formatted', 'streetAddress', 'locality', 'region', 'postalCode', 'country'),
  plural('entitlements'),
  plural('roles'),
  plural('x509Certificates'),
  { ...plural('groups'), readOnly: true },
];

/** The attributes of a group (RFC 7643 4.2). */
export const GROUP_ATTRIBUTES: readonly Attribute[] = [
  { name: 'displayName', type: 'string', required: true },
  {
    name: 'members',
    type: 'complex',
    multi: true,
    sub: [...text('value', 'type', 'display'), { name: '$ref', type: 'reference' }],
  },
];

/** A kind of resource with all its attributes; those of an extension stand under its URN. */
export interface ResourceKind {
  readonly name: 'User' | 'Group';
  readonly schema: string;
  readonly attributes: readonly Attribute[];
}

export const USER: ResourceKind = {
  name: 'User',
  schema: USER_SCHEMA,
  attributes: [...COMMON, ...USER_ATTRIBUTES, { name: ENTERPRISE_SCHEMA, type: 'complex', sub: ENTERPRISE_ATTRIBUTES }],
};
export const GROUP: ResourceKind = {
  name: 'Group',
  schema: GROUP_SCHEMA,
  attributes: [...COMMON, ...GROUP_ATTRIBUTES],
};

/** An attribute by its name, in any case. */
export function findAttribute(attributes: readonly Attribute[], name: string): Attribute | undefined {
  const key = name.toLowerCase();
  return attributes.find((attribute) => attribute.name.toLowerCase() === key);
}

/** A value of JSON. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };
/** A resource as it is kept: without id and meta, which are ours. */
export type Resource = { readonly [name: string]: Value };

const TEXT_LIMIT = 2_048;
const VALUES = 100_000;

/**
 * Reads a value as its attribute holds it: names in their own case, booleans also where a client writes them as text
 * (Entra ID sends "False"), a single value as a list of one where there may be many. What the schema does not know is
 * left out, as RFC 7644 3.3 allows.
 * @throws ScimError (invalidValue)
 */
export function readValue(attribute: Attribute, value: unknown, isElement = false): Value | undefined {
  if (attribute.readOnly || attribute.writeOnly || value === null || value === undefined) return undefined;
  if (attribute.multi && !isElement) {
    const list = Array.isArray(value) ? value : [value];
    if (list.length > VALUES) throw invalid(attribute, `more than ${VALUES} values`);
    return list.flatMap((item) => readValue(attribute, item, true) ?? []);
  }
  if (attribute.type === 'boolean') {
    if (typeof value === 'boolean') return value;
    if (typeof value === 'string' && /^(?:true|false)$/i.test(value)) return value.toLowerCase() === 'true';
    throw invalid(attribute, 'no boolean');
  }
  if (attribute.type !== 'complex') {
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
      throw invalid(attribute, 'no text');
    const text = String(value);
    if (text.length > TEXT_LIMIT) throw invalid(attribute, `longer than ${TEXT_LIMIT} characters`);
    return text.toWellFormed().replaceAll('\0', '');
  }
  // a plain text for a complex value stands for its value: "members": ["id"], "manager": "id"
  if (typeof value === 'string') return { value };
  if (typeof value !== 'object' || Array.isArray(value)) throw invalid(attribute, 'no object');
  return readObject(attribute.sub ?? [], value as Record<string, unknown>);
}

/** Reads an object by its attributes; `a.b` stands for b in a, as Entra ID writes it. @throws ScimError */
export function readObject(attributes: readonly Attribute[], value: Record<string, unknown>): Resource {
  const out: Record<string, Value> = {};
  for (const [name, item] of Object.entries(value)) {
    const attribute = findAttribute(attributes, name);
    if (attribute === undefined) continue;
    const read = readValue(attribute, item);
    if (read !== undefined) out[attribute.name] = read;
  }
  return out;
}

function invalid(attribute: Attribute, why: string): ScimError {
  return new ScimError(400, `'${attribute.name}': ${why}`, 'invalidValue');
}
