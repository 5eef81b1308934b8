import { z } from 'zod';
import { MOST_CACHES } from '../../../packages/model/carrier-caches.ts';
import { CARRIER_IDS } from '../../../packages/model/carrier-guide.ts';
import { WAYS } from '../../../packages/model/ways.ts';
import { many, paging, platform, reason, stage, text, timestamp, uuid } from './common.ts';

export const packageState = z.enum(['ready', 'running', 'expired', 'revoked', 'done']);

export const carrier = z.enum(CARRIER_IDS).describe('how the package reaches PCs; it decides which steps are shown');
export const ways = z
  .array(z.enum(WAYS))
  .min(1)
  .max(WAYS.length)
  .nullable()
  .describe(
    'ways to enroll that setup.ps1 may take, always tried in this order; null: all but baton-ppkg, which is experimental',
  );
export const carrierCaches = z
  .array(z.string().max(260))
  .max(MOST_CACHES)
  .nullable()
  .describe(
    'folders of the PC where copies of the PIN are looked for, and no others; null: those that setup.ps1 knows',
  );

/** PCs that reached each stage (cumulative), and those that did not go on, by kind. */
export const funnel = z.array(
  z.object({
    stage,
    reached: z.number().int(),
    notSeen: z.number().int(),
    unlisted: z.number().int().describe('of notSeen, PCs that are only planned: no list has a row for them'),
    waiting: z.number().int(),
    failed: z.number().int(),
    inProgress: z.number().int(),
  }),
);

export const pkg = z.object({
  id: uuid,
  name: z.string(),
  state: packageState,
  platform,
  target: z.object({
    kind: z.enum(['users', 'groups', 'pcs']),
    names: z.array(z.string()),
    rows: z.number().int(),
    excluded: z.number().int(),
  }),
  planned: z.number().int().nullable(),
  expiresAt: timestamp.nullable().describe('of the latest PIN; null before the first download'),
  pinMintedAt: timestamp.nullable(),
  pinValidityHours: z.number().int(),
  pcsPerUser: z.number().int(),
  networks: z.array(z.string()),
  knownRequired: z.enum(['stated', 'listed']),
  withoutUser: z.enum(['wait', 'enroll']),
  stopAfter: z.number().int(),
  plainWay: z.boolean(),
  carrier,
  ways,
  carrierCaches,
  paused: z
    .object({
      why: z.enum(['first-pcs', 'failures']),
      at: timestamp,
      accepted: z.number().int(),
      failed: z.number().int(),
    })
    .nullable(),
  roster: z.object({ state: z.enum(['building', 'ready', 'failed']), done: z.number().int(), total: z.number().int() }),
  funnel,
  failed: z.number().int(),
  lastEventAt: timestamp.nullable(),
  downloads: z.object({ count: z.number().int(), lastAt: timestamp.nullable(), lastBy: z.string().nullable() }),
  createdBy: z.string(),
  createdAt: timestamp,
  revokedAt: timestamp.nullable(),
  revokedBy: z.string().nullable(),
});
export const packageQuery = z.object({
  ...paging,
  q: z.string().max(128).optional(),
  state: many(packageState),
  platform: many(platform),
  sort: z.enum(['-created', 'created', 'name', '-name', 'expires', '-expires']).default('-created'),
});

export const packageTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('users'), ids: z.array(uuid).min(1).max(10_000) }),
  z.object({ kind: z.literal('groups'), ids: z.array(uuid).min(1).max(1_000) }),
  z.object({ kind: z.literal('pcs'), importId: uuid.describe('a checked CSV of PCs') }),
]);
export const newPackage = z.object({
  name: z.string().trim().min(1).max(128),
  platform,
  target: packageTarget,
  networks: z.array(z.string().max(64)).max(100).default([]).describe('CIDR; empty = any'),
  knownRequired: z
    .enum(['stated', 'listed'])
    .optional()
    .describe('default: listed where every row of the list has a serial, UUID or client id'),
  pinValidityHours: z.number().int().min(1).max(2160).optional(),
  pcsPerUser: z.number().int().min(1).max(100).optional(),
  withoutUser: z.enum(['wait', 'enroll']).default('wait'),
  stopAfter: z.number().int().min(0).max(100_000).optional(),
  plainWay: z.boolean().default(false),
  typedCount: z
    .number()
    .int()
    .min(1)
    .max(10_000_000)
    .optional()
    .describe('the number of PCs, typed; required for ConfigMgr'),
  carrier: carrier.optional(),
  ways: ways.optional(),
  carrierCaches: carrierCaches.optional(),
});
/** What may change after a package was made: it holds for the copies that are downloaded from then on. */
export const deliveryChange = z
  .strictObject({ carrier: carrier.optional(), ways: ways.optional(), carrierCaches: carrierCaches.optional() })
  .refine((change) => Object.keys(change).length > 0, 'nothing to change');
/** What a target would be, before anything is made. */
export const targetPreview = z.object({
  users: z.number().int(),
  pcs: z.number().int(),
  maximumPcs: z.number().int(),
  everyRowHasId: z.boolean(),
  excluded: z.array(z.object({ name: z.string(), why: text })).describe('at most 1,000'),
  excludedCount: z.number().int(),
});
/** Functions that a ConfigMgr client stops by itself on PCs of this package. */
export const stoppedFunctions = z.array(z.object({ id: z.string(), text }));

export const packagePc = z.object({
  package: z.object({ id: uuid, name: z.string() }),
  key: z.string(),
  deviceId: uuid.nullable(),
  name: z.string(),
  said: z.boolean().describe('only said by the PC, not proven'),
  userName: z.string(),
  stage: stage.nullable(),
  outcome: z.enum(['not-seen', 'in-progress', 'waiting', 'failed', 'done']),
  reason: reason.nullable(),
  hresult: z.string().nullable(),
  detail: z.string().nullable(),
  logTail: z.string().nullable(),
  at: timestamp.nullable(),
  stages: z.record(z.string(), timestamp),
});
export const packagePcQuery = z.object({
  ...paging,
  q: z.string().max(128).optional(),
  stage: many(z.enum([...stage.options, 'none'])).describe('none: no stage was reached'),
  outcome: many(z.enum(['not-seen', 'in-progress', 'waiting', 'failed', 'done'])),
  reason: many(z.string().max(64)),
  sort: z.enum(['-at', 'at', 'name', '-name']).default('-at'),
});

export const pin = z.object({
  id: uuid,
  mintedAt: timestamp,
  mintedBy: z.string(),
  expiresAt: timestamp,
  revokedAt: timestamp.nullable(),
  revokedBy: z.string().nullable(),
});
export const extension = z.object({ expiresAt: timestamp });

/** The shared provisioning package of this installation. */
export const sharedPpkg = z.object({
  state: z.enum(['none', 'waiting-for-upload', 'ready']),
  upn: z.string().nullable(),
  sha256: z.string().nullable(),
  uploadedAt: timestamp.nullable(),
  uploadedBy: z.string().nullable(),
});
