import { z } from 'zod';
import { cleanField } from '../model/entries.ts';
import { SourceError } from '../model/problems.ts';
import type { EntraConfig } from '../model/source-config.ts';
import type { ReadEnd, Reading } from '../reader.ts';
import { type Graph, GraphMissing, readPages } from './graph.ts';
import { idsOf, nullable, stageUsers, USER_FIELDS } from './stage-people.ts';

const PEOPLE_OF_A_PAGE = 999;
const named = z.object({ displayName: nullable });

/** Where a reading of chosen groups that was put aside goes on: in which group, and on which page. */
const chosenSchema = z.object({ group: z.int().min(0), link: z.string().nullable() });

/**
 * Reads the people of chosen groups, nested ones resolved by Graph itself. Its delta queries know nothing of transitive
 * members, so these are read whole each time, 999 a page; who is in none of the groups any more is gone.
 */
export async function readChosen(reading: Reading, config: EntraConfig, graph: Graph): Promise<ReadEnd> {
  const resumed = chosenSchema.safeParse(reading.resume).data;
  for (let at = resumed?.group ?? 0; at < config.groups.length; at += 1) {
    const id = config.groups[at] ?? '';
    const name = await nameGroup(graph, id);
    await reading.sink.log('info', 'READ_GROUP', { name });
    await reading.sink.stage({ groups: [{ externalId: id, ref: id, name }] });
    const goesOn = at === resumed?.group ? resumed.link : null;
    await readPages(
      graph,
      goesOn ?? transitiveMembers(graph, id, PEOPLE_OF_A_PAGE),
      async (items) => {
        await stageUsers(reading, config, items);
        await reading.sink.stage({ members: idsOf(items).map((member) => ({ group: id, member })) });
      },
      (link) => reading.sink.checkpoint({ group: at, link }),
      { isDelta: false },
    );
    await reading.sink.checkpoint({ group: at + 1, link: null });
  }
  return { cursor: {}, coversAll: true, groupsWhole: true, isFull: true };
}

/** The name of a chosen group. @throws SourceError when it is gone: its people are not taken for gone then */
export async function nameGroup(graph: Graph, id: string): Promise<string> {
  try {
    const { displayName } = named.parse(await graph.get(`${graph.base}/groups/${id}?$select=id,displayName`));
    return cleanField(displayName ?? '') || id;
  } catch (error) {
    if (error instanceof GraphMissing) throw new SourceError('GROUP_UNKNOWN', { id });
    if (error instanceof z.ZodError)
      throw new SourceError('ANSWER_NOT_VALID', { server: new URL(graph.base).host, detail: 'group' });
    throw error;
  }
}

/** Where the people of a group and of the groups in it are. */
export function transitiveMembers(graph: Graph, id: string, top: number): string {
  return `${graph.base}/groups/${id}/transitiveMembers/microsoft.graph.user?$select=${USER_FIELDS}&$top=${top}&$count=true`;
}
