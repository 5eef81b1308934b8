import { z } from 'zod';
import { cleanField, cleanUser, type SourceUser } from '../model/entries.ts';
import type { EntraConfig } from '../model/source-config.ts';
import type { Reading } from '../reader.ts';

/** What is asked of Graph about people. */
export const USER_FIELDS =
  'id,userPrincipalName,displayName,department,mail,accountEnabled,userType,onPremisesDomainName,onPremisesSamAccountName';

/** A delta query says so of what is not there any more. */
export const removed = z.object({ reason: z.string().optional() }).optional();
export const nullable = z.string().nullish();
const user = z.object({
  id: z.string().min(1).max(64),
  '@removed': removed,
  userPrincipalName: nullable,
  displayName: nullable,
  department: nullable,
  mail: nullable,
  accountEnabled: z.boolean().nullish(),
  userType: nullable,
  onPremisesDomainName: nullable,
  onPremisesSamAccountName: nullable,
});

/** The ids of people on a page. */
export function idsOf(items: readonly unknown[]): string[] {
  return items.flatMap((item) => user.safeParse(item).data?.id ?? []);
}

/** DOMAIN\\name of somebody who is synced from a domain whose NetBIOS name the settings say; '' = unknown. */
function accountOf(config: EntraConfig, said: z.infer<typeof user>): string {
  const dns = said.onPremisesDomainName?.toLowerCase() ?? '';
  const netbios = config.domains.find((domain) => domain.dns === dns)?.netbios;
  const account = said.onPremisesSamAccountName ?? '';
  return netbios === undefined || account === '' ? '' : `${netbios}\\${account}`;
}

/** Stages the people of a page; guests are gone unless they are wanted. */
export async function stageUsers(reading: Reading, config: EntraConfig, items: readonly unknown[]): Promise<void> {
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
      accountName: accountOf(config, read.data),
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
