import { z } from 'zod';
import { entraConfig, ldapConfig, scimConfig, sourceConfig } from '../../../directory/sources/model/source-config.ts';
import { paging, text, timestamp, uuid } from './common.ts';

const config = z.discriminatedUnion('kind', [ldapConfig, entraConfig, scimConfig]);
const problem = z.object({ id: z.string(), text });

const plan = z.object({
  before: z.number().int(),
  added: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  missing: z.number().int(),
  disabled: z.number().int(),
  skipped: z.number().int(),
  groupsBefore: z.number().int(),
  groupsAdded: z.number().int(),
  groupsChanged: z.number().int(),
  groupsMissing: z.number().int(),
  membersBefore: z.number().int(),
  membersAdded: z.number().int(),
  membersRemoved: z.number().int(),
});

export const sourceRun = z.object({
  id: uuid,
  sourceId: uuid,
  mode: z.enum(['preview', 'sync']),
  isFull: z.boolean(),
  state: z.enum(['waiting', 'reading', 'asking', 'applying', 'done', 'failed', 'stopped']),
  readUsers: z.number().int(),
  readGroups: z.number().int(),
  doneRows: z.number().int(),
  plan: plan.nullable(),
  problem: problem.nullable(),
  orderedBy: z.string().describe('Empty: ordered by its schedule'),
  confirmedBy: z.string().nullable(),
  createdAt: timestamp,
  startedAt: timestamp.nullable(),
  finishedAt: timestamp.nullable(),
});

export const source = z.object({
  id: uuid,
  kind: z.enum(['ldap', 'entra', 'scim']),
  name: z.string(),
  rank: z.number().int(),
  config,
  hasSecret: z.boolean(),
  owns: z.array(z.string()),
  enabled: z.boolean(),
  health: z.enum(['good', 'running', 'asking', 'failing', 'late', 'never', 'off']),
  users: z.number().int(),
  groups: z.number().int(),
  missing: z.number().int(),
  lastRun: sourceRun.nullable(),
  liveRun: sourceRun.nullable(),
  syncedAt: timestamp.nullable(),
  fullAt: timestamp.nullable(),
  nextRunAt: timestamp.nullable(),
  createdBy: z.string(),
  createdAt: timestamp,
});

const name = z.string().trim().min(1).max(128);
/** A password, a client secret, or a private key in PEM form. It is in no answer. */
const secret = z.string().max(16_384);

export const newSource = z.object({ name, config: sourceConfig, secret: secret.optional() });
export const sourceChange = z
  .object({ name, config: sourceConfig, secret, enabled: z.boolean(), rank: z.int().min(1).max(1_000) })
  .partial();
export const sourceTestForm = z.object({
  sourceId: uuid.optional().describe("The source whose stored secret is used where 'secret' is absent"),
  config: sourceConfig,
  secret: secret.optional(),
});
export const sourceTest = z.object({
  problem: problem.nullable(),
  servers: z.array(z.string()),
  sample: z.array(z.object({ upn: z.string(), displayName: z.string(), department: z.string() })),
  groups: z.array(z.string()),
});
export const newRun = z.object({
  mode: z.enum(['preview', 'sync']),
  full: z.boolean().default(false).describe('Read everything, not only what changed'),
});
export const runConfirm = z.object({ typedCount: z.int().min(0).max(100_000_000) });
export const runQuery = z.object(paging);
export const changeQuery = z.object({ ...paging, kind: z.enum(['added', 'changed', 'disabled', 'missing']) });
export const runLine = z.object({
  at: timestamp,
  level: z.enum(['info', 'warning', 'error']),
  code: z.string(),
  text,
});
export const plannedChange = z.object({
  externalId: z.string(),
  upn: z.string(),
  displayName: z.string(),
  fields: z.array(z.object({ field: z.string(), before: z.string(), after: z.string() })),
});

export const scimToken = z.object({
  id: uuid,
  name: z.string(),
  createdBy: z.string(),
  createdAt: timestamp,
  expiresAt: timestamp.nullable(),
  lastUsedAt: timestamp.nullable(),
});
export const newScimToken = z.object({
  name: z.string().trim().min(1).max(128),
  expiresInDays: z.number().int().min(1).max(3650).nullable(),
});
export const scimTokenWithSecret = z.object({ token: scimToken, secret: z.string() });
