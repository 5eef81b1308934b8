import type { Transaction } from '../../../storage/database.ts';
import { writeUsers } from '../../store/write-users.ts';
import type { SourceUser } from '../model/entries.ts';
import { mergeUser } from '../model/merge-user.ts';
import type { StoredSource } from '../store/source-store.ts';
import { joinUsers } from './join-users.ts';
import { mergeUsers } from './merge-users.ts';

/** What a step of writing leaves for the log. */
export interface Clash {
  readonly code: 'UPN_TWICE' | 'UPN_TAKEN';
  readonly params: Readonly<Record<string, string>>;
}

export interface Written {
  readonly clashes: readonly Clash[];
  /** People who are somebody from now on, and may stand in groups already. */
  readonly linked: number;
}

/**
 * Writes people as a source says them now: who they are, what the source says, and what that makes of each user. The one
 * way in which people of sources are written, read or pushed.
 */
export async function writeEntries(
  tx: Transaction,
  source: StoredSource,
  people: readonly SourceUser[],
  now: Date,
): Promise<Written> {
  if (people.length === 0) return { clashes: [], linked: 0 };
  const known = await tx.query<{ external_id: string; user_id: string }>(
    'select external_id, user_id from source_users where source_id = $1 and external_id = any($2) and user_id is not null',
    [source.id, people.map((person) => person.externalId)],
  );
  const users = new Map(known.rows.map((row) => [row.external_id, row.user_id]));
  const unknown = people.filter((person) => !users.has(person.externalId));
  const joined = await joinUsers(tx, source.id, unknown, source.config.join);
  await writeUsers(
    tx,
    unknown
      .filter((person) => joined.fresh.has(person.externalId))
      .map((person) => ({ id: joined.users.get(person.externalId) ?? '', ...asUser(source, person, now) })),
  );
  for (const [externalId, id] of joined.users) users.set(externalId, id);
  await keepEntries(tx, source.id, people, users, now);
  const kept = await mergeUsers(
    tx,
    people.flatMap((person) => {
      const id = users.get(person.externalId);
      return id === undefined || joined.fresh.has(person.externalId) ? [] : [id];
    }),
    now,
  );
  const clashes = [
    ...joined.twice.map((upn): Clash => ({ code: 'UPN_TWICE', params: { upn } })),
    ...kept.map((clash): Clash => ({ code: 'UPN_TAKEN', params: { upn: clash.upn, kept: clash.kept } })),
  ];
  return { clashes, linked: joined.users.size };
}

/** Somebody who is nobody yet, by this source alone. */
function asUser(source: StoredSource, person: SourceUser, now: Date) {
  const nobody = {
    upn: person.upn,
    displayName: '',
    reading: '',
    department: '',
    email: '',
    accountName: '',
    disabled: false,
    operatorDisabled: false,
    source: source.id,
  };
  const disabled = person.disabled || (person.expiresAt !== null && person.expiresAt <= now);
  return mergeUser(nobody, [{ ...person, sourceId: source.id, owns: source.owns, isMissing: false, disabled }]);
}

async function keepEntries(
  tx: Transaction,
  sourceId: string,
  people: readonly SourceUser[],
  users: ReadonlyMap<string, string>,
  now: Date,
): Promise<void> {
  await tx.query(
    `insert into source_users as k (source_id, external_id, user_id, ref, upn, display_name, reading, department, email, account_name, disabled,
       expires_at, created_at, updated_at)
     select $1, g.*, $2, $2 from unnest($3::text[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[],
       $12::boolean[], $13::timestamptz[]) as g
     on conflict (source_id, external_id) do update set user_id = excluded.user_id, ref = excluded.ref, upn = excluded.upn,
       display_name = excluded.display_name, reading = excluded.reading, department = excluded.department, email = excluded.email,
       account_name = excluded.account_name, disabled = excluded.disabled, expires_at = excluded.expires_at, missing_since = null,
       updated_at = excluded.updated_at`,
    [
      sourceId,
      now,
      people.map((person) => person.externalId),
      people.map((person) => users.get(person.externalId) ?? null),
      people.map((person) => person.ref),
      people.map((person) => person.upn),
      people.map((person) => person.displayName),
      people.map((person) => person.reading),
      people.map((person) => person.department),
      people.map((person) => person.email),
      people.map((person) => person.accountName),
      people.map((person) => person.disabled),
      people.map((person) => person.expiresAt),
    ],
  );
}
