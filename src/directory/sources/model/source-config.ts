import { z } from 'zod';

const text = (max: number) => z.string().trim().max(max);
const attribute = z
  .string()
  .trim()
  .regex(/^(?:[A-Za-z][A-Za-z0-9-]{0,63}(?:;[A-Za-z0-9-]{1,63})*)?$/);
/** An LDAP server as an operator names it; what protects the connection stands beside it, never in it. */
const server = z
  .string()
  .trim()
  .max(300)
  .regex(/^(?:\[[0-9A-Fa-f:]+\]|[A-Za-z0-9.-]+)(?::\d{1,5})?$/);

/** Fields of a person that a source may give. */
export const SOURCE_FIELDS = ['displayName', 'reading', 'department', 'email', 'accountName'] as const;
export type SourceField = (typeof SOURCE_FIELDS)[number];

/** By what a person of one source is found to be a person who is known already, tried in this order. */
export const JOIN_RULES = ['upn', 'email', 'accountName'] as const;
export type JoinRule = (typeof JOIN_RULES)[number];

const common = {
  /** Minutes between two syncs; 0 = only when an operator orders one. */
  everyMinutes: z.int().min(0).max(10_080).default(60),
  /** Days after which everything is read anew, whatever the source says has changed. */
  fullEveryDays: z.int().min(1).max(90).default(7),
  join: z.array(z.enum(JOIN_RULES)).min(1).max(3).default(['upn']),
  /** Days that somebody who is gone stays, disabled, before being deleted. */
  keepDays: z.int().min(1).max(3_650).default(30),
};

/** LDAP or Active Directory. */
export const ldapConfig = z.object({
  kind: z.literal('ldap'),
  ...common,
  flavor: z.enum(['active-directory', 'other']),
  /** Every connection is encrypted: from its first byte, or by StartTLS before the password is sent. */
  tls: z.enum(['ldaps', 'starttls']).default('ldaps'),
  /** PEM of the authorities that the servers' certificates lead to; empty = those that Node trusts. */
  ca: text(64_000).default(''),
  bindDn: text(512).min(1),
  /** Each domain is read from the first of its servers that answers. */
  domains: z
    .array(
      z.object({
        servers: z.array(server).min(1).max(8),
        base: text(512).min(1),
        /** NetBIOS name, for DOMAIN\name; empty = the directory says it itself, or nobody is found by it. */
        netbios: text(15).default(''),
      }),
    )
    .min(1)
    .max(32),
  /** References to servers that are named above are followed; others never are, since the password would go there. */
  followReferrals: z.boolean().default(false),
  userFilter: text(2_000).default(''),
  groupFilter: text(2_000).default(''),
  attributes: z
    .object({
      id: attribute,
      upn: attribute,
      displayName: attribute,
      reading: attribute,
      department: attribute,
      email: attribute,
      accountName: attribute,
    })
    .partial()
    .default({}),
});

/** Microsoft Entra ID by Microsoft Graph. */
export const entraConfig = z.object({
  kind: z.literal('entra'),
  ...common,
  tenant: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9.-]{1,128}$/),
  clientId: z.uuid(),
  credential: z.enum(['secret', 'certificate']),
  /** PEM of the certificate whose private key is the secret. */
  certificate: text(16_000).default(''),
  /** National clouds have other addresses. */
  cloud: z.enum(['global', 'us-government', 'china']).default('global'),
  includeGuests: z.boolean().default(false),
  /** Object ids of groups: only their people are read, those of nested groups too; empty = everybody. */
  groups: z.array(z.uuid()).max(100).default([]),
  /** NetBIOS names of the domains from which people are synced, by which DOMAIN\\name is known; Graph has none. */
  domains: z
    .array(
      z.object({
        dns: text(253)
          .toLowerCase()
          .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/),
        netbios: text(15).min(1),
      }),
    )
    .max(32)
    .default([]),
});

/** A system that pushes by SCIM 2.0. */
export const scimConfig = z.object({ kind: z.literal('scim'), join: common.join, keepDays: common.keepDays });

export const sourceConfig = z.discriminatedUnion('kind', [ldapConfig, entraConfig, scimConfig]);

export type LdapConfig = z.infer<typeof ldapConfig>;
export type EntraConfig = z.infer<typeof entraConfig>;
export type ScimConfig = z.infer<typeof scimConfig>;
export type SourceConfig = z.infer<typeof sourceConfig>;
export type SourceKind = SourceConfig['kind'];

/** The attributes that are read from a directory of each kind where the operator names no other. */
export const LDAP_ATTRIBUTES: Readonly<
  Record<LdapConfig['flavor'], Readonly<Record<'id' | 'upn' | SourceField, string>>>
> = {
  'active-directory': {
    id: 'objectGUID',
    upn: 'userPrincipalName',
    displayName: 'displayName',
    reading: 'msDS-PhoneticDisplayName',
    department: 'department',
    email: 'mail',
    accountName: 'sAMAccountName',
  },
  other: {
    id: 'entryUUID',
    upn: 'mail',
    displayName: 'cn',
    reading: '',
    department: 'departmentNumber',
    email: 'mail',
    accountName: 'uid',
  },
};

/** The attributes of a source, its own words before the usual ones. */
export function ldapAttributes(config: LdapConfig): Readonly<Record<'id' | 'upn' | SourceField, string>> {
  return { ...LDAP_ATTRIBUTES[config.flavor], ...definedOnly(config.attributes) };
}

function definedOnly<T extends object>(value: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>;
  };
}

/** The fields that a source gives, and so owns in the people it has. */
export function ownedFields(config: SourceConfig): SourceField[] {
  if (config.kind === 'ldap') {
    const attributes = ldapAttributes(config);
    return SOURCE_FIELDS.filter((field) => attributes[field] !== '');
  }
  // neither Graph nor the core schema of SCIM has a reading, or the NetBIOS name of a domain
  const hasAccounts = config.kind === 'entra' && config.domains.length > 0;
  return SOURCE_FIELDS.filter((field) => field !== 'reading' && (field !== 'accountName' || hasAccounts));
}

/** Whether a change of settings needs the secret anew: it would go to another server, or in another name. */
export function secretGoesElsewhere(before: SourceConfig, after: SourceConfig): boolean {
  const address = (config: SourceConfig): unknown =>
    config.kind === 'ldap'
      ? [config.bindDn, config.tls, config.ca, config.domains.map((domain) => domain.servers)]
      : config.kind === 'entra'
        ? [config.tenant, config.clientId, config.credential, config.certificate, config.cloud]
        : [];
  return JSON.stringify(address(before)) !== JSON.stringify(address(after));
}

/** Whether a change of settings makes what was read before worthless, so that everything is read anew. */
export function readsAnew(before: SourceConfig, after: SourceConfig): boolean {
  const what = ({ ...config }: SourceConfig): unknown => ({
    ...config,
    everyMinutes: 0,
    fullEveryDays: 0,
    keepDays: 0,
    join: [],
  });
  return JSON.stringify(what(before)) !== JSON.stringify(what(after));
}
