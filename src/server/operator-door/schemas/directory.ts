import { z } from 'zod';
import { many, paging, timestamp, uuid } from './common.ts';

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
  upn: z.string().trim().max(256),
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

/** Fields that a column of a CSV may be mapped to. */
export const USER_FIELDS = ['upn', 'displayName', 'reading', 'department', 'email', 'groups', 'disabled'] as const;
export const PC_FIELDS = ['name', 'domain', 'serial', 'uuid', 'configmgrId', 'epmId'] as const;

/** An uploaded CSV: checked first (nothing changed yet), then imported by a job. */
export const csvImport = z.object({
  id: uuid,
  kind: z.enum(['users', 'pcs']),
  fileName: z.string(),
  encoding: z.enum(['utf-8', 'shift_jis']),
  state: z.enum(['uploaded', 'checking', 'checked', 'importing', 'done', 'failed', 'stopped']),
  columns: z.array(z.string()).describe('column heads as in the file'),
  mapping: z.record(z.string(), z.string()).describe('column head -> field'),
  preview: z.array(z.array(z.string())).describe('the first 20 rows, as text in this encoding'),
  totalRows: z.number().int(),
  doneRows: z.number().int(),
  added: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  failed: z.number().int(),
  errors: z
    .array(z.object({ row: z.number().int(), message: z.object({ ja: z.string(), en: z.string() }) }))
    .describe('at most 1,000; the CSV of errors has all'),
  problem: z.object({ ja: z.string(), en: z.string() }).nullable(),
  createdBy: z.string(),
  createdAt: timestamp,
});
/** Changing encoding or mapping checks again. */
export const csvImportChange = z
  .object({ encoding: z.enum(['utf-8', 'shift_jis']), mapping: z.record(z.string().max(256), z.string().max(64)) })
  .partial();
