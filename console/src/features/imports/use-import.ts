import { useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import { useLive } from '../../api/live.ts';
import type { CsvImport, CsvImportChange } from '../../api/types.ts';

const POLL_MS = 1_000;
const MOVING = ['uploaded', 'checking', 'importing'];

/** Sends a CSV; the server begins to check it at once. Nothing is changed by that. */
export function uploadCsv(kind: CsvImport['kind'], file: File): Promise<CsvImport> {
  const form = new FormData();
  form.append('kind', kind);
  form.append('file', file, file.name);
  return call<CsvImport>('POST', '/imports', { body: form });
}

/** One import, followed while the server works on it. */
export function useImport(id: string) {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ['import', id],
    queryFn: ({ signal }) => call<CsvImport>('GET', `/imports/${id}`, { signal }),
    refetchInterval: ({ state }) => (state.data !== undefined && MOVING.includes(state.data.state) ? POLL_MS : false),
  });
  useLive(['imports'], (ids) => {
    if (ids.size === 0 || ids.has(id)) void query.refetch();
  });
  const act = async (method: string, path: string, body: object) => {
    client.setQueryData(['import', id], await call<CsvImport>(method, `/imports/${id}${path}`, { body }));
  };
  return {
    query,
    change: (change: CsvImportChange) => act('PATCH', '', change),
    run: (typedDropCount?: number) =>
      act('POST', '/run', typedDropCount === undefined ? {} : { typedCount: typedDropCount }),
    stop: () => act('POST', '/stop', {}),
  };
}
