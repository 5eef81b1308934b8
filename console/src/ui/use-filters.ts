import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useMemo } from 'react';
import {
  type FilterRules,
  type ReadFilters,
  readFilters,
  type UrlSearch,
  withoutValue,
  withValues,
} from './url-search.ts';

/** The filters of the page in its URL, and how to change them. Changing a filter is a step that back undoes. */
export interface Filters extends ReadFilters {
  readonly search: UrlSearch;
  values(key: string): readonly string[];
  first(key: string): string | null;
  set(key: string, values: readonly string[]): void;
  /** Sets several keys at once, as a move inside of the page that back does not undo. */
  setAll(changes: UrlSearch): void;
  remove(key: string, value: string): void;
  /** Removes every filter and keeps how the page is shown. */
  clear(): void;
}

/** Keys that say how a list is shown, not what it shows. */
const VIEW_KEYS = ['sort', 'cols', 'open', 'by'];

/** Reads the URL by the rules of this page. */
export function useFilters(rules: FilterRules): Filters {
  const search = useRouterState({ select: (state) => state.location.search as unknown as UrlSearch });
  const navigate = useNavigate();
  return useMemo(() => {
    const read = readFilters(search, rules);
    const go = (next: UrlSearch, isStep = true) =>
      void navigate({ to: '.', search: next as never, replace: !isStep, resetScroll: false });
    return {
      ...read,
      search,
      values: (key) => read.known[key] ?? [],
      first: (key) => read.known[key]?.[0] ?? null,
      set: (key, values) => go(withValues(search, key, values), key !== 'open'),
      setAll: (changes) => go({ ...search, ...changes }, false),
      remove: (key, value) => go(withoutValue(search, key, value)),
      clear: () => go(Object.fromEntries(Object.entries(search).filter(([key]) => VIEW_KEYS.includes(key)))),
    };
  }, [search, rules, navigate]);
}

/** Filters only (no view keys), as the API takes them. */
export function apiQuery(known: UrlSearch): UrlSearch {
  return Object.fromEntries(Object.entries(known).filter(([key]) => !VIEW_KEYS.includes(key)));
}
