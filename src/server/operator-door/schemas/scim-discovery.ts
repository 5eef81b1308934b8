import {
  type Attribute,
  ENTERPRISE_ATTRIBUTES,
  ENTERPRISE_SCHEMA,
  GROUP_ATTRIBUTES,
  GROUP_SCHEMA,
  type Resource,
  USER_ATTRIBUTES,
  USER_SCHEMA,
} from '../../../directory/scim/model/schema.ts';

/** What this server can do (RFC 7643 5). */
export function serviceProviderConfig(base: string): Resource {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    patch: { supported: true },
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: true, maxResults: 1_000 },
    changePassword: { supported: false },
    sort: { supported: false },
    etag: { supported: false },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'Bearer token',
        description: 'A token of this source, made in the console of Baton',
        primary: true,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
  };
}

/** The kinds of resources (RFC 7643 6). */
export function resourceTypes(base: string): Resource[] {
  const type = (id: string, endpoint: string, schema: string, extensions: readonly string[]): Resource => ({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    id,
    name: id,
    endpoint,
    schema,
    schemaExtensions: extensions.map((extension) => ({ schema: extension, required: false })),
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${id}` },
  });
  return [type('User', '/Users', USER_SCHEMA, [ENTERPRISE_SCHEMA]), type('Group', '/Groups', GROUP_SCHEMA, [])];
}

/** The attributes of each schema (RFC 7643 7). */
export function schemas(base: string): Resource[] {
  const schema = (id: string, name: string, attributes: readonly Attribute[]): Resource => ({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
    id,
    name,
    attributes: attributes.map(describe),
    meta: { resourceType: 'Schema', location: `${base}/Schemas/${id}` },
  });
  return [
    schema(USER_SCHEMA, 'User', USER_ATTRIBUTES),
    schema(GROUP_SCHEMA, 'Group', GROUP_ATTRIBUTES),
    schema(ENTERPRISE_SCHEMA, 'EnterpriseUser', ENTERPRISE_ATTRIBUTES),
  ];
}

function describe(attribute: Attribute): Resource {
  const isUnique = attribute.name === 'userName' || (attribute.name === 'displayName' && attribute.required === true);
  return {
    name: attribute.name,
    type: attribute.type,
    multiValued: attribute.multi ?? false,
    required: attribute.required ?? false,
    caseExact: false,
    mutability: attribute.readOnly ? 'readOnly' : attribute.writeOnly ? 'writeOnly' : 'readWrite',
    returned: attribute.writeOnly ? 'never' : 'default',
    uniqueness: isUnique ? 'server' : 'none',
    ...(attribute.sub === undefined ? {} : { subAttributes: attribute.sub.map(describe) }),
  };
}
