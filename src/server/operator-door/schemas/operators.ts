import { z } from 'zod';
import { role, timestamp, uuid } from './common.ts';

export const preferences = z.object({
  language: z.enum(['ja', 'en']).optional(),
  theme: z.enum(['light', 'dark', 'system']).optional(),
  timeZone: z.string().max(64).optional(),
});

/** `GET /me`: who is signed in, and where. */
export const me = z.object({
  operator: z.object({
    id: uuid,
    userName: z.string(),
    displayName: z.string(),
    role,
    mustChangePassword: z.boolean(),
    preferences,
  }),
  csrfToken: z.string(),
  environment: z.enum(['production', 'training']),
  version: z.string(),
});
export const signIn = z.object({ userName: z.string().min(1).max(256), password: z.string().min(1).max(1024) });
export const changePassword = z.object({
  currentPassword: z.string().max(1024),
  newPassword: z.string().min(12).max(1024),
});

export const operator = z.object({
  id: uuid,
  userName: z.string(),
  displayName: z.string(),
  role,
  disabled: z.boolean(),
  mustChangePassword: z.boolean(),
  createdAt: timestamp,
  lastSignInAt: timestamp.nullable(),
});
export const newOperator = z.object({
  userName: z.string().trim().min(1).max(64),
  displayName: z.string().trim().min(1).max(128),
  role,
});
/** The one-time password is in this answer alone. */
export const operatorWithPassword = z.object({ operator, oneTimePassword: z.string() });
export const operatorChange = z
  .object({ displayName: z.string().trim().min(1).max(128), role, disabled: z.boolean() })
  .partial();

export const apiToken = z.object({
  id: uuid,
  name: z.string(),
  role,
  createdBy: z.string(),
  createdAt: timestamp,
  expiresAt: timestamp.nullable(),
  lastUsedAt: timestamp.nullable(),
});
export const newApiToken = z.object({
  name: z.string().trim().min(1).max(128),
  role,
  expiresInDays: z.number().int().min(1).max(3650).nullable(),
});
export const apiTokenWithSecret = z.object({ apiToken, secret: z.string() });

export const auditEntry = z.object({
  id: uuid,
  at: timestamp,
  actor: z.string(),
  action: z.string(),
  targetKind: z.string(),
  targetId: z.string(),
  targetName: z.string(),
  result: z.enum(['done', 'refused']),
  before: z.unknown().nullable(),
  after: z.unknown().nullable(),
  requestId: z.string(),
});
