import { z } from 'zod';
import { csvQuery, many, paging, platform, text, timestamp, uuid } from './common.ts';

const severity = z.enum(['error', 'warning', 'info', 'ok']);
const confidence = z.enum(['high', 'medium', 'low']);
const proof = z
  .enum(['certificate', 'operator', 'claim', 'pin'])
  .describe(
    'how the sender was known, the most trusted first: the PC by its certificate; handed in by an operator; claim and pin: claimed only',
  );

/** d:<device id>, or n:<package id>:<NetBIOS name> for a PC that showed a PIN and holds no claim. */
export const evidencePc = z.string().regex(/^(?:d:[0-9a-f-]{36}|n:[0-9a-f-]{36}:.{1,15})$/u);

const idList = z.string().regex(/^[A-Z][A-Z0-9_]{1,63}$/);

export const diagnosisFilters = {
  q: z.string().max(128).optional().describe('PC, user, serial number'),
  finding: many(idList),
  as: many(severity).describe('severities that `finding` has on the PC'),
  verdict: many(idList),
  state: many(idList),
  severity: many(severity),
  platform: many(platform),
  package: many(uuid),
};

export const diagnosedPcQuery = z.object({ ...paging, ...diagnosisFilters });

/** Takes the ids of the columns, which are named where exports are made. */
export const diagnosedPcExportQuery = <Id extends string>(ids: readonly Id[]) =>
  csvQuery.extend({ ...diagnosisFilters, cols: many(z.enum(ids)) });

export const findingQuery = z.object({
  verdict: diagnosisFilters.verdict,
  state: diagnosisFilters.state,
  severity: diagnosisFilters.severity,
  platform: diagnosisFilters.platform,
  package: diagnosisFilters.package,
});

const place = z.object({
  file: z.string(),
  line: z.number().int().nullable(),
  time: z.string().nullable(),
  local: z.string().optional(),
  text: z.string(),
});
const notSeen = z.object({ id: z.string(), text });

export const findingCount = z.object({
  id: z.string(),
  title: text,
  severity,
  pcs: z.number().int(),
  trend: z.array(z.number().int()).describe('PCs at the end of each of the last 14 days, oldest first'),
  source: z.enum(['evidence', 'attempts']),
});

export const stateCount = z.object({ id: z.string(), title: text, pcs: z.number().int() });

export const diagnosedPc = z.object({
  pc: z.string(),
  deviceId: uuid.nullable(),
  packageId: uuid.nullable(),
  name: z.string(),
  proof,
  verdict: z.object({ id: z.string(), severity, confidence, title: text }),
  state: z.object({ id: z.string(), title: text }),
  evidenceAt: timestamp,
  findings: z.array(z.object({ id: z.string(), title: text })),
});

const finding = z.object({
  id: z.string(),
  severity,
  reducedBy: z.string().optional().describe('the finding that made it less than its rule says'),
  step: z.string(),
  confidence,
  title: text,
  remedy: text.nullable(),
  console: text.nullable(),
  evidence: z.array(place),
  notSeen: z.array(notSeen),
  explanations: z.array(z.string()),
  references: z.array(z.string()),
});

export const diagnosis = z.object({
  verdict: z.object({ id: z.string(), severity, confidence, text }),
  state: z.object({
    id: z.string(),
    text,
    decidedBy: z.array(
      z.object({
        input: z.string(),
        value: z.union([z.string(), z.boolean()]),
        evidence: z.array(place),
        asOf: z.string().nullable(),
      }),
    ),
    missing: z.array(z.object({ input: z.string(), text })),
  }),
  findings: z.array(finding),
  answers: z.array(
    z.object({
      id: z.string(),
      question: text,
      value: z.enum(['yes', 'no']).nullable(),
      answer: text,
      evidence: z.array(place),
      explanation: z.string(),
      notSeen: z.array(notSeen),
    }),
  ),
  codes: z.array(z.looseObject({ evidence: z.array(place) })),
  conflicts: z.array(z.object({ about: z.string(), text, believed: z.array(place), against: z.array(place) })),
  notSeen: z.array(notSeen),
  seen: z.array(z.looseObject({ file: z.string(), kind: z.string(), sources: z.array(z.string()) })),
});

export const evidenceItem = z.object({
  id: uuid,
  proof,
  handedBy: z.string().nullable().describe('the operator who handed it in'),
  receivedAt: timestamp,
  lastAt: timestamp.describe('the moment that it is about; the newest is in force'),
  times: z.number().int(),
  collectedAt: timestamp.nullable(),
  address: z.string().nullable(),
  redacted: z.boolean(),
  differs: z.array(z.string()).describe('name, serial, uuid: what contradicts the registry'),
  bytes: z.number().int(),
});

export const pcDiagnosis = z.object({
  pc: z.string(),
  deviceId: uuid.nullable(),
  name: z.string(),
  evidence: z.array(evidenceItem),
  diagnosis,
  history: z.array(
    z.object({ id: z.string(), title: text, severity, firstAt: timestamp, goneAt: timestamp.nullable() }),
  ),
});

export const coverage = z.object({
  asOf: timestamp,
  diagnosed: z.number().int().describe('PCs of the registry with evidence'),
  byNameOnly: z.number().int().describe('PCs that showed a PIN and hold no claim'),
  withoutEvidence: z.number().int().describe('PCs of the registry from which no evidence came'),
});

export const explanationQuery = z.object({
  q: z.string().max(128).optional().describe('words; the best match first, all where none is given'),
});

export const explanation = z.object({
  id: z.string(),
  title: text,
  body: text,
  findings: z.array(z.object({ id: z.string(), title: text })).describe('findings that point at it'),
});

export const rediagnosis = z.object({
  total: z.number().int(),
  outdated: z.number().int().describe('PCs whose verdict was made by other rules'),
});

/** What files mean that were handed in: each PC in them by itself. */
export const uploadReport = z.object({
  pcs: z.array(z.object({ name: z.string().nullable(), diagnosis })),
  seen: diagnosis.shape.seen,
  isEmpty: z.boolean(),
});

/** Evidence that an operator handed in for a PC. */
export const handedIn = z.object({
  id: uuid,
  isInForce: z.boolean().describe('false: what the PC sent itself is newer'),
  differs: z.array(z.string()).describe('name, serial, uuid: what contradicts the registry, and was confirmed'),
});
