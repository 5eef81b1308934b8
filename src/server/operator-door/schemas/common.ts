import { z } from 'zod';

/** The six stages of a PC in a distribution package, in order. */
export const STAGES = [
  'files-copied',
  'script-ran',
  'claim-accepted',
  'certificate-issued',
  'first-session',
  'inventory-matched',
] as const;
export const stage = z.enum(STAGES);

export const platform = z.enum(['configmgr', 'epm', 'none']);
export const known = z.enum(['stated', 'listed', 'weak', 'unbound']);
export const role = z.enum(['administrator', 'viewer']);
export const uuid = z.uuid();
export const timestamp = z.iso.datetime().describe('UTC, ISO 8601');

/** A sentence for a person, in both languages. */
export const text = z.object({ ja: z.string(), en: z.string() });

/** Why something failed or waits: an id of the catalogue of reasons, and its sentence. */
export const reason = z.object({ id: z.string(), params: z.record(z.string(), z.string()), text });

/** Every error answer. `field` names the input at fault. */
export const apiError = z.object({
  error: z.object({ code: z.string(), message: text, field: z.string().optional(), requestId: z.string() }),
});

/** A list answer: when it was true, the query as it was understood, and the rows. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ asOf: timestamp, query: z.record(z.string(), z.unknown()), items: z.array(item) });

/** Rows from `offset` on. Counts are a call of their own, so that rows never wait for them. */
export const paging = {
  limit: z.coerce.number().int().min(1).max(500).default(200),
  offset: z.coerce.number().int().min(0).max(10_000_000).default(0),
};

/** `key=a&key=b` is OR; a single value arrives as text. */
export const many = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(item).max(50).optional(),
  );

export const count = z.object({ asOf: timestamp, query: z.record(z.string(), z.unknown()), count: z.number().int() });
export const csvQuery = z.object({
  encoding: z.enum(['utf-8', 'shift_jis']).default('utf-8'),
  language: z.enum(['ja', 'en']).default('ja'),
});

/** What an export would be: its rows, and the characters in it that Shift_JIS lacks. */
export const exportPreview = z.object({ rows: z.number().int(), lacking: z.number().int() });
