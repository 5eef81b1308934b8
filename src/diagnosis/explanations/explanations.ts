import { ENROLLMENT } from './enrollment.ts';
import type { Explanation } from './explanation.ts';
import { JOIN } from './join.ts';
import { LABELS } from './labels.ts';
import { LIMITS } from './limits.ts';
import { POLICY } from './policy.ts';

/** Every explanation, in the order of a table of contents. */
export const EXPLANATIONS: readonly Explanation[] = [...LIMITS, ...JOIN, ...POLICY, ...ENROLLMENT, ...LABELS];

const BY_ID = new Map(EXPLANATIONS.map((explanation) => [explanation.id, explanation]));

/** One explanation, or null where a finding or a link names one that is gone. */
export function findExplanation(id: string): Explanation | null {
  return BY_ID.get(id) ?? null;
}

/**
 * The explanations that hold every word of a query, in either language, best first: words in the title before words in
 * the text. An empty query gives all. At most 10 words of a query are used.
 */
export function searchExplanations(query: string): Explanation[] {
  const words = fold(query).split(/\s+/).filter(Boolean).slice(0, 10);
  return EXPLANATIONS.map((explanation, order) => ({ explanation, order, score: scoreOf(explanation, words) }))
    .filter(({ score }) => score !== null)
    .sort((a, b) => (b.score ?? 0) - (a.score ?? 0) || a.order - b.order)
    .map(({ explanation }) => explanation);
}

function scoreOf(explanation: Explanation, words: readonly string[]): number | null {
  const title = fold(`${explanation.id} ${explanation.title.ja} ${explanation.title.en}`);
  const text = fold(`${explanation.body.ja} ${explanation.body.en} ${explanation.words.join(' ')}`);
  let score = 0;
  for (const word of words) {
    if (title.includes(word)) score += 2;
    else if (text.includes(word)) score += 1;
    else return null;
  }
  return score;
}

/** Full width and half width, capitals and small letters are one to who searches. */
function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
