import { type Comparison, compareRecords, HARDWARE_KEYS, independentKeys } from './compare-records.ts';
import { bothTalk, type MergeRecord, suggestKept } from './decide-merge.ts';

/** What a group of records is, as far as can be seen. */
export const GROUP_KINDS = [
  'same-hardware',
  'two-talk',
  'half-known',
  'listed-twice',
  'one-hwdevid',
  'one-serial',
  'one-uuid',
  'copied-hwdevid',
  'copied-client',
  'many-pcs',
] as const;
export type GroupKind = (typeof GROUP_KINDS)[number];

export const SUGGESTIONS = ['merge', 'apart', 'look'] as const;
export type Suggestion = (typeof SUGGESTIONS)[number];
export const CONFIDENCES = ['high', 'medium', 'low'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** What Baton thinks of a group, and what it would do. */
export interface Judgement {
  readonly kind: GroupKind;
  readonly confidence: Confidence;
  readonly suggestion: Suggestion;
  readonly comparison: Comparison;
  /** The record that would stay; null where no merge is possible. */
  readonly keep: string | null;
}

const MANY = 3;

/** Judges records that share a key. Linear in their number: clones of one image may be thousands. */
export function judgeGroup(records: readonly MergeRecord[]): Judgement {
  const comparison = compareRecords(records);
  const { kind, confidence, suggestion } = classify(records, comparison);
  // more records than anybody merges are not tried against each other
  const keep = records.length <= MOST_TRIED ? suggestKept(records) : null;
  return {
    kind,
    confidence,
    comparison,
    keep,
    suggestion: suggestion === 'merge' && keep === null ? 'look' : suggestion,
  };
}

/** Most records of a group that can be made one. */
export const MOST_TRIED = 10;

function classify(
  records: readonly MergeRecord[],
  { equal, different }: Comparison,
): Pick<Judgement, 'kind' | 'confidence' | 'suggestion'> {
  const same = (key: Comparison['equal'][number]) => equal.includes(key);
  const contradictions = HARDWARE_KEYS.filter((key) => different.includes(key)).length;
  const supported = independentKeys(equal) >= 2;
  if (records.length >= MANY && contradictions > 0)
    return { kind: 'many-pcs', confidence: contradictions > 1 ? 'high' : 'medium', suggestion: 'apart' };
  if (same('serial') && same('uuid')) {
    const [a, b] = records;
    if (records.length === 2 && a !== undefined && b !== undefined && bothTalk(a, b))
      return { kind: 'two-talk', confidence: 'high', suggestion: 'apart' };
    return { kind: 'same-hardware', confidence: contradictions === 0 ? 'high' : 'medium', suggestion: 'merge' };
  }
  if (same('serial') && different.includes('uuid'))
    return { kind: 'one-serial', confidence: supported ? 'low' : 'medium', suggestion: supported ? 'look' : 'apart' };
  if (same('uuid') && different.includes('serial'))
    return { kind: 'one-uuid', confidence: supported ? 'low' : 'medium', suggestion: supported ? 'look' : 'apart' };
  if (same('serial') || same('uuid'))
    return { kind: 'half-known', confidence: supported ? 'medium' : 'low', suggestion: supported ? 'merge' : 'look' };
  if (same('hwDevId') && contradictions > 0)
    return { kind: 'copied-hwdevid', confidence: contradictions > 1 ? 'high' : 'medium', suggestion: 'apart' };
  if (same('hwDevId'))
    return { kind: 'one-hwdevid', confidence: supported ? 'medium' : 'low', suggestion: supported ? 'merge' : 'look' };
  if (contradictions > 0)
    return { kind: 'copied-client', confidence: contradictions > 1 ? 'high' : 'medium', suggestion: 'apart' };
  return { kind: 'listed-twice', confidence: supported ? 'medium' : 'low', suggestion: supported ? 'merge' : 'look' };
}
