import { randomBytes } from 'node:crypto';
import { uuidv7 } from '../storage/ids.ts';
import { recordAudit } from './audit.ts';
import type { Actor, Role } from './model/actor.ts';
import type { OperatorsRoom } from './operators-room.ts';

const TOKEN_BYTES = 32;
const TOUCH = '5 minutes';

/** Makes an API token; its secret is in this answer alone. */
export async function makeApiToken(
  room: OperatorsRoom,
  form: { readonly name: string; readonly role: Role; readonly expiresInDays: number | null },
  actor: Pick<Actor, 'name'>,
  requestId: string,
): Promise<{ id: string; secret: string }> {
  const id = uuidv7();
  const secret = `bat_${randomBytes(TOKEN_BYTES).toString('base64url')}`;
  await room.database.transaction(async (tx) => {
    await tx.query(
      `insert into api_tokens (id, name, role, token_hmac, created_by, created_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $6::timestamptz + make_interval(days => $7))`,
      [id, form.name, form.role, room.hmac('token', secret), actor.name, room.clock(), form.expiresInDays],
    );
    await recordAudit(tx, {
      actor,
      action: 'token.make',
      target: { kind: 'token', id, name: form.name },
      after: { role: form.role },
      requestId,
    });
  });
  return { id, secret };
}

/** Whoever uses an API token; null when it expired or was revoked. */
export async function findTokenActor(room: OperatorsRoom, secret: string): Promise<Actor | null> {
  const { rows } = await room.database.query<{ id: string; name: string; role: Role }>({
    name: 'api-token',
    text: `with found as (select id, name, role, last_used_at from api_tokens where token_hmac = $1 and revoked_at is null
        and (expires_at is null or expires_at > $2)),
      touched as (update api_tokens set last_used_at = $2 where id = (select id from found)
        and (last_used_at is null or last_used_at < $2::timestamptz - $3::interval))
      select id, name, role from found`,
    values: [room.hmac('token', secret), room.clock(), TOUCH],
  });
  const row = rows[0];
  return row === undefined ? null : { kind: 'token', id: row.id, name: row.name, role: row.role };
}
