import type { ImportsApi } from '../imports/imports-api.ts';

/** Whatever JSON holds. */
export type Json = ReturnType<typeof JSON.parse>;

/** Adds a source over the API. @returns its id */
export async function addSource(api: ImportsApi, name: string, config: object, secret?: string): Promise<string> {
  const { status, body } = await api.call('POST', '/sources', {
    name,
    config,
    ...(secret === undefined ? {} : { secret }),
  });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body.id;
}

/** Orders a run and waits until it is over, or asks. */
export async function runSource(
  api: ImportsApi,
  id: string,
  order: { readonly mode?: 'preview' | 'sync'; readonly full?: boolean } = {},
): Promise<Json> {
  const { status, body } = await api.call('POST', `/sources/${id}/runs`, { mode: 'sync', ...order });
  if (status !== 202) throw new Error(JSON.stringify(body));
  return followRun(api, id, body.id);
}

/** Asks until a run is over, or asks itself. */
export async function followRun(api: ImportsApi, id: string, runId: string): Promise<Json> {
  for (let turn = 0; turn < 1_200; turn += 1) {
    const { body } = await api.call('GET', `/sources/${id}/runs/${runId}`);
    if (!['waiting', 'reading', 'applying'].includes(body.state)) return body;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the run never ended');
}

/** The log of a run: codes and English sentences. */
export async function logOf(
  api: ImportsApi,
  id: string,
  runId: string,
): Promise<{ code: string; en: string; ja: string }[]> {
  const { body } = await api.call('GET', `/sources/${id}/runs/${runId}/log?limit=500`);
  return body.items.map((line: Json) => ({ code: line.code, en: line.text.en, ja: line.text.ja }));
}

/** People by a search. */
export async function usersOf(api: ImportsApi, q: string): Promise<Json[]> {
  return (await api.call('GET', `/users?limit=500&q=${encodeURIComponent(q)}`)).body.items;
}

/** The names of a group's members. */
export async function membersOf(api: ImportsApi, group: string): Promise<string[]> {
  const groups = (await api.call('GET', `/groups?limit=500&q=${encodeURIComponent(group)}`)).body.items as Json[];
  const found = groups.find((one) => one.name === group);
  if (found === undefined) return [];
  const { body } = await api.call('GET', `/users?limit=500&sort=upn&group=${found.id}`);
  return body.items.map((user: Json) => user.upn);
}
