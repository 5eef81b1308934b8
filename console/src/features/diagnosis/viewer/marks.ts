/** Findings that a line proves, by `file line`. */
export type Marks = ReadonlyMap<string, readonly string[]>;

/** The key of a line in {@link Marks}. */
export function markKey(file: string, line: number): string {
  return `${file} ${line}`;
}
