import { z } from 'zod';
import { cleanField, cleanUser, type SourceUser } from '../model/entries.ts';
import { SourceError } from '../model/problems.ts';
import type { EntraConfig } from '../model/source-config.ts';
import type { ReadEnd, Reading } from '../reader.ts';
import type { SourcesRoom } from '../sources-room.ts';
import { fetchToken } from './token.ts';
import { askJson, CLOUDS, type Cloud, type Web } from './web.ts';

const USER_FIELDS = 'id,userPrincipalName,displayName,department,mail,accountEnabled,userType';
const GROUP_FIELDS = 'id,displayName,members';
const PAGES = 100_000;
/** Pages in a row that bring nothing: delta queries have some, but not for ever. */
const STALE_PAGES = 50;

const removed = z.object({ reason: z.string().optional() }).optional();
const nullable = z.string().nullish();
const user = z.object({
  id: z.string().min(1).max(64),
  '@removed': removed,
  userPrincipalName: nullable,
  displayName: nullable,
  department: nullable,
  mail: nullable,
  accountEnabled: z.boolean().nullish(),
  userType: nullable,
});
const group = z.object({
  id: z.string().min(1).max(64),
  '@removed': removed,
  displayName: nullable,
  'members@delta': z
    .array(z.object({ '@odata.type': z.string().optional(), id: z.string().min(1).max(64), '@removed': removed }))
    .optional(),
});
const page = z.object({
  value: z.array(z.unknown()),
  '@odata.nextLink': z.string().max(16_384).optional(),
  '@odata.deltaLink': z.string().max(16_384).optional(),
});

/** Where the next reading of changes begins. */
const cursorSchema = z.object({ users: z.string(), groups: z.string() });
/** Where a reading that was put aside goes on. */
const resumeSchema = z.object({
  phase: z.enum(['users', 'groups']),
  link: z.string(),
  users: z.string().nullable(),
  isFull: z.boolean(),
});

/**
 * Reads users and groups of Microsoft Entra ID by the delta queries of Microsoft Graph: the first time everything, later
 * what changed. A state that Graph has forgotten (410) begins a full reading anew.
 * @throws SourceError @throws Postpone when Graph asks for a long pause; the reading then goes on where it was
 */
export async function readEntra(
  reading: Reading,
  config: EntraConfig,
  room: Parameters<typeof openGraph>[0],
): Promise<ReadEnd> {
  const graph = openGraph(room, config, reading.secret);
  const cursor = cursorSchema.safeParse(reading.source.cursor).data;
  const resumed = resumeSchema.safeParse(reading.resume).data;
  const isFull = resumed?.isFull ?? (reading.isFull || cursor === undefined);
  await reading.sink.log('info', isFull ? 'READ_FULL' : 'READ_CHANGES', isFull ? { why: config.tenant } : {});
  const first = {
    users: isFull ? `${graph.base}/users/delta?$select=${USER_FIELDS}` : (cursor?.users ?? ''),
    groups: isFull ? `${graph.base}/groups/delta?$select=${GROUP_FIELDS}` : (cursor?.groups ?? ''),
  };
  let usersLink = resumed?.users ?? null;
  if (resumed === undefined || resumed.phase === 'users') {
    usersLink = await readPages(
      graph,
      resumed?.link ?? first.users,
      (items) => stageUsers(reading, config, items),
      (link) => reading.sink.checkpoint({ phase: 'users', link, users: null, isFull }),
    );
  }
  const groupsLink = await readPages(
    graph,
    resumed?.phase === 'groups' ? resumed.link : first.groups,
    (items) => stageGroups(reading, items),
    (link) => reading.sink.checkpoint({ phase: 'groups', link, users: usersLink, isFull }),
  );
  return { cursor: { users: usersLink, groups: groupsLink }, coversAll: isFull, groupsWhole: isFull, isFull };
}

/** Graph with a token that is fetched when it is first needed, and once more when it expires. */
export interface Graph {
  readonly base: string;
  get(url: string): Promise<unknown>;
}

/** Opens Graph for a source. */
export function openGraph(
  room: Pick<SourcesRoom, 'stopping' | 'clock' | 'graph'>,
  config: EntraConfig,
  secret: string,
): Graph {
  const cloud: Cloud = room.graph ?? CLOUDS[config.cloud];
  const web: Web = { stopping: room.stopping, now: room.clock };
  const server = new URL(cloud.graph).host;
  let token: string | null = null;
  const get = async (url: string): Promise<unknown> => {
    // a link that leads elsewhere would take the token along
    if (new URL(url).origin !== new URL(cloud.graph).origin)
      throw new SourceError('ANSWER_NOT_VALID', { server, detail: 'nextLink' });
    for (let turn = 0; ; turn += 1) {
      token ??= await fetchToken(web, cloud, config, secret);
      const { status, body } = await askJson(web, url, { headers: { authorization: `Bearer ${token}` } });
      if (status === 200) return body;
      const code = graphCode(body);
      if (status === 401 && turn === 0) {
        token = null;
        continue;
      }
      if (status === 410 || code === 'SyncStateNotFound' || code === 'resyncRequired') throw new StateForgotten();
      if (status === 403 || status === 401)
        throw new SourceError('NOT_PERMITTED', { what: 'Microsoft Graph', detail: code });
      throw new SourceError('SERVER_ERROR', { server, detail: `HTTP ${status} ${code}` });
    }
  };
  return { base: `${cloud.graph}/v1.0`, get };
}

/** Graph does not know the state of a delta query any more: everything is to be read. */
export class StateForgotten extends Error {}

function graphCode(body: unknown): string {
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : null;
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
  return typeof code === 'string' ? code.slice(0, 100) : '';
}

/** @returns the delta link at the end */
async function readPages(
  graph: Graph,
  from: string,
  stage: (items: readonly unknown[]) => Promise<void>,
  checkpoint: (link: string) => Promise<void>,
): Promise<string> {
  const server = new URL(graph.base).host;
  const seen = new Set<string>();
  let link = from;
  let stale = 0;
  for (;;) {
    const answer = page.safeParse(await graph.get(link));
    if (!answer.success) throw new SourceError('ANSWER_NOT_VALID', { server, detail: 'page' });
    const { value, '@odata.nextLink': next, '@odata.deltaLink': delta } = answer.data;
    await stage(value);
    if (delta !== undefined) return delta;
    if (next === undefined) throw new SourceError('ANSWER_NOT_VALID', { server, detail: 'no nextLink' });
    stale = value.length === 0 ? stale + 1 : 0;
    if (seen.has(next) || seen.size >= PAGES || stale >= STALE_PAGES)
      throw new SourceError('PAGING_NEVER_ENDS', { server, pages: String(Math.max(stale, 1)) });
    seen.add(next);
    link = next;
    await checkpoint(link);
  }
}

async function stageUsers(reading: Reading, config: EntraConfig, items: readonly unknown[]): Promise<void> {
  const users: SourceUser[] = [];
  const gone: string[] = [];
  for (const item of items) {
    const read = user.safeParse(item);
    if (!read.success) continue;
    const { id, displayName, department, mail, accountEnabled, userPrincipalName, userType } = read.data;
    if (read.data['@removed'] !== undefined || (userType === 'Guest' && !config.includeGuests)) {
      gone.push(id);
      continue;
    }
    const clean = cleanUser({
      externalId: id,
      ref: id,
      upn: userPrincipalName ?? '',
      displayName: displayName ?? '',
      reading: '',
      department: department ?? '',
      email: mail ?? '',
      accountName: '',
      disabled: accountEnabled === false,
      expiresAt: null,
    });
    if (typeof clean === 'string')
      await reading.sink.skip(id, clean, {
        name: cleanField(displayName ?? id),
        upn: cleanField(userPrincipalName ?? ''),
      });
    else users.push(clean);
  }
  await reading.sink.stage({ users, goneUsers: gone });
}

async function stageGroups(reading: Reading, items: readonly unknown[]): Promise<void> {
  const groups: { externalId: string; ref: string; name: string }[] = [];
  const gone: string[] = [];
  const members: { group: string; member: string; isRemoved: boolean }[] = [];
  for (const item of items) {
    const read = group.safeParse(item);
    if (!read.success) continue;
    const { id, displayName } = read.data;
    if (read.data['@removed'] !== undefined) {
      gone.push(id);
      continue;
    }
    // a large group comes on several pages, each with some of its members
    groups.push({ externalId: id, ref: id, name: cleanField(displayName ?? '') || id });
    for (const member of read.data['members@delta'] ?? [])
      members.push({ group: id, member: member.id, isRemoved: member['@removed'] !== undefined });
  }
  await reading.sink.stage({ groups, goneGroups: gone, members });
}
