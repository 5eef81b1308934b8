/** The values of one filter of a list: those that are asked for, and those that are not wanted. */
export interface Filter {
  readonly is: readonly string[];
  readonly not: readonly string[];
}

/** Reads a filter of a URL: `a` and `b` are alternatives, `!a` takes one out. */
export function readFilter(values: readonly string[] | undefined): Filter {
  const all = values ?? [];
  return {
    is: all.filter((value) => !value.startsWith('!')),
    not: all.filter((value) => value.startsWith('!')).map((value) => value.slice(1)),
  };
}

const SPAN = /^([<>])(\d{1,4})([hd])$/;
const MILLISECONDS = { h: 3_600_000, d: 86_400_000 } as const;

/**
 * Reads a span of time up to now: `<1h` within the last hour, `>7d` more than seven days ago.
 * @returns null when the text is none
 */
export function readSpan(text: string, now: Date): { readonly side: 'after' | 'before'; readonly time: Date } | null {
  const [, sign, count, unit] = SPAN.exec(text) ?? [];
  if (count === undefined || (unit !== 'h' && unit !== 'd')) return null;
  return {
    side: sign === '<' ? 'after' : 'before',
    time: new Date(now.getTime() - Number(count) * MILLISECONDS[unit]),
  };
}
