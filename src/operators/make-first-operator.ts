import type { Database } from '../storage/database.ts';
import { uuidv7 } from '../storage/ids.ts';
import { recordAudit } from './audit.ts';
import { oneTimePassword, type Passwords } from './passwords.ts';

/** The account of a new installation; the password is in this answer alone. */
export interface FirstOperator {
  readonly userName: string;
  readonly oneTimePassword: string;
}

const USER_NAME = 'admin';

/**
 * Makes the administrator of a new installation, whose one-time password must be changed at the first sign-in. Null when
 * there is an operator already; of several nodes that start at once, one makes it.
 */
export async function makeFirstOperator(
  room: { readonly database: Database; readonly passwords: Passwords },
  requestId: string,
): Promise<FirstOperator | null> {
  const { rows } = await room.database.query<{ found: boolean }>('select exists (select from operators) found');
  if (rows[0]?.found) return null;
  const password = oneTimePassword();
  const passwordHash = await room.passwords.hash(password);
  return room.database.transaction(async (tx) => {
    await tx.query('lock table operators in share row exclusive mode');
    const id = uuidv7();
    const made = await tx.query(
      `insert into operators (id, user_name, display_name, role, password_hash, must_change_password)
       select $1, $2, $2, 'administrator', $3, true where not exists (select from operators)`,
      [id, USER_NAME, passwordHash],
    );
    if (made.rowCount === 0) return null;
    await recordAudit(tx, {
      actor: { name: 'baton' },
      action: 'operator.make',
      target: { kind: 'operator', id, name: USER_NAME },
      after: { role: 'administrator' },
      requestId,
    });
    return { userName: USER_NAME, oneTimePassword: password };
  });
}
