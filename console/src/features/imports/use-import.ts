import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { call, serverNow } from '../../api/client.ts';
import { useLive } from '../../api/live.ts';
import type { CsvImport, CsvImportChange, CsvImportDetail } from '../../api/types.ts';

/** What the server takes of one file. */
export const FILE_LIMIT_MB = 50;
const POLL_MS = 1_000;
const MOVING: readonly CsvImport['state'][] = ['checking', 'importing'];

/** Whether the server works on an import right now. */
export function isMoving(item: Pick<CsvImport, 'state'>): boolean {
  return MOVING.includes(item.state);
}

/**
 * Sends a list; the server begins to check it at once. Nothing is changed by that. Of a console's device list the time of the
 * file goes along: when the console wrote it.
 */
export function uploadCsv(kind: CsvImport['kind'], file: File): Promise<CsvImportDetail> {
  const form = new FormData();
  form.append('kind', kind);
  if (kind === 'intune' || kind === 'configmgr')
    form.append('exportedAt', new Date(Math.min(file.lastModified, serverNow())).toISOString());
  form.append('file', file, file.name);
  return call<CsvImportDetail>('POST', '/imports', { body: form });
}

/** One import, followed while the server works on it. */
export function useImport(id: string) {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ['import', id],
    queryFn: ({ signal }) => call<CsvImportDetail>('GET', `/imports/${id}`, { signal }),
    refetchInterval: ({ state }) => (state.data !== undefined && isMoving(state.data) ? POLL_MS : false),
  });
  useLive(['imports'], (ids) => {
    if (ids.size === 0 || ids.has(id)) void query.refetch();
  });
  const state = query.data?.state;
  useEffect(() => {
    if (state !== 'done' && state !== 'stopped') return;
    // lists that were read before the import are read again when they are opened
    for (const list of [['list', '/users'], ['list', '/groups'], ['groups'], ['list', '/labels'], ['labels']])
      client.removeQueries({ queryKey: list });
  }, [state, client]);
  const key = ['import', id];
  /** Shows what is newer than any answer under way. */
  const show = (next: (item: CsvImportDetail) => CsvImportDetail) => {
    void client.cancelQueries({ queryKey: key }, { revert: false });
    client.setQueryData<CsvImportDetail>(key, (item) => item && next(item));
  };
  const act = async (method: string, path: string, body: object) => {
    const answer = await call<CsvImportDetail>(method, `/imports/${id}${path}`, { body });
    show(() => answer);
  };
  return {
    query,
    /** What was chosen is shown at once; a refusal brings back what the server has. */
    change: async (change: CsvImportChange) => {
      show((item) => withChange(item, change));
      await act('PATCH', '', change).catch(async (error: unknown) => {
        await query.refetch();
        throw error;
      });
    },
    run: (typedCount: number | null) => act('POST', '/run', typedCount === null ? {} : { typedCount }),
    stop: () => act('POST', '/stop', {}),
  };
}

function withChange(item: CsvImportDetail, change: CsvImportChange): CsvImportDetail {
  return {
    ...item,
    // until the server has begun anew, nothing of the former check may be run
    state: 'checking',
    doneRows: 0,
    encoding: change.encoding ?? item.encoding,
    makeGroups: change.makeGroups ?? item.makeGroups,
    exportedAt: change.exportedAt ?? item.exportedAt,
    columns: item.columns.map((column, at) => ({
      head: column.head,
      field: change.fields === undefined ? column.field : (change.fields[at] ?? null),
    })),
  };
}
