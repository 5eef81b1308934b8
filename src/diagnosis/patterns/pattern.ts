/** How the text of a capture becomes the value of a fact. */
export type CaptureType =
  /** as it stands */
  | 'text'
  /** true or false, whatever the letter case; ON and OFF too */
  | 'flag'
  /** decimal, may be signed */
  | 'number'
  /** decimal or hexadecimal, signed or not: its low 32 bits as an unsigned number (error codes, workload flags) */
  | 'unsigned';

/**
 * One line of a log or event that means something: data, one object for each. Named groups of `pattern` are the captures:
 * `value` becomes the value of the fact `log.<id>` (true without it), `scope` its scope, any other group `log.<id>.<group>`.
 */
export interface LogPattern {
  readonly id: string;
  /** Components (as CMTrace records spell them) that write this line; null = any. A line without component may be of any. */
  readonly components: readonly string[] | null;
  /**
   * Text that every matching line holds, ASCII, at least 12 characters, whatever the letter case (# = a hexadecimal digit): the
   * scan looks for it first.
   * null = every record of `components`.
   */
  readonly literal: string | null;
  /**
   * Tried on the line from 200 characters before the literal to 1,500 after it, so without ^ and $. Linear: no quantifier inside a
   * quantifier, every open-ended one bounded.
   */
  readonly pattern: RegExp;
  readonly types?: Readonly<Record<string, CaptureType>>;
  /** Takes its scope from the last match of that pattern in the same file and thread, at most `lines` before. */
  readonly follows?: { readonly id: string; readonly lines: number };
  /** Channel whose event it is (`Seen.sources`). */
  readonly source?: string;
  /** Name of the fact where it is not `log.<id>`. */
  readonly fact?: string;
}
