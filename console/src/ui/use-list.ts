import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { call } from '../api/client.ts';
import { useLive } from '../api/live.ts';
import type { Count, ListOf, Topic } from '../api/types.ts';
import { compareRows, type Differences, mergeInPlace } from './merge-rows.ts';
import type { UrlSearch } from './url-search.ts';

/** Rows are asked for in windows of this size. */
export const WINDOW = 200;

export interface List<Row> {
  /** Null until the count is known; then exact. */
  readonly total: number | null;
  /** Rows that scrolling may reach now. */
  readonly reachable: number;
  readonly asOf: string | null;
  readonly error: unknown;
  readonly isLoading: boolean;
  /** Rows that arrived since the list was read; they never push what is on the screen. */
  readonly arrivals: number;
  /** Rows that left the list since it was read; those on the screen keep their place, marked by `isGone`. */
  readonly departures: number;
  /** Rows on the screen whose values are no longer current, since they left or moved to where nobody looked. */
  readonly stale: number;
  isGone(row: Row): boolean;
  rowAt(index: number): Row | undefined;
  rows(): Row[];
  /** Tells which rows are on the screen, so that their windows are loaded. */
  show(first: number, last: number): void;
  /** Reads everything again, new rows and order too. */
  refresh(): void;
}

interface ListSource<Row> {
  /** `/devices`: rows there, the count under `/count`. */
  readonly path: string;
  readonly query: UrlSearch;
  readonly topics: readonly Topic[];
  readonly keyOf: (row: Row) => string;
  /** False where the API counts nothing; then the first window is all. */
  readonly hasCount?: boolean;
  readonly everyMs?: number;
}

/** A list that the server sorts and filters: loaded by windows, kept current in place, its order stable until asked. */
export function useList<Row>(source: ListSource<Row>): List<Row> {
  const { path, query, keyOf, hasCount = true } = source;
  const client = useQueryClient();
  const [range, setRange] = useState({ first: 0, last: 0 });
  const key = useMemo(() => ['list', path, query] as const, [path, query]);

  const readWindow = useCallback(
    (index: number, signal?: AbortSignal) =>
      call<ListOf<Row>>('GET', path, {
        query: { ...query, limit: WINDOW, offset: index * WINDOW },
        ...(signal === undefined ? {} : { signal }),
      }),
    [path, query],
  );
  const countQuery = useQuery({
    queryKey: [...key, 'count'],
    queryFn: ({ signal }) => call<Count>('GET', `${path}/count`, { query: withoutSort(query), signal }),
    enabled: hasCount,
  });
  const indices: number[] = [];
  for (let index = Math.floor(range.first / WINDOW); index <= Math.floor(range.last / WINDOW); index++)
    indices.push(index);
  if (!indices.includes(0)) indices.unshift(0);
  const windows = useQueries({
    queries: indices.map((index) => ({
      queryKey: [...key, 'window', index],
      queryFn: ({ signal }: { signal: AbortSignal }) => readWindow(index, signal),
      staleTime: Number.POSITIVE_INFINITY,
    })),
  });
  // what an earlier visit left is shown at once and read anew, since nobody kept it current in between
  useEffect(() => {
    if (client.getQueryData([...key, 'window', 0]) !== undefined) void client.invalidateQueries({ queryKey: key });
  }, [client, key]);
  const byIndex = new Map(indices.map((index, place) => [index, windows[place]]));
  const first = byIndex.get(0);
  const firstLength = first?.data?.items.length;
  const isWholeInFirst = firstLength !== undefined && firstLength < WINDOW;
  const [base, setBase] = useState<{ readonly key: unknown; readonly count: number; readonly now: number } | null>(
    null,
  );
  const known = base?.key === key ? base : null;
  const [compared, setCompared] = useState<(Differences & { readonly key: unknown }) | null>(null);
  const differences = compared?.key === key ? compared : null;
  const counted = known?.count ?? countQuery.data?.count ?? null;
  const total = hasCount ? counted : (firstLength ?? null);

  useLive(
    source.topics,
    () => {
      const asked = indices.toSorted((one, other) => one - other);
      void Promise.all(asked.map((index) => readWindow(index)))
        .then((fresh) => {
          const old = asked.map((index) => client.getQueryData<ListOf<Row>>([...key, 'window', index])?.items ?? []);
          const isFromStart = asked.every((index, place) => index === place);
          const found = compareRows(
            old,
            fresh.map((window) => window.items),
            keyOf,
            WINDOW,
          );
          setCompared({ ...found, isWhole: found.isWhole && isFromStart, key });
          for (const [place, index] of asked.entries()) {
            const window = fresh[place];
            client.setQueryData<ListOf<Row>>([...key, 'window', index], (shown) =>
              shown === undefined || window === undefined ? shown : mergeInPlace(shown, window, keyOf),
            );
          }
        })
        .catch(() => undefined);
      if (!hasCount) return;
      void call<Count>('GET', `${path}/count`, { query: withoutSort(query) })
        .then((fresh) =>
          setBase({ key, count: known?.count ?? countQuery.data?.count ?? fresh.count, now: fresh.count }),
        )
        .catch(() => undefined);
    },
    source.everyMs ?? 3_000,
  );

  const show = useCallback(
    (firstRow: number, lastRow: number) =>
      setRange((old) =>
        Math.floor(old.first / WINDOW) === Math.floor(firstRow / WINDOW) &&
        Math.floor(old.last / WINDOW) === Math.floor(lastRow / WINDOW)
          ? old
          : { first: firstRow, last: lastRow },
      ),
    [],
  );
  return {
    total: total ?? (isWholeInFirst ? firstLength : null),
    reachable: isWholeInFirst ? firstLength : Math.max(total ?? 0, firstLength ?? 0),
    asOf: first?.data?.asOf ?? null,
    error: first?.error ?? null,
    isLoading: first?.data === undefined && !first?.error,
    arrivals: differences?.isWhole ? differences.arrived : known === null ? 0 : Math.max(0, known.now - known.count),
    departures: differences?.isWhole
      ? differences.gone.size
      : known === null
        ? 0
        : Math.max(0, known.count - known.now),
    stale: differences?.gone.size ?? 0,
    isGone: (row) => differences?.isWhole === true && differences.gone.has(keyOf(row)),
    rowAt: (index) => byIndex.get(Math.floor(index / WINDOW))?.data?.items[index % WINDOW],
    rows: () => windows.flatMap((window) => window.data?.items ?? []),
    show,
    refresh: () => {
      setBase(null);
      setCompared(null);
      void client.resetQueries({ queryKey: key });
    },
  };
}

function withoutSort(query: UrlSearch): UrlSearch {
  const { sort: _sort, ...rest } = query;
  return rest;
}
