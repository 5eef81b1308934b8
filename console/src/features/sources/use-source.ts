import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import { useLive } from '../../api/live.ts';
import type { ListOf, Source, SourceRun } from '../../api/types.ts';

const POLL_MS = 1_000;

/** One source with its runs, followed while one of them is under way. */
export function useSource(id: string) {
  const source = useQuery({
    queryKey: ['source', id],
    queryFn: ({ signal }) => call<Source>('GET', `/sources/${id}`, { signal }),
    refetchInterval: ({ state }) => (isMoving(state.data?.liveRun ?? null) ? POLL_MS : false),
  });
  const runs = useQuery({
    queryKey: ['source', id, 'runs'],
    queryFn: ({ signal }) => call<ListOf<SourceRun>>('GET', `/sources/${id}/runs`, { signal, query: { limit: 20 } }),
  });
  useLive(['sources'], (ids) => {
    if (ids.size > 0 && !ids.has(id)) return;
    void source.refetch();
    void runs.refetch();
  });
  return {
    source,
    runs,
    refresh: async () => {
      await Promise.all([source.refetch(), runs.refetch()]);
    },
  };
}

/** Whether the server works on a run right now. */
export function isMoving(run: SourceRun | null): boolean {
  return run !== null && run.state !== 'asking';
}
