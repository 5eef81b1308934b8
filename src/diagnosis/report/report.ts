import type { Diagnosis } from '../finding.ts';
import type { Seen } from '../model/seen.ts';

/** A PC in a bundle, by the name that its evidence gives; null where no evidence names it. */
export interface DiagnosedPc {
  readonly name: string | null;
  readonly diagnosis: Diagnosis;
}

/** What a person or a program is given: one PC, or several that were found in one bundle and never mixed. */
export interface Report {
  readonly pcs: readonly DiagnosedPc[];
  /** Everything that was opened, also what could not be read. */
  readonly seen: readonly Seen[];
  /** Nothing in any file could be read: there is no verdict. */
  readonly isEmpty: boolean;
}

/** 0 all right or information, 1 warning, 2 error, 3 nothing readable: the worst of all PCs. */
export function exitCodeOf(report: Report): 0 | 1 | 2 | 3 {
  if (report.isEmpty) return 3;
  const severities = report.pcs.flatMap(({ diagnosis }) => diagnosis.findings.map(({ severity }) => severity));
  if (severities.includes('error')) return 2;
  return severities.includes('warning') ? 1 : 0;
}
