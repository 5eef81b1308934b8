import { diagnose } from '../diagnose.ts';
import { type FileFacts, groupByPc } from '../group-by-pc.ts';
import type { Facts } from '../model/facts.ts';
import type { Intention } from '../rules/rule.ts';
import type { Report } from './report.ts';

/** What a bundle of files says: each PC in it by itself. */
export function makeReport(files: readonly FileFacts[], intention: Intention): Report {
  return {
    pcs: groupByPc(files).map(({ name, facts }) => ({ name, diagnosis: diagnose(facts, { intention }) })),
    seen: files.flatMap(({ facts }) => facts.seen()),
    isEmpty: files.every(({ facts }) => !holdsEvidence(facts)),
  };
}

/** Something was read that can say anything: a source of a known kind, or a fact in plain text. */
function holdsEvidence(facts: Facts): boolean {
  const known = facts.seen().some(({ kind }) => kind !== 'text' && kind !== 'empty' && kind !== 'binary');
  return known || facts.list().some(({ name }) => !name.startsWith('input.'));
}
