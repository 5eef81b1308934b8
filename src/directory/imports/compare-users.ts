import type { Queryable } from '../../storage/database.ts';
import { lower } from '../../storage/lower.ts';
import { OWNED_FIELDS, SOURCE_DISABLED } from '../store/source-say.ts';
import type { UserRow } from './model/read-user-row.ts';

/** A person as the directory will have them after an import. */
export interface MergedUser {
  readonly upn: string;
  readonly displayName: string;
  readonly reading: string;
  readonly department: string;
  readonly email: string;
  readonly accountName: string;
  readonly disabled: boolean;
  /** The list or an operator says so, whatever a source says. */
  readonly operatorDisabled: boolean;
}

/** What one row would do. */
export interface UserChangeOfRow {
  readonly outcome: 'added' | 'changed' | 'unchanged';
  /** Enabled now, disabled by the row. */
  readonly isDropped: boolean;
  readonly merged: MergedUser;
  /** Groups of the row that the person is not in yet. */
  readonly newGroups: readonly string[];
}

interface Known extends MergedUser {
  readonly key: string;
  readonly groups: readonly string[];
  readonly owned: readonly string[];
  readonly sourceDisabled: boolean;
}

/**
 * Says for each row what it would do to the directory as it is now: what a row does not say stays as it is, groups are
 * added and never taken away, and a field that a source gives stays the source's. `lock` keeps others from changing these people until the transaction ends.
 */
export async function compareUsers(
  q: Queryable,
  rows: readonly UserRow[],
  mode: 'look' | 'lock' = 'look',
): Promise<UserChangeOfRow[]> {
  if (rows.length === 0) return [];
  const found = await q.query<Known & Record<string, unknown>>(
    // by the index for each person, whatever the planner thinks of a table that grew since its statistics
    `select u.key, u.upn, u.display_name as "displayName", u.reading, u.department, u.email, u.account_name as "accountName", u.disabled, u.operator_disabled as "operatorDisabled",
       ${OWNED_FIELDS} as owned, ${SOURCE_DISABLED} as "sourceDisabled",
       array(select lower(g.name) from memberships m join groups g on g.id = m.group_id where m.user_id = u.id) as groups
     from unnest($1::text[]) as wanted cross join lateral
       (select lower(upn) as key, users.* from users where lower(upn) = lower(wanted) limit 1${mode === 'lock' ? ' for update' : ''}) u`,
    [rows.map((row) => row.upn)],
  );
  const known = new Map(found.rows.map((user) => [lower(user.upn), user]));
  return rows.map((row) => compare(row, known.get(lower(row.upn))));
}

function compare(row: UserRow, known: Known | undefined): UserChangeOfRow {
  if (known === undefined) {
    const { upn, reading, department, email, accountName } = row;
    const disabled = row.disabled ?? false;
    return {
      outcome: 'added',
      isDropped: false,
      merged: {
        upn,
        displayName: row.displayName || upn,
        reading,
        department,
        email,
        accountName,
        disabled,
        operatorDisabled: disabled,
      },
      newGroups: row.groups,
    };
  }
  const field = (name: 'displayName' | 'reading' | 'department' | 'email' | 'accountName') =>
    known.owned.includes(name) ? known[name] : row[name] || known[name];
  const operatorDisabled = row.disabled ?? known.operatorDisabled;
  const merged: MergedUser = {
    upn: known.upn,
    displayName: field('displayName'),
    reading: field('reading'),
    department: field('department'),
    email: field('email'),
    accountName: field('accountName'),
    disabled: operatorDisabled || known.sourceDisabled,
    operatorDisabled,
  };
  const groups = new Set(known.groups);
  const newGroups = row.groups.filter((group) => !groups.has(group.toLowerCase()));
  const isSame =
    newGroups.length === 0 &&
    (['displayName', 'reading', 'department', 'email', 'accountName', 'disabled', 'operatorDisabled'] as const).every(
      (key) => merged[key] === known[key],
    );
  return {
    outcome: isSame ? 'unchanged' : 'changed',
    isDropped: merged.disabled && !known.disabled,
    merged,
    newGroups,
  };
}
