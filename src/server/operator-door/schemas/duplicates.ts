import { z } from 'zod';
import { KEYS } from '../../../devices/duplicates/model/compare-records.ts';
import { CONFIDENCES, GROUP_KINDS, SUGGESTIONS } from '../../../devices/duplicates/model/judge-group.ts';
import { many, paging, text, timestamp, uuid } from './common.ts';

const key = z.enum(KEYS);
const groupState = z.enum(['open', 'apart', 'merged']);
const sharedKeys = z.array(z.string()).describe('kind:value');

/** A group of records that may be one PC, or that share a key. */
export const duplicate = z.object({
  id: uuid,
  state: groupState,
  kind: z.enum(GROUP_KINDS),
  reason: text.describe('why these records are shown together'),
  confidence: z.enum(CONFIDENCES),
  suggestion: z.enum(SUGGESTIONS).describe('what Baton would do'),
  keys: sharedKeys,
  newKeys: sharedKeys.describe('kind:value of what came since the records were kept apart'),
  size: z.number().int(),
  records: z.array(z.object({ id: uuid, name: z.string() })).describe('the first ones'),
  foundAt: timestamp,
  decidedAt: timestamp.nullable(),
  decidedBy: z.string().nullable(),
  decidedWhy: z.string().nullable(),
  ruleId: uuid.nullable(),
  keptId: uuid.nullable(),
  asks: z.boolean().describe('a person took a decision back: rules no longer decide'),
});

export const duplicateFilters = {
  q: z.string().max(128).optional().describe('name, serial number or another key'),
  state: many(groupState).describe('open, unless asked otherwise'),
  kind: many(z.enum(GROUP_KINDS)),
  device: uuid.optional().describe('id of a PC: the groups that it is in'),
  suggestion: many(z.enum(SUGGESTIONS)),
};
export const duplicateQuery = z.object({ ...paging, ...duplicateFilters });

const record = z.object({
  id: uuid,
  name: z.string(),
  domain: z.string(),
  serial: z.string().nullable(),
  uuid: z.string().nullable(),
  hwDevId: z.string().nullable(),
  configmgrId: z.string().nullable(),
  epmId: z.string().nullable(),
  macs: z.array(z.string()).describe('of the newest claim, without those that three PCs claimed'),
  maker: z.string().nullable(),
  model: z.string().nullable(),
  state: z.string(),
  stage: z.string().nullable(),
  platform: z.string().nullable(),
  userName: z.string().nullable(),
  packageName: z.string().nullable(),
  listedIn: z.array(z.string()).describe('packages whose list names it'),
  createdAt: timestamp,
  enrolledAt: timestamp.nullable(),
  lastContactAt: timestamp.nullable(),
  livingSince: timestamp.nullable().describe('its enrollment lives since then'),
  certificateUntil: timestamp.nullable(),
  isClaiming: z.boolean(),
  refusal: z
    .object({ id: z.string(), text })
    .nullable()
    .describe('why it cannot be the record that stays, with all others merged into it'),
});

/** A group with its evidence side by side. */
export const duplicateDetail = duplicate.omit({ records: true }).extend({
  records: z.array(record),
  comparison: z.object({ equal: z.array(key), different: z.array(key) }),
  keep: uuid.nullable().describe('the record that Baton would keep'),
  merges: z.array(z.object({ keptId: uuid, goneId: uuid, goneName: z.string(), at: timestamp, by: z.string() })),
  undoRefusal: text.nullable().describe('why the decision cannot be taken back'),
});

const why = z.string().trim().min(1).max(500);
export const mergeChoice = z.object({
  keep: uuid.describe('the record that stays'),
  go: z.array(uuid).min(1).max(10).describe('the records that become part of it'),
  reason: why,
});
export const apartChoice = z.object({ reason: why });
export const undoChoice = z.object({ reason: why });

export const duplicateSearch = z.object({
  at: timestamp.nullable().describe('when all records were last looked through'),
  records: z.number().int(),
  groups: z.number().int(),
});

export const duplicateRule = z.object({
  action: z.enum(['merge', 'apart']),
  keys: z.array(key).min(1).max(KEYS.length),
});
export const storedRule = duplicateRule.extend({
  id: uuid,
  madeAt: timestamp,
  madeBy: z.string(),
  fits: z.number().int().describe('open pairs that it would decide now'),
});
export const rulePreview = z.object({ fits: z.number().int() });
