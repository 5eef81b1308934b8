import type { Fact, FactValue } from '../../diagnosis/model/fact.ts';
import type { Queryable } from '../../storage/database.ts';
import { type EntryInForce, findEntries } from './entries.ts';
import type { Label } from './model/entry.ts';

/** What consoles say of a PC, as facts of its diagnosis: what is said never outweighs what was read on the PC. */
export async function findListFacts(
  q: Queryable,
  pcs: readonly string[],
): Promise<ReadonlyMap<string, readonly Fact[]>> {
  const facts = new Map<string, Fact[]>();
  for (const entry of await findEntries(q, pcs))
    facts.set(entry.pc, [...(facts.get(entry.pc) ?? []), ...factsOfEntry(entry)]);
  return facts;
}

/** The column as Microsoft spells it in English, whatever the language of the list. */
const SPELLED: Readonly<Record<Exclude<Label, 'other'>, string>> = {
  'co-managed': 'Co-managed',
  intune: 'Intune',
  configmgr: 'ConfigMgr',
};

/** The facts of one row; each was true for its console when the list was exported. */
export function factsOfEntry({ fileName, line, exportedAt, seenAt, source, says }: EntryInForce): Fact[] {
  const fact = (name: string, value: FactValue | undefined, text: string): Fact[] =>
    value === undefined
      ? []
      : [
          {
            name: `srv.${name}`,
            value,
            rank: 'said',
            where: { file: fileName, line, time: exportedAt.toISOString(), text },
          },
        ];
  const { managedBy = '', label } = says;
  const flag = (name: string, value: boolean | undefined) => fact(name, value, `${name}: ${value ? 1 : 0}`);
  return [
    ...fact(
      'ManagedBy',
      label === undefined || label === 'other' ? label && managedBy : SPELLED[label],
      `Managed by: ${managedBy}`,
    ),
    ...flag('Client', says.client),
    ...flag('ClientActive', says.clientActive),
    ...fact('ClientVersion', says.clientVersion, `ClientVersion: ${says.clientVersion ?? ''}`),
    ...flag('CoManaged', says.coManaged),
    ...flag('ComgmtPolicyPresent', says.policyPresent),
    ...flag('MDMEnrolled', says.mdmEnrolled),
    ...fact('seen', seenAt?.toISOString(), `${source}: ${seenAt?.toISOString() ?? ''}`).map((one) => ({
      ...one,
      scope: source,
    })),
  ];
}
