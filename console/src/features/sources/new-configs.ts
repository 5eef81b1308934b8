import type { SourceConfig } from '../../api/types.ts';

const COMMON = { everyMinutes: 60, fullEveryDays: 7, join: ['upn'], keepDays: 30 } as const;

/** The settings with which a new source of each kind begins. */
export const NEW_CONFIGS: { readonly [Kind in SourceConfig['kind']]: Extract<SourceConfig, { kind: Kind }> } = {
  ldap: {
    kind: 'ldap',
    ...COMMON,
    join: ['upn'],
    flavor: 'active-directory',
    tls: 'ldaps',
    ca: '',
    bindDn: '',
    domains: [],
    followReferrals: false,
    userFilter: '',
    groupFilter: '',
    attributes: {},
  },
  entra: {
    kind: 'entra',
    ...COMMON,
    join: ['upn'],
    tenant: '',
    clientId: '',
    credential: 'secret',
    certificate: '',
    cloud: 'global',
    includeGuests: false,
    groups: [],
    domains: [],
  },
  scim: { kind: 'scim', join: ['upn'], keepDays: 30 },
};
