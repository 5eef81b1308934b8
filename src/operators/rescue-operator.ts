import type { Database } from '../storage/database.ts';
import { notifyLive } from '../storage/live.ts';
import { notFound, Refusal } from '../storage/refusal.ts';
import { recordAudit } from './audit.ts';
import { oneTimePassword, type Passwords } from './passwords.ts';

/** What a rescue gave and ended; the password is in this answer alone. */
export interface Rescue {
  readonly userName: string;
  readonly oneTimePassword: string;
  readonly endedSessions: number;
  readonly endedTokens: number;
}

/**
 * Gives an operator a one-time password where nobody else can: from the server's machine, without a session. All their
 * sessions and the API tokens that they made end at once (SCIM tokens, which open no console, go on). Role and state stay.
 * @param by the account of the operating system that asked, for the audit
 * @throws Refusal when there is no such operator, or a disabled one
 */
export async function rescueOperator(
  room: { readonly database: Database; readonly passwords: Passwords },
  userName: string,
  by: { readonly account: string; readonly requestId: string },
): Promise<Rescue> {
  const password = oneTimePassword();
  const hash = await room.passwords.hash(password);
  return room.database.transaction(async (tx) => {
    const { rows } = await tx.query<{ id: string; user_name: string; disabled: boolean }>(
      'select id, user_name, disabled_at is not null as disabled from operators where lower(user_name) = lower($1) for update',
      [userName],
    );
    const found = rows[0];
    if (found === undefined) throw notFound();
    if (found.disabled) {
      throw new Refusal('conflict', 'OPERATOR_DISABLED', {
        ja: 'このオペレーターは無効です。有効な管理者を指定してください。',
        en: 'This operator is disabled. Name an administrator who is not.',
      });
    }
    await tx.query('update operators set password_hash = $2, must_change_password = true where id = $1', [
      found.id,
      hash,
    ]);
    const sessions = await tx.query('delete from operator_sessions where operator_id = $1', [found.id]);
    const tokens = await tx.query(
      "update api_tokens set revoked_at = now() where created_by = $1 and revoked_at is null and role <> 'scim'",
      [found.user_name],
    );
    const ended = { endedSessions: sessions.rowCount ?? 0, endedTokens: tokens.rowCount ?? 0 };
    await recordAudit(tx, {
      actor: { name: 'baton' },
      action: 'operator.rescue',
      target: { kind: 'operator', id: found.id, name: found.user_name },
      after: { account: by.account, ...ended },
      requestId: by.requestId,
    });
    await notifyLive(tx, 'operators', found.id);
    return { userName: found.user_name, oneTimePassword: password, ...ended };
  });
}
