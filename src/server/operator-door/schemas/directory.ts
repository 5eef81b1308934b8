import { z } from 'zod';
import { many, paging, uuid } from './common.ts';

export const user = z.object({
  id: uuid,
  upn: z.string(),
  displayName: z.string(),
  reading: z.string(),
  department: z.string(),
  email: z.string(),
  disabled: z.boolean(),
  source: z.string(),
  groups: z.array(z.object({ id: uuid, name: z.string() })),
  pcs: z.number().int(),
});
export const userQuery = z.object({
  ...paging,
  q: z.string().max(128).optional(),
  group: many(uuid),
  disabled: z.enum(['true', 'false']).optional(),
  sort: z.enum(['name', '-name', 'upn', '-upn', 'department', '-department']).default('name'),
});
export const newUser = z.object({
  upn: z.string().trim().max(256).normalize('NFC'),
  displayName: z.string().trim().min(1).max(256),
  reading: z.string().max(256).default(''),
  department: z.string().max(256).default(''),
  email: z.string().max(256).default(''),
  groups: z.array(z.string().trim().min(1).max(256)).max(100).default([]),
});
export const userChange = z
  .object({
    displayName: z.string().trim().min(1).max(256),
    reading: z.string().max(256),
    department: z.string().max(256),
    email: z.string().max(256),
    disabled: z.boolean(),
  })
  .partial();

export const group = z.object({ id: uuid, name: z.string(), source: z.string(), members: z.number().int() });
export const groupQuery = z.object({
  ...paging,
  q: z.string().max(128).optional(),
  sort: z.enum(['name', '-name', 'members', '-members']).default('name'),
});
export const newGroup = z.object({
  name: z.string().trim().min(1).max(256),
  members: z.array(uuid).max(100_000).default([]),
});
export const groupChange = z
  .object({
    name: z.string().trim().min(1).max(256),
    add: z.array(uuid).max(100_000),
    remove: z.array(uuid).max(100_000),
  })
  .partial();
