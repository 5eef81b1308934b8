import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { diagnose } from '../../diagnosis/diagnose.ts';
import type { Diagnosis } from '../../diagnosis/finding.ts';
import type { Fact } from '../../diagnosis/model/fact.ts';
import { createFacts, type Facts, factsOf } from '../../diagnosis/model/facts.ts';
import type { Seen } from '../../diagnosis/model/seen.ts';
import { createReader } from '../../diagnosis/parsers/create-reader.ts';
import type { Intention } from '../../diagnosis/rules/rule.ts';
import { realUuid } from '../model/hardware.ts';

/** Bytes of one evidence file, unpacked (package-kit/evidence.md). */
export const EVIDENCE_BYTES = 2_000_000;

/** Why an evidence file is not taken. */
export type EvidenceFault = 'too-large' | 'not-gzip' | 'not-evidence';

/** What a diagnosis needs beside the facts; plain data, since it crosses to another thread. */
export interface DiagnosisContext {
  readonly intention: Intention;
  readonly receivedAt: string;
  /** What device lists of consoles say of the PC; kept with the lists, not with the evidence. */
  readonly said: readonly Fact[];
}

/** Verdict and findings as they are listed over all PCs. */
export interface DiagnosisSummary {
  readonly verdictId: string;
  readonly severity: Diagnosis['verdict']['severity'];
  readonly confidence: Diagnosis['verdict']['confidence'];
  readonly stateId: string;
  readonly findings: readonly Pick<Diagnosis['findings'][number], 'id' | 'severity' | 'confidence'>[];
}

/** What an evidence file says of the PC that it is about; null where it could not be read. */
export interface EvidenceSubject {
  readonly name: string | null;
  readonly serial: string | null;
  readonly uuid: string | null;
  readonly collectedAt: string | null;
  /** The Entra device id by dsregcmd. */
  readonly entraId: string | null;
  readonly redacted: boolean;
}

/** An evidence file that was read. */
export interface EvidenceReading {
  readonly subject: EvidenceSubject;
  readonly bytes: number;
  /** gzip of the JSON as received. */
  readonly packed: Uint8Array;
  /** gzip of the facts, for unpackFacts. */
  readonly facts: Uint8Array;
  /** Over what the facts say, not over when and where they were read: equal while nothing changed on the PC. */
  readonly factsSha256: Uint8Array;
  readonly summary: DiagnosisSummary;
}

/**
 * Reads an evidence file that a PC sent: unpacked within its bound, recognised, read into facts, diagnosed. Nothing in it says
 * whose it is: that is decided by who sent it.
 */
export function readEvidence(
  body: Uint8Array,
  isPacked: boolean,
  context: DiagnosisContext,
): EvidenceReading | EvidenceFault {
  const json = isPacked ? unpack(body, EVIDENCE_BYTES) : body;
  if (typeof json === 'string') return json;
  if (json.length > EVIDENCE_BYTES) return 'too-large';
  const { sink, facts } = createFacts();
  const reader = createReader('evidence.json', sink);
  reader.write(json);
  reader.end();
  if (!facts.seen().some(({ kind }) => kind === 'collector')) return 'not-evidence';
  return {
    ...factsReading(facts),
    bytes: json.length,
    packed: isPacked ? body : gzipSync(json),
    summary: summaryOf(diagnose(withSaid(facts, context), context)),
  };
}

/** What is kept of facts, and whom they say that they are about. */
export function factsReading(facts: Facts): Pick<EvidenceReading, 'subject' | 'facts' | 'factsSha256'> {
  const list = facts.list();
  return { subject: subjectOf(facts), facts: packFacts(list, facts.seen()), factsSha256: hashOf(list) };
}

/** The facts that readEvidence packed. */
export function unpackFacts(packed: Uint8Array): Facts {
  const { facts, seen } = JSON.parse(gunzipSync(packed).toString()) as { facts: Fact[]; seen: Seen[] };
  return factsOf(facts, seen);
}

/** What stored facts mean by the rules of this release. */
export function diagnoseFacts(packed: Uint8Array, context: DiagnosisContext): Diagnosis {
  return diagnose(withSaid(unpackFacts(packed), context), context);
}

/** Facts of evidence with what device lists say. */
export function withSaid(facts: Facts, { said }: DiagnosisContext): Facts {
  return said.length === 0 ? facts : factsOf([...facts.list(), ...said], facts.seen());
}

/** A diagnosis as it is listed. */
export function summaryOf(diagnosis: Diagnosis): DiagnosisSummary {
  const { verdict, state } = diagnosis;
  return {
    verdictId: verdict.id,
    severity: verdict.severity,
    confidence: verdict.confidence,
    stateId: state.id,
    findings: diagnosis.findings.map(({ id, severity, confidence }) => ({ id, severity, confidence })),
  };
}

function unpack(body: Uint8Array, most: number): Uint8Array | EvidenceFault {
  try {
    return gunzipSync(body, { maxOutputLength: most });
  } catch (error) {
    return error instanceof RangeError ? 'too-large' : 'not-gzip';
  }
}

/** Bytes of the facts kept of one piece of evidence, as JSON. */
const FACTS_BYTES = 2_000_000;
const RANKS = { state: 0, log: 1, said: 2 } as const;

/** Where they are too many, state is kept before logs, and the newest of each. */
function packFacts(facts: readonly Fact[], seen: readonly Seen[]): Uint8Array {
  const whole = JSON.stringify({ facts, seen });
  if (whole.length <= FACTS_BYTES) return gzipSync(whole, { level: 1 });
  let left = FACTS_BYTES - JSON.stringify(seen).length;
  const best = facts
    .map((fact, order) => ({ fact, order }))
    .toSorted(
      (a, b) =>
        RANKS[a.fact.rank] - RANKS[b.fact.rank] ||
        (b.fact.where.time ?? '').localeCompare(a.fact.where.time ?? '') ||
        b.order - a.order,
    );
  const kept = best.filter(({ fact }) => {
    left -= JSON.stringify(fact).length + 1;
    return left >= 0;
  });
  const list = kept.toSorted((a, b) => a.order - b.order).map(({ fact }) => fact);
  return gzipSync(JSON.stringify({ facts: list, seen }), { level: 1 });
}

function hashOf(facts: readonly Fact[]): Uint8Array {
  const hash = createHash('sha256');
  const said = facts
    .filter(({ name }) => !PASSING.test(name))
    .map(({ name, scope, value }) => JSON.stringify([name, scope ?? null, value]));
  for (const line of said.sort()) hash.update(line).update('\n');
  return hash.digest();
}

/** Facts that differ each time that a PC is looked at. */
const PASSING = /^(collected|clock|input)\b/;

const TEXT_MOST = 256;

/** Who the file says that it is about. */
function subjectOf(facts: Facts): EvidenceSubject {
  const text = (name: string) => {
    const value = facts.value(name);
    return typeof value === 'string' && value !== '' ? value.slice(0, TEXT_MOST) : null;
  };
  return {
    name: text('pc.name') ?? text('ds.DeviceName'),
    serial: text('pc.serial'),
    uuid: text('pc.uuid'),
    collectedAt: text('collected'),
    entraId: realUuid(text('ds.DeviceId')),
    redacted: facts.value('collected.redacted') === true,
  };
}
