import { z } from 'zod';
import { text, timestamp, uuid } from './common.ts';
import { funnel } from './packages.ts';

/** A link to a list of this console: path and query, made by the query that counted. */
export const link = z.string();
export const overview = z.object({
  asOf: timestamp,
  sentence: z.object({ id: z.string(), text, action: z.object({ text, link }).nullable(), extend: uuid.nullable() }),
  setup: z.object({ users: z.boolean(), pinEnrollment: z.boolean(), packages: z.boolean(), heard: z.boolean() }),
  planned: z.number().int().nullable(),
  packages: z.number().int(),
  funnel,
  counts: z.object({
    enrolled: z.number().int(),
    configmgr: z.number().int(),
    epm: z.number().int(),
    oldOnly: z.number().int().nullable(),
  }),
  attention: z.array(
    z.object({ id: z.string(), severity: z.enum(['error', 'warning']), text, count: z.number().int(), link }),
  ),
  recent: z.array(z.object({ at: timestamp, deviceId: uuid, name: z.string(), text })),
  series: z.array(z.object({ day: z.string(), enrolled: z.number().int(), planned: z.number().int().nullable() })),
});
export const searchResult = z.object({
  items: z.array(
    z.object({
      kind: z.enum(['device', 'user', 'package', 'attempt']),
      id: z.string(),
      title: z.string(),
      detail: z.string(),
      link,
    }),
  ),
});
export const setting = z.object({
  key: z.string(),
  value: z.unknown(),
  default: z.unknown(),
  changedAt: timestamp.nullable(),
  changedBy: z.string().nullable(),
});
export const addresses = z.object({
  enrollment: z.string(),
  management: z.string(),
  operator: z.string(),
  discovery: z.string(),
});
/** What `GET /events` sends (SSE): which lists changed. */
export const liveEvent = z.object({
  topic: z.enum(['devices', 'packages', 'attempts', 'imports', 'sources', 'overview', 'operators']),
  id: z.string().nullable(),
});
