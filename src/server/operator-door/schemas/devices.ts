import { z } from 'zod';
import { known, many, paging, platform, reason, stage, text, timestamp, uuid } from './common.ts';

/** A value of a filter: `failed` asks for it, `!failed` leaves it out. */
const orNot = <T extends string>(item: { readonly options: readonly T[] }) =>
  z.enum(item.options.flatMap((value) => [value, `!${value}` as const]));

export const deviceState = z.enum([
  'notseen',
  'enrolling',
  'waiting',
  'enrolled',
  'probation',
  'failed',
  'silent',
  'leaving',
  'left',
]);

export const deviceItem = z.object({
  id: uuid,
  name: z.string(),
  state: deviceState,
  stage: stage.nullable(),
  known: known.nullable(),
  user: z.object({ id: uuid.nullable(), name: z.string(), upn: z.string() }).nullable(),
  platform: platform.nullable(),
  package: z.object({ id: uuid, name: z.string() }).nullable(),
  reason: reason.nullable(),
  serial: z.string().nullable(),
  maker: z.string().nullable(),
  model: z.string().nullable(),
  domain: z.string(),
  osVersion: z.string().nullable(),
  stateSince: timestamp,
  enrolledAt: timestamp.nullable(),
  lastContactAt: timestamp.nullable(),
  nextContactBy: timestamp.nullable(),
  certificateExpiresAt: timestamp.nullable(),
});
export const DEVICE_SORTS = [
  'name',
  'last',
  'state',
  'stage',
  'user',
  'platform',
  'os',
  'enrolled',
  'certificate',
  'serial',
] as const;
export const deviceFilters = {
  q: z.string().max(128).optional().describe('name, user, serial number; three letters or more use the index'),
  state: many(orNot(deviceState)),
  stage: many(orNot(stage)),
  known: many(orNot(known)),
  platform: many(orNot(platform)),
  package: many(
    z
      .string()
      .max(37)
      .refine((value) => uuid.safeParse(value.replace(/^!/, '')).success, 'id of a package, or ! and the id'),
  ),
  reason: many(z.string().max(65)),
  os: many(z.string().max(33)).describe('build prefix such as 10.0.22631'),
  last: z
    .string()
    .regex(/^[<>]\d{1,4}[hd]$/)
    .optional()
    .describe('last contact: <1h, >7d'),
  since: z
    .string()
    .regex(/^[<>]\d{1,4}[hd]$/)
    .optional()
    .describe('in its state for: <1h, >1h'),
  intention: many(orNot(z.enum(['intune', 'intune-pilot', 'baton', 'none']))).describe(
    'what the PC is meant to become',
  ),
  evidence: z.enum(['with', 'without']).optional().describe('is there evidence of the PC?'),
};
export const deviceSort = z.enum(DEVICE_SORTS.flatMap((name) => [name, `-${name}`] as const)).default('-last');
export const deviceQuery = z.object({ ...paging, ...deviceFilters, sort: deviceSort });

/** One fact about a PC with its source and age; `value` null with status 404 = seen and not there. */
export const inventoryItem = z.object({
  uri: z.string(),
  value: z.string().nullable(),
  format: z.string().nullable(),
  status: z.number().int(),
  seenAt: timestamp,
});
export const certificate = z.object({
  serial: z.string(),
  fingerprint: z.string(),
  notBefore: timestamp,
  notAfter: timestamp,
  issuedAt: timestamp,
  revokedAt: timestamp.nullable(),
  revokedWhy: z.string().nullable(),
  current: z.boolean(),
});
export const command = z.object({
  id: z.number().int(),
  verb: z.string(),
  uri: z.string(),
  purpose: z.string(),
  state: z.enum(['queued', 'sent', 'acknowledged', 'failed', 'expired']),
  queuedAt: timestamp,
  queuedBy: z.string(),
  sentAt: timestamp.nullable(),
  doneAt: timestamp.nullable(),
  status: z.number().int().nullable(),
  arrivesBy: timestamp.nullable(),
});
export const stageEntry = z.object({
  stage,
  at: timestamp.nullable(),
  state: z.enum(['done', 'waiting', 'failed', 'not-seen', 'not-available']),
  said: z.boolean(),
  detail: text.nullable(),
});
export const intentionWord = z
  .enum(['intune', 'intune-pilot', 'baton'])
  .describe('co-manage with Intune (also in the pilot collection), or enroll in Baton');
export const deviceDetail = deviceItem.extend({
  verdict: z
    .object({ id: z.string(), severity: z.enum(['ok', 'info', 'warning', 'error']), text })
    .describe('one sentence: what is, since when, what next'),
  uuid: z.string().nullable(),
  configmgrId: z.string().nullable(),
  epmId: z.string().nullable(),
  hwDevId: z.string().nullable(),
  acceptedWhy: z.string().nullable(),
  intention: z
    .object({
      intention: intentionWord,
      way: z
        .enum(['pc', 'group', 'package'])
        .describe('said of the PC, of a group of its user, or a package was made for it'),
      group: z.object({ id: uuid, name: z.string() }).nullable(),
      setBy: z.string().nullable(),
      setAt: timestamp.nullable(),
    })
    .nullable()
    .describe('what the PC is meant to become; null where nobody said'),
  stages: z.array(stageEntry),
  claim: z.record(z.string(), z.unknown()).nullable(),
  logTail: z.string().nullable(),
  commands: z.array(command),
});
export const session = z.object({
  id: uuid,
  sessionId: z.string(),
  state: z.enum(['open', 'ended', 'aborted']),
  startedAt: timestamp,
  lastAt: timestamp,
  messages: z.number().int(),
  loginStatus: z.string().nullable(),
});
export const sessionMessage = z.object({
  at: timestamp,
  msgId: z.number().int(),
  direction: z.enum(['received', 'sent']),
  xml: z.string(),
});
export const deviceEvent = z.object({ id: uuid, at: timestamp, kind: z.string(), actor: z.string(), text });
export const unenrollment = z.object({ confirmName: z.string().max(64), reason: z.string().trim().min(1).max(512) });
export const acceptance = z.object({ reason: z.string().trim().min(1).max(512) });

/** What is known of a computer name: the answer of an empty list. */
export const nameTrace = z.object({
  name: z.string(),
  devices: z.array(z.object({ id: uuid, name: z.string(), state: z.string() })),
  claims: z.number().int(),
  attempts: z.object({
    count: z.number().int(),
    last: z
      .object({
        at: timestamp,
        outcome: z.string(),
        reason: reason.nullable(),
        hresult: z.string().nullable(),
      })
      .nullable(),
  }),
  packages: z.array(z.object({ id: uuid, name: z.string() })),
  said: z.array(z.object({ packageId: uuid, packageName: z.string(), stage: stage.nullable(), at: timestamp })),
});

/** Takes back what was said with null. */
export const intentionChange = z.object({ intention: intentionWord.nullable() });
export const intentionsChange = intentionChange.extend({ ids: z.array(uuid).min(1).max(1_000) });
export const groupIntention = z.object({
  id: uuid,
  name: z.string(),
  intention: intentionWord,
  setBy: z.string(),
  setAt: timestamp,
  pcs: z.number().int().describe('PCs of its people, also those of which something else was said'),
});
