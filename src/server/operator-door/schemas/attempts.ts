import { z } from 'zod';
import { many, paging, reason, timestamp, uuid } from './common.ts';

export const attempt = z.object({
  day: z.string(),
  id: uuid,
  firstAt: timestamp,
  lastAt: timestamp,
  count: z.number().int(),
  step: z.enum(['claim', 'discovery', 'policy', 'enrollment', 'session']),
  outcome: z.enum(['accepted', 'later', 'refused', 'unreadable']),
  reason: reason.nullable(),
  hresult: z.string().nullable(),
  deviceId: uuid.nullable(),
  packageId: uuid.nullable(),
  claimId: uuid.nullable(),
  pcName: z.string(),
  userName: z.string(),
  address: z.string().nullable(),
  requestId: z.string(),
});
export const attemptDetail = attempt.extend({
  detail: z.record(z.string(), z.unknown()),
  message: z.string().nullable(),
});
export const attemptQuery = z.object({
  ...paging,
  q: z.string().max(128).optional().describe('PC, user, address, HRESULT in any form, request ID'),
  outcome: many(z.enum(['accepted', 'later', 'refused', 'unreadable'])),
  step: many(z.enum(['claim', 'discovery', 'policy', 'enrollment', 'session'])),
  reason: many(z.string().max(64)),
  package: many(uuid),
  device: many(uuid),
  last: z
    .string()
    .regex(/^<\d{1,4}[hd]$/)
    .default('<24h'),
  by: z.enum(['attempt', 'pc']).default('attempt'),
});
