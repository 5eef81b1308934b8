import type { Transaction } from '../../storage/database.ts';
import { foldSearchText } from '../../storage/search-text.ts';

/** A person as they are written, whoever says so: a CSV, a source. */
export interface WrittenUser {
  readonly id: string;
  readonly upn: string;
  readonly displayName: string;
  readonly reading: string;
  readonly department: string;
  readonly email: string;
  readonly accountName: string;
  readonly disabled: boolean;
  readonly operatorDisabled: boolean;
  /** `csv`, `manual`, or the id of the source that owns the person. */
  readonly source: string;
}

/**
 * Writes people, new ones and known ones: the one way in which many are written. A known person keeps the UPN that they
 * have; who has the same UPN under another id is that person, and keeps the account name where none is said.
 */
export async function writeUsers(tx: Transaction, users: readonly WrittenUser[]): Promise<void> {
  if (users.length === 0) return;
  await tx.query(
    `with g as (select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::boolean[], $9::boolean[],
        $10::text[], $11::text[]) as g(id, upn, display_name, reading, department, email, account_name, disabled, operator_disabled, source, search)),
     known as (update users u set display_name = g.display_name, reading = g.reading, department = g.department, email = g.email,
        account_name = g.account_name, disabled = g.disabled, operator_disabled = g.operator_disabled, source = g.source, search = g.search, updated_at = now()
      from g where u.id = g.id returning u.id)
     insert into users (id, upn, display_name, reading, department, email, account_name, disabled, operator_disabled, source, search)
     select distinct on (lower(upn)) id, upn, display_name, reading, department, email, account_name, disabled, operator_disabled, source, search
     from g where not exists (select 1 from known where known.id = g.id) order by lower(upn)
     on conflict (lower(upn)) do update set display_name = excluded.display_name, reading = excluded.reading, department = excluded.department,
       email = excluded.email, account_name = coalesce(nullif(excluded.account_name, ''), users.account_name), disabled = excluded.disabled, operator_disabled = excluded.operator_disabled,
       search = excluded.search, updated_at = now()`,
    [
      users.map((user) => user.id),
      users.map((user) => user.upn),
      users.map((user) => user.displayName),
      users.map((user) => user.reading),
      users.map((user) => user.department),
      users.map((user) => user.email),
      users.map((user) => user.accountName),
      users.map((user) => user.disabled),
      users.map((user) => user.operatorDisabled),
      users.map((user) => user.source),
      users.map((user) => foldSearchText(user.upn, user.displayName, user.reading, user.department)),
    ],
  );
}

/** Gives people other UPNs; the caller has made sure that nobody else has them. */
export async function renameUsers(
  tx: Transaction,
  renames: readonly { readonly id: string; readonly upn: string }[],
): Promise<void> {
  if (renames.length === 0) return;
  const ids = renames.map((rename) => rename.id);
  // two people may have exchanged their UPNs: all of them let go of theirs first
  await tx.query("update users set upn = id || '@renamed.invalid' where id = any($1::uuid[])", [ids]);
  await tx.query(
    `update users u set upn = g.upn, updated_at = now() from unnest($1::uuid[], $2::text[]) as g(id, upn) where u.id = g.id`,
    [ids, renames.map((rename) => rename.upn)],
  );
}
