import type { Text } from '../text.ts';

/** A short answer to a question that administrators ask; findings link to it by id, people search it. */
export interface Explanation {
  readonly id: string;
  readonly title: Text;
  readonly body: Text;
  /** Words that people search by and that the texts do not hold themselves: former names, English terms, log names. */
  readonly words: readonly string[];
}
