import { cleanField, cleanUser, type SourceUser } from '../sources/model/entries.ts';
import { ENTERPRISE_SCHEMA, type Resource, USER, USER_SCHEMA, type Value } from './model/schema.ts';
import { ScimError } from './model/scim-error.ts';

/** A user as a SCIM client sees it: what it sent, and what is ours. */
export interface StoredUser {
  readonly id: string;
  readonly resource: Resource;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const text = (value: Value | undefined): string => (typeof value === 'string' ? value : '');
const object = (value: Value | undefined): Resource =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Resource) : {};
const list = (value: Value | undefined): readonly Resource[] =>
  Array.isArray(value) ? (value as readonly Value[]).map(object) : [];

/** The fields of a person in a resource. @throws ScimError when userName is none that a PC can carry */
export function userOf(id: string, resource: Resource): SourceUser {
  const name = object(resource['name']);
  const emails = list(resource['emails']);
  const email =
    emails.find((one) => one['primary'] === true) ?? emails.find((one) => one['type'] === 'work') ?? emails[0];
  const parts = [text(name['familyName']), text(name['givenName'])].filter((part) => part !== '').join(' ');
  const clean = cleanUser({
    externalId: id,
    ref: id,
    upn: text(resource['userName']),
    displayName: text(resource['displayName']) || text(name['formatted']) || parts,
    reading: '',
    department: text(object(resource[ENTERPRISE_SCHEMA])['department']),
    email: text(email?.['value']),
    accountName: '',
    disabled: resource['active'] === false,
    expiresAt: null,
  });
  if (typeof clean === 'string')
    throw new ScimError(
      400,
      `userName '${cleanField(text(resource['userName']))}' is not a user principal name (name@domain); map userName to it`,
      'invalidValue',
    );
  return clean;
}

/** A user as an answer holds it. @param base the URL of the SCIM root */
export function renderUser(user: StoredUser, base: string): Resource {
  const hasExtension = user.resource[ENTERPRISE_SCHEMA] !== undefined;
  return {
    schemas: hasExtension ? [USER_SCHEMA, ENTERPRISE_SCHEMA] : [USER_SCHEMA],
    id: user.id,
    active: true,
    ...user.resource,
    meta: {
      resourceType: USER.name,
      created: user.createdAt.toISOString(),
      lastModified: user.updatedAt.toISOString(),
      location: `${base}/Users/${user.id}`,
    },
  };
}
