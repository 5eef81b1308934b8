import type { ListOf } from '../api/types.ts';

/** Rows keep their place and take their new values; rows that are new stay out until the list is read again. */
export function mergeInPlace<Row>(old: ListOf<Row>, fresh: ListOf<Row>, keyOf: (row: Row) => string): ListOf<Row> {
  const news = new Map(fresh.items.map((row) => [keyOf(row), row]));
  return { ...fresh, items: old.items.map((row) => news.get(keyOf(row)) ?? row) };
}

/** How the windows on the screen differ from those just read. */
export interface Differences {
  /** Keys of rows on the screen that were not read again: they left the list or, where it goes on, moved within it. */
  readonly gone: ReadonlySet<string>;
  readonly arrived: number;
  /** The windows are the whole list, then and now: what is gone left it, and nothing arrived elsewhere. */
  readonly isWhole: boolean;
}

/**
 * Compares the rows on the screen with the same windows read anew.
 * @param size rows of a full window; a shorter last one ends the list
 */
export function compareRows<Row>(
  old: readonly (readonly Row[])[],
  fresh: readonly (readonly Row[])[],
  keyOf: (row: Row) => string,
  size: number,
): Differences {
  const shown = new Set(old.flat().map(keyOf));
  const now = new Set(fresh.flat().map(keyOf));
  const isEnded = (windows: readonly (readonly Row[])[]) => windows.length > 0 && (windows.at(-1)?.length ?? 0) < size;
  return {
    gone: new Set([...shown].filter((key) => !now.has(key))),
    arrived: [...now].filter((key) => !shown.has(key)).length,
    isWhole: isEnded(old) && isEnded(fresh) && old.slice(0, -1).every((window) => window.length === size),
  };
}
