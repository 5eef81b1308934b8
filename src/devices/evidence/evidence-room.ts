import { createHash } from 'node:crypto';
import { RULES } from '../../diagnosis/rules/rules.ts';
import type { Database } from '../../storage/database.ts';
import type { DiagnosisThreads } from './diagnosis-threads.ts';

/** What evidence and diagnosis are given from outside. */
export interface EvidenceRoom {
  readonly database: Database;
  readonly threads: DiagnosisThreads;
  /** Version of this release: code that judges facts changes with it. */
  readonly version: string;
  readonly clock: () => Date;
}

/** Names the rules in force: a diagnosis made by others is made anew. */
export function rulesInForce(room: EvidenceRoom): string {
  return `${room.version}-${RULES_HASH}`;
}

const RULES_HASH = createHash('sha256').update(JSON.stringify(RULES)).digest('hex').slice(0, 16);
