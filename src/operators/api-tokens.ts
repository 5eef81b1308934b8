import { randomBytes } from 'node:crypto';
import { uuidv7 } from '../storage/ids.ts';
import { notifyLive } from '../storage/live.ts';
import { notFound } from '../storage/refusal.ts';
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

/** Whoever uses an API token; null when it expired or was revoked, or is a SCIM client's, which opens nothing here. */
export async function findTokenActor(room: OperatorsRoom, secret: string): Promise<Actor | null> {
  const { rows } = await room.database.query<{ id: string; name: string; role: Role }>({
    name: 'api-token',
    text: `with found as (select id, name, role, last_used_at from api_tokens where token_hmac = $1 and role <> 'scim' and revoked_at is null
        and (expires_at is null or expires_at > $2)),
      touched as (update api_tokens set last_used_at = $2 where id = (select id from found)
        and (last_used_at is null or last_used_at < $2::timestamptz - $3::interval))
      select id, name, role from found`,
    values: [room.hmac('token', secret), room.clock(), TOUCH],
  });
  const row = rows[0];
  return row === undefined ? null : { kind: 'token', id: row.id, name: row.name, role: row.role };
}

/** A token as lists show it; its secret is not known any more. */
export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** All tokens that were not deleted, newest first. */
export async function listApiTokens(room: OperatorsRoom): Promise<ApiToken[]> {
  const { rows } = await room.database.query<ApiToken & Record<string, unknown>>(
    `select id, name, role, created_by as "createdBy", created_at as "createdAt", expires_at as "expiresAt", last_used_at as "lastUsedAt"
     from api_tokens where revoked_at is null and role <> 'scim' order by created_at desc, id`,
  );
  return rows;
}

/** Whatever uses this token stops at once. @throws Refusal when there is none */
export async function revokeApiToken(
  room: OperatorsRoom,
  id: string,
  actor: Pick<Actor, 'name'>,
  requestId: string,
): Promise<void> {
  await room.database.transaction(async (tx) => {
    const { rows } = await tx.query<{ name: string }>(
      'update api_tokens set revoked_at = $2 where id = $1 and revoked_at is null returning name',
      [id, room.clock()],
    );
    const name = rows[0]?.name;
    if (name === undefined) throw notFound();
    await recordAudit(tx, { actor, action: 'token.delete', target: { kind: 'token', id, name }, requestId });
    await notifyLive(tx, 'operators', id);
  });
}
