import { z } from 'zod';
import { LABEL_JUDGEMENTS } from '../../../devices/device-lists/list-labels.ts';
import { OUTCOMES, WAYS } from '../../../devices/device-lists/model/match.ts';
import { many, paging, text, timestamp, uuid } from './common.ts';
import { diagnosis, evidencePc } from './diagnosis.ts';

export const listSource = z.enum(['intune', 'configmgr']);
const outcome = z.enum(OUTCOMES);
const way = z.enum(WAYS);
const findingId = z.string().regex(/^[A-Z][A-Z0-9_]{1,63}$/);

/** What a console says of a PC; what is absent was not said. */
export const says = z.object({
  managedBy: z.string().optional(),
  label: z.enum(['co-managed', 'intune', 'configmgr', 'other']).optional(),
  client: z.boolean().optional(),
  clientActive: z.boolean().optional(),
  clientVersion: z.string().optional(),
  coManaged: z.boolean().optional(),
  policyPresent: z.boolean().optional(),
  mdmEnrolled: z.boolean().optional(),
});

/** A device list that was taken over. */
export const deviceList = z.object({
  id: uuid,
  source: listSource,
  fileName: z.string(),
  exportedAt: timestamp.describe('when the console wrote it'),
  usedAt: timestamp,
  usedBy: z.string(),
  rows: z.number().int(),
  pcs: z.number().int().describe('PCs that it says something of'),
  inForce: z.number().int().describe('PCs of which no newer list of this console is known'),
  undoneAt: timestamp.nullable(),
  undoneBy: z.string().nullable(),
});
export const deviceListQuery = z.object({ ...paging, source: listSource.optional() });

export const candidate = z.object({
  pc: z.string(),
  name: z.string(),
  serial: z.string().nullable(),
  uuid: z.string().nullable(),
  lastContactAt: timestamp.nullable(),
});

/** A row of a checked list, and the PC that it is about. */
export const listRow = z.object({
  line: z.number().int().describe('line of the CSV; of a JSON the number of the object and 1'),
  name: z.string(),
  serial: z.string().nullable(),
  uuid: z.string().nullable(),
  configmgrId: z.string().nullable(),
  entraId: z.string().nullable(),
  seenAt: timestamp.nullable(),
  says,
  outcome: outcome.describe(
    'ambiguous: several PCs fit, or several rows one PC; older: another row of the PC counts; other: a PC of this name has other hardware',
  ),
  way: way.nullable(),
  pc: z.string().nullable(),
  decidedBy: z.string().nullable(),
  candidates: z.array(candidate),
});
export const listRowQuery = z.object({ ...paging, outcome: many(outcome) });
export const listRowCounts = z.record(outcome, z.number().int());
export const listRowDecision = z.object({ pc: evidencePc.nullable().describe('null: none of them') });

export const labelFilters = {
  q: z.string().max(128).optional().describe('PC, user, serial number'),
  source: many(listSource),
  judgement: many(z.enum(LABEL_JUDGEMENTS)),
  finding: many(findingId),
};
export const labelQuery = z.object({ ...paging, ...labelFilters });

const titled = z.object({ id: z.string(), title: text });

/** What one console says of one PC, beside what evidence says. */
export const label = z.object({
  pc: z.string(),
  deviceId: uuid.nullable(),
  name: z.string(),
  source: listSource,
  says,
  way,
  nameInList: z.string(),
  listId: uuid,
  fileName: z.string(),
  line: z.number().int(),
  exportedAt: timestamp,
  seenAt: timestamp.nullable().describe('when the console last heard of the PC'),
  isMissingInNewest: z.boolean().describe('a newer list of this console does not have the PC'),
  evidenceAt: timestamp.nullable(),
  state: titled.nullable(),
  judgement: z.enum(LABEL_JUDGEMENTS),
  findings: z.array(titled),
});

/** Why labels are false, in numbers and words. */
export const labelSummary = z.object({
  asOf: timestamp,
  judgements: z.record(z.enum(LABEL_JUDGEMENTS), z.number().int()),
  findings: z.array(
    z.object({
      id: z.string(),
      title: text,
      remedy: text.nullable(),
      console: text.nullable(),
      pcs: z.number().int(),
      explanations: z.array(z.object({ id: z.string(), title: text, body: text })),
    }),
  ),
  newest: z.array(z.object({ source: listSource, fileName: z.string(), exportedAt: timestamp })),
});

/** The labels of one PC with the evidence against them. */
export const pcLabels = z.object({
  asOf: timestamp,
  labels: z.array(label),
  findings: z.array(diagnosis.shape.findings.element).describe('what is false, and what the state asks for'),
});
