import { z } from 'zod';
import { cleanField } from '../model/entries.ts';
import type { EntraConfig } from '../model/source-config.ts';
import type { ReadEnd, Reading } from '../reader.ts';
import { openGraph, readPages } from './graph.ts';
import { readChosen } from './read-chosen.ts';
import { nullable, removed, stageUsers, USER_FIELDS } from './stage-people.ts';

const GROUP_FIELDS = 'id,displayName,members';
const group = z.object({
  id: z.string().min(1).max(64),
  '@removed': removed,
  displayName: nullable,
  'members@delta': z
    .array(z.object({ '@odata.type': z.string().optional(), id: z.string().min(1).max(64), '@removed': removed }))
    .optional(),
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
 * what changed; limited to groups, these groups. A state that Graph has forgotten (410) begins a full reading anew.
 * @throws SourceError @throws Postpone when Graph asks for a long pause; the reading then goes on where it was
 */
export async function readEntra(
  reading: Reading,
  config: EntraConfig,
  room: Parameters<typeof openGraph>[0],
): Promise<ReadEnd> {
  const graph = openGraph(room, config, reading.secret);
  if (config.groups.length > 0) return readChosen(reading, config, graph);
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
