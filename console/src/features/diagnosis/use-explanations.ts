import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import type { Explanation, ListOf, Text } from '../../api/types.ts';

/** Every explanation; they change with a release only. */
export function useExplanations() {
  return useQuery({
    queryKey: ['explanations'],
    queryFn: ({ signal }) => call<ListOf<Explanation>>('GET', '/diagnosis/explanations', { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** What an explanation is called; null until it is known, or where the release has none of this id. */
export function useExplanationTitle(id: string): Text | null {
  return useExplanations().data?.items.find((item) => item.id === id)?.title ?? null;
}

/** The explanations that hold every word, the best match first. */
export function useFoundExplanations(q: string) {
  return useQuery({
    queryKey: ['explanations', q],
    queryFn: ({ signal }) => call<ListOf<Explanation>>('GET', '/diagnosis/explanations', { query: { q }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: q !== '',
  });
}
