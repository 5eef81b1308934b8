import { randomBytes } from 'node:crypto';
import { uuidv7 } from '../storage/ids.ts';
import { recordAudit } from './audit.ts';
import type { Actor } from './model/actor.ts';
import type { OperatorsRoom } from './operators-room.ts';

const TOKEN_BYTES = 32;
const TOUCH = '5 minutes';

/** A token of a SCIM client as lists show it. */
export interface ScimToken {
  readonly id: string;
  readonly name: string;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** Makes a token that opens SCIM for one source, and nothing else; its secret is in this answer alone. */
export async function makeScimToken(
  room: OperatorsRoom,
  sourceId: string,
  form: { readonly name: string; readonly expiresInDays: number | null },
  actor: Pick<Actor, 'name'>,
  requestId: string,
): Promise<{ id: string; secret: string }> {
  const id = uuidv7();
  const secret = `bas_${randomBytes(TOKEN_BYTES).toString('base64url')}`;
  await room.database.transaction(async (tx) => {
    await tx.query(
      `insert into api_tokens (id, name, role, source_id, token_hmac, created_by, created_at, expires_at)
       values ($1, $2, 'scim', $3, $4, $5, $6, $6::timestamptz + make_interval(days => $7))`,
      [id, form.name, sourceId, room.hmac('token', secret), actor.name, room.clock(), form.expiresInDays],
    );
    await recordAudit(tx, {
      actor,
      action: 'token.make',
      target: { kind: 'token', id, name: form.name },
      after: { role: 'scim', sourceId },
      requestId,
    });
  });
  return { id, secret };
}

/** The tokens of a source that were not deleted, newest first. */
export async function listScimTokens(room: OperatorsRoom, sourceId: string): Promise<ScimToken[]> {
  const { rows } = await room.database.query<ScimToken & Record<string, unknown>>(
    `select id, name, created_by as "createdBy", created_at as "createdAt", expires_at as "expiresAt", last_used_at as "lastUsedAt"
     from api_tokens where source_id = $1 and role = 'scim' and revoked_at is null order by created_at desc, id`,
    [sourceId],
  );
  return rows;
}

/** Whoever pushes with a token, and into which source; null when it expired or was revoked, or the source is off. */
export async function findScimClient(
  room: OperatorsRoom,
  secret: string,
): Promise<{ readonly name: string; readonly sourceId: string } | null> {
  const { rows } = await room.database.query<{ name: string; sourceId: string }>({
    name: 'scim-token',
    text: `with found as (select t.id, t.name, t.source_id, t.last_used_at from api_tokens t join sources s on s.id = t.source_id and s.enabled and s.kind = 'scim'
        where t.token_hmac = $1 and t.role = 'scim' and t.revoked_at is null and (t.expires_at is null or t.expires_at > $2)),
      touched as (update api_tokens set last_used_at = $2 where id = (select id from found)
        and (last_used_at is null or last_used_at < $2::timestamptz - $3::interval))
      select name, source_id as "sourceId" from found`,
    values: [room.hmac('token', secret), room.clock(), TOUCH],
  });
  return rows[0] ?? null;
}
