import { Refusal } from '../../storage/refusal.ts';
import { checkConfig } from './change-source.ts';
import { ADVANCED, openGraph } from './entra/graph.ts';
import { nameGroup, transitiveMembers } from './entra/read-chosen.ts';
import { close } from './ldap/connect.ts';
import { entryReading } from './ldap/read-entries.ts';
import { openFirst } from './ldap/read-ldap.ts';
import { searchPages } from './ldap/search-pages.ts';
import { attributesOf } from './ldap/values.ts';
import { cleanUser } from './model/entries.ts';
import { Postpone, SourceError, type SourceProblem } from './model/problems.ts';
import { type EntraConfig, type LdapConfig, type SourceConfig, secretGoesElsewhere } from './model/source-config.ts';
import { type SourcesRoom, secretContext } from './sources-room.ts';
import { getSource } from './store/source-store.ts';

/** What a test of a source found; `sample` are people as they would be read. */
export interface SourceTest {
  readonly problem: SourceProblem | null;
  /** The server that answered for each domain. */
  readonly servers: readonly string[];
  readonly sample: readonly { readonly upn: string; readonly displayName: string; readonly department: string }[];
  readonly groups: readonly string[];
}

const SAMPLE = 5;

/**
 * Connects as a sync would, and reads a few people and groups; nothing is kept. The stored secret of a source is used
 * only where it would go anyway.
 * @param sourceId the source whose settings these are; null = of one that is not made yet
 */
export async function testSource(
  room: SourcesRoom,
  sourceId: string | null,
  config: SourceConfig,
  secret: string | undefined,
): Promise<SourceTest> {
  checkConfig(config, secret);
  const found = { servers: [] as string[], sample: [] as SourceTest['sample'][number][], groups: [] as string[] };
  try {
    const word = await secretFor(room, sourceId, config, secret);
    if (config.kind === 'ldap') await testLdap(config, word, found);
    else if (config.kind === 'entra') await testEntra(room, config, word, found);
    return { problem: null, ...found };
  } catch (error) {
    if (error instanceof SourceError) return { problem: error.problem, ...found };
    if (error instanceof Postpone)
      return {
        problem: { id: 'THROTTLED', params: { server: error.server, seconds: String(error.seconds) } },
        ...found,
      };
    throw error;
  }
}

async function secretFor(
  room: SourcesRoom,
  sourceId: string | null,
  config: SourceConfig,
  secret: string | undefined,
): Promise<string> {
  if ((secret ?? '') !== '') return secret ?? '';
  if (sourceId === null) throw new SourceError('SECRET_MISSING');
  const source = await getSource(room.database, sourceId);
  if (source.sealedSecret === null) throw new SourceError('SECRET_MISSING');
  if (source.kind !== config.kind || secretGoesElsewhere(source.config, config)) {
    throw new Refusal(
      'invalid',
      'SECRET_NEEDED',
      {
        ja: '接続先を変更したため、パスワードまたはシークレットをもう一度入力してください。',
        en: 'The secret would go somewhere else: enter it again.',
      },
      { field: 'secret' },
    );
  }
  return room.unseal(source.sealedSecret, secretContext(source.id)).toString('utf8');
}

interface Found {
  readonly servers: string[];
  readonly sample: SourceTest['sample'][number][];
  readonly groups: string[];
}

async function testLdap(config: LdapConfig, secret: string, found: Found): Promise<void> {
  const words = entryReading(config);
  for (const domain of config.domains) {
    const { client, server } = await openFirst(config, domain.servers, secret, async () => undefined);
    try {
      found.servers.push(server);
      const users = {
        base: domain.base,
        filter: words.userFilter,
        attributes: words.userAttributes,
        binary: words.binary,
      };
      for await (const page of searchPages(client, server, users)) {
        for (const entry of page.entries) {
          if (found.sample.length >= SAMPLE) break;
          const attributes = attributesOf(entry);
          if (!words.isPerson(attributes)) continue;
          const user = cleanUser(words.readUser(entry, attributes, domain.base, domain.netbios));
          if (typeof user !== 'string')
            found.sample.push({ upn: user.upn, displayName: user.displayName, department: user.department });
        }
        break;
      }
      const groups = {
        base: domain.base,
        filter: words.groupFilter,
        attributes: [words.id, 'cn'],
        binary: words.binary,
      };
      for await (const page of searchPages(client, server, groups)) {
        for (const entry of page.entries) {
          if (found.groups.length < SAMPLE) found.groups.push(words.readGroup(entry, attributesOf(entry)).name);
        }
        break;
      }
    } finally {
      await close(client);
    }
  }
}

async function testEntra(room: SourcesRoom, config: EntraConfig, secret: string, found: Found): Promise<void> {
  const graph = openGraph(room, config, secret);
  const list = async (url: string, headers = {}) => {
    const body = await graph.get(url, headers);
    const value = typeof body === 'object' && body !== null && 'value' in body ? body.value : [];
    return Array.isArray(value) ? (value as Record<string, unknown>[]) : [];
  };
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  const [chosen] = config.groups;
  const people =
    chosen === undefined
      ? await list(`${graph.base}/users?$select=userPrincipalName,displayName,department&$top=${SAMPLE}`)
      : await list(transitiveMembers(graph, chosen, SAMPLE), ADVANCED);
  for (const user of people.slice(0, SAMPLE))
    found.sample.push({
      upn: text(user['userPrincipalName']),
      displayName: text(user['displayName']),
      department: text(user['department']),
    });
  for (const id of config.groups) found.groups.push(await nameGroup(graph, id));
  if (chosen === undefined)
    for (const group of await list(`${graph.base}/groups?$select=displayName&$top=${SAMPLE}`))
      found.groups.push(text(group['displayName']));
  found.servers.push(new URL(graph.base).host);
}
