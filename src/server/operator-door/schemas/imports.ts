import { z } from 'zod';
import { csvQuery, paging, text, timestamp, uuid } from './common.ts';

export const importKind = z
  .enum(['users', 'pcs', 'intune', 'configmgr'])
  .describe('intune, configmgr: the device list of that console');
export const csvEncoding = z.enum(['utf-8', 'shift_jis', 'utf-16le', 'utf-16be']);
/** What a column of a list may be read as: of a person, of a PC, or of what a console says of a PC. */
export const importField = z.enum([
  'upn',
  'displayName',
  'reading',
  'department',
  'email',
  'accountName',
  'groups',
  'disabled',
  'enabled',
  'name',
  'domain',
  'serial',
  'uuid',
  'configmgrId',
  'epmId',
  'entraId',
  'managedBy',
  'lastSeen',
  'resourceId',
  'client',
  'clientActivity',
  'clientVersion',
  'coManaged',
  'policyPresent',
  'mdmEnrolled',
]);

/** One uploaded list: checked first (nothing is changed), then carried out; a list of PCs becomes a target. */
export const csvImport = z.object({
  id: uuid,
  kind: importKind,
  fileName: z.string(),
  size: z.number().int().describe('bytes'),
  encoding: csvEncoding,
  format: z.enum(['csv', 'json']),
  delimiter: z.enum([',', ';', '\t']),
  state: z
    .enum(['uploaded', 'checking', 'checked', 'importing', 'done', 'failed', 'stopped'])
    .describe('uploaded: waits until a column is chosen for the UPN or computer name'),
  columns: z
    .array(z.object({ head: z.string(), field: importField.nullable() }))
    .describe('in the order of the file; null = not used'),
  makeGroups: z.boolean().describe('groups that do not exist are added; otherwise their rows are errors'),
  totalRows: z.number().int(),
  doneRows: z.number().int(),
  added: z.number().int().describe('of a device list: rows about a PC that is known here'),
  changed: z.number().int(),
  unchanged: z.number().int(),
  dropped: z.number().int().describe('people whom the file disables; to be typed when it is run'),
  failed: z.number().int(),
  problem: z.object({ id: z.string(), text }).nullable(),
  exportedAt: timestamp.nullable().describe('of a device list: when the console wrote it'),
  createdBy: z.string(),
  createdAt: timestamp,
  startedAt: timestamp.nullable(),
  finishedAt: timestamp.nullable(),
});
export const csvImportDetail = csvImport.extend({
  preview: z.array(z.array(z.string())).describe('the first 20 rows, as text in this encoding'),
  errors: z
    .array(z.object({ row: z.number().int(), reason: z.string(), message: text }))
    .describe('the first 200; the CSV of errors has all. row = line of the file'),
});
export const importQuery = z.object({ ...paging, kind: importKind.optional() });
/** A change orders a new check. */
export const csvImportChange = z
  .object({
    encoding: csvEncoding,
    fields: z.array(importField.nullable()).max(200).describe('one for each column'),
    makeGroups: z.boolean(),
    exportedAt: z.iso.datetime({ offset: true }).transform((moment) => new Date(moment)),
  })
  .partial();
export const csvImportRun = z.object({
  typedCount: z.number().int().min(1).max(10_000_000).optional().describe('people dropped, as typed'),
});
/** multipart/form-data; read from the stream, never as a whole. */
export const csvUpload = z
  .object({
    kind: importKind,
    exportedAt: timestamp.optional().describe('of a device list: when the console wrote it; else now'),
    file: z.string().meta({ format: 'binary', description: 'CSV, JSON, or a zip with one of them; at most 50 MB' }),
  })
  .nullish();
export const importErrorsQuery = csvQuery;
