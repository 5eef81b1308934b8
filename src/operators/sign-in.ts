import { randomBytes } from 'node:crypto';
import { notifyLive } from '../storage/live.ts';
import { Refusal } from '../storage/refusal.ts';
import { recordAudit } from './audit.ts';
import type { Role } from './model/actor.ts';
import { ABSOLUTE_MS, isAlive } from './model/session-life.ts';
import type { OperatorsRoom } from './operators-room.ts';

/** Somebody who is signed in at the console. */
export interface SignedIn {
  readonly operator: {
    readonly id: string;
    readonly userName: string;
    readonly displayName: string;
    readonly role: Role;
    readonly mustChangePassword: boolean;
    readonly preferences: unknown;
  };
  /** Must come back in a header with every change. */
  readonly csrfToken: string;
}

interface SessionRow {
  operator_id: string;
  user_name: string;
  display_name: string;
  role: Role;
  must_change_password: boolean;
  preferences: unknown;
  csrf_token: string;
  last_used_at: Date;
  expires_at: Date;
}

const TOKEN_BYTES = 32;
/** `last_used_at` is written at most this often, so that reading costs no write. */
const TOUCH_MS = 5 * 60_000;

/** Where a request came from, as throttle and audit know it. */
export interface Caller {
  readonly address: string;
  readonly requestId: string;
}

/**
 * Checks name and password and opens a session.
 * @returns the cookie's value, which is kept as an HMAC only
 * @throws Refusal `forbidden` for a wrong name or password (which of them is not said), `later` while guesses are slowed
 */
export async function signIn(room: OperatorsRoom, userName: string, password: string, caller: Caller): Promise<string> {
  const { rows } = await room.database.query<{ id: string; user_name: string; password_hash: string }>(
    'select id, user_name, password_hash from operators where lower(user_name) = lower($1) and disabled_at is null',
    [userName],
  );
  const account = rows[0];
  const isRight = await guess(room, userName, caller.address, account?.password_hash, password);
  const audit = (result: 'done' | 'refused') => ({
    actor: { name: account?.user_name ?? userName },
    action: 'operator.sign-in',
    target: { kind: 'operator', id: account?.id ?? '', name: account?.user_name ?? userName },
    after: { address: caller.address },
    result,
    requestId: caller.requestId,
  });
  if (account === undefined || !isRight) {
    if (account !== undefined) await recordAudit(room.database, audit('refused'));
    throw new Refusal('forbidden', 'SIGN_IN_FAILED', {
      ja: 'ユーザー名またはパスワードが正しくありません。',
      en: 'The user name or password is incorrect.',
    });
  }
  const now = room.clock();
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  await room.database.transaction(async (tx) => {
    await tx.query(
      `with seen as (update operators set last_sign_in_at = $4 where id = $2)
       insert into operator_sessions (token_hmac, operator_id, csrf_token, created_at, last_used_at, expires_at) values ($1, $2, $3, $4, $4, $5)`,
      [
        room.hmac('token', token),
        account.id,
        randomBytes(TOKEN_BYTES).toString('base64url'),
        now,
        new Date(now.getTime() + ABSOLUTE_MS),
      ],
    );
    await recordAudit(tx, audit('done'));
  });
  return token;
}

/**
 * Whether a password is right. A guess counts as failed before it is checked, so that many at once are slowed like many
 * in a row.
 * @throws Refusal `later` while guesses are slowed
 */
async function guess(
  room: OperatorsRoom,
  userName: string,
  address: string,
  hash: string | undefined,
  password: string,
): Promise<boolean> {
  const now = room.clock();
  const wait = room.throttle.wait(userName, address, now);
  if (wait > 0) {
    throw new Refusal(
      'later',
      'SIGN_IN_THROTTLED',
      {
        ja: `サインインの失敗が続いたため、${wait} 秒後にもう一度お試しください。`,
        en: `Too many failed attempts. Try again in ${wait} seconds.`,
      },
      { retryAfterSeconds: wait },
    );
  }
  room.throttle.failed(userName, address, now);
  const isRight = await room.passwords.verify(hash, password);
  if (isRight) room.throttle.succeeded(userName, address);
  return isRight;
}

/** Who a session's cookie stands for; null when it is over, or its operator disabled. Being asked for is a use, unless it is said not to be. */
export async function findSession(
  room: OperatorsRoom,
  token: string,
  { isUse } = { isUse: true },
): Promise<SignedIn | null> {
  const now = room.clock();
  const hmac = room.hmac('token', token);
  const { rows } = await room.database.query<SessionRow>({
    name: 'operator-session',
    text: `select s.operator_id, o.user_name, o.display_name, o.role, o.must_change_password, o.preferences, s.csrf_token, s.last_used_at, s.expires_at
      from operator_sessions s join operators o on o.id = s.operator_id where s.token_hmac = $1 and o.disabled_at is null`,
    values: [hmac],
  });
  const row = rows[0];
  if (row === undefined || !isAlive({ lastUsedAt: row.last_used_at, expiresAt: row.expires_at }, now)) return null;
  if (isUse && now.getTime() - row.last_used_at.getTime() > TOUCH_MS) {
    await room.database.query('update operator_sessions set last_used_at = $2 where token_hmac = $1', [hmac, now]);
  }
  return {
    operator: {
      id: row.operator_id,
      userName: row.user_name,
      displayName: row.display_name,
      role: row.role,
      mustChangePassword: row.must_change_password,
      preferences: row.preferences,
    },
    csrfToken: row.csrf_token,
  };
}

/** Ends a session at once, with the streams that it opened. */
export async function signOut(room: OperatorsRoom, token: string): Promise<void> {
  await room.database.query('delete from operator_sessions where token_hmac = $1', [room.hmac('token', token)]);
  await notifyLive(room.database, 'operators');
}

/**
 * Sets a new password, and ends the operator's other sessions.
 * @throws Refusal when the current one is wrong, or the new one is the same; `later` while guesses are slowed
 */
export async function changePassword(
  room: OperatorsRoom,
  form: { readonly currentPassword: string; readonly newPassword: string },
  by: Caller & { readonly operator: Pick<SignedIn['operator'], 'id' | 'userName'>; readonly token: string },
): Promise<void> {
  const { id, userName } = by.operator;
  const { rows } = await room.database.query<{ password_hash: string }>(
    'select password_hash from operators where id = $1',
    [id],
  );
  const isRight = await guess(room, userName, by.address, rows[0]?.password_hash, form.currentPassword);
  if (!isRight) {
    throw new Refusal(
      'invalid',
      'PASSWORD_REFUSED',
      { ja: '現在のパスワードが正しくありません。', en: 'The current password is incorrect.' },
      { field: 'currentPassword' },
    );
  }
  if (form.currentPassword === form.newPassword) {
    throw new Refusal(
      'invalid',
      'PASSWORD_SAME',
      {
        ja: '現在のパスワードとは異なるパスワードを設定してください。',
        en: 'Set a password that differs from the current one.',
      },
      { field: 'newPassword' },
    );
  }
  const hash = await room.passwords.hash(form.newPassword);
  await room.database.transaction(async (tx) => {
    await tx.query('update operators set password_hash = $2, must_change_password = false where id = $1', [id, hash]);
    await tx.query('delete from operator_sessions where operator_id = $1 and token_hmac <> $2', [
      id,
      room.hmac('token', by.token),
    ]);
    await recordAudit(tx, {
      actor: { name: userName },
      action: 'operator.password',
      target: { kind: 'operator', id, name: userName },
      requestId: by.requestId,
    });
    await notifyLive(tx, 'operators', id);
  });
}
