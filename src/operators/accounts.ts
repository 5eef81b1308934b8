import type { Transaction } from '../storage/database.ts';
import { uuidv7 } from '../storage/ids.ts';
import { notifyLive } from '../storage/live.ts';
import { notFound, Refusal } from '../storage/refusal.ts';
import { recordAudit } from './audit.ts';
import type { Actor, Role } from './model/actor.ts';
import type { OperatorsRoom } from './operators-room.ts';
import { oneTimePassword } from './passwords.ts';

/** A person at the console. */
export interface Operator {
  readonly id: string;
  readonly userName: string;
  readonly displayName: string;
  readonly role: Role;
  readonly disabled: boolean;
  readonly mustChangePassword: boolean;
  readonly createdAt: Date;
  readonly lastSignInAt: Date | null;
}

const SELECT = `select id, user_name as "userName", display_name as "displayName", role, disabled_at is not null as disabled,
  must_change_password as "mustChangePassword", created_at as "createdAt", last_sign_in_at as "lastSignInAt" from operators`;

/** All operators by name. */
export async function listOperators(room: OperatorsRoom): Promise<Operator[]> {
  const { rows } = await room.database.query<Operator & Record<string, unknown>>(
    `${SELECT} order by display_name collate ja_natural, id`,
  );
  return rows;
}

async function getOperator(tx: Pick<Transaction, 'query'>, id: string): Promise<Operator> {
  const { rows } = await tx.query<Operator & Record<string, unknown>>(`${SELECT} where id = $1`, [id]);
  const found = rows[0];
  if (found === undefined) throw notFound();
  return found;
}

/** Adds an operator; the one-time password is in this answer alone. @throws Refusal when the user name is taken */
export async function addOperator(
  room: OperatorsRoom,
  form: { readonly userName: string; readonly displayName: string; readonly role: Role },
  actor: Actor,
  requestId: string,
): Promise<{ operator: Operator; oneTimePassword: string }> {
  const password = oneTimePassword();
  const hash = await room.passwords.hash(password);
  const id = uuidv7();
  const operator = await room.database.transaction(async (tx) => {
    const made = await tx.query(
      `insert into operators (id, user_name, display_name, role, password_hash, must_change_password) values ($1, $2, $3, $4, $5, true)
       on conflict (lower(user_name)) do nothing`,
      [id, form.userName, form.displayName, form.role, hash],
    );
    if (made.rowCount === 0) {
      throw new Refusal(
        'conflict',
        'USER_NAME_TAKEN',
        { ja: 'このユーザー名は既に使用されています。', en: 'This user name is taken.' },
        { field: 'userName' },
      );
    }
    await recordAudit(tx, {
      actor,
      action: 'operator.make',
      target: { kind: 'operator', id, name: form.userName },
      after: { role: form.role },
      requestId,
    });
    await notifyLive(tx, 'operators', id);
    return getOperator(tx, id);
  });
  return { operator, oneTimePassword: password };
}

/**
 * Changes an operator; disabling ends all sessions at once.
 * @throws Refusal when nobody would be left who may administer
 */
export async function changeOperator(
  room: OperatorsRoom,
  id: string,
  change: {
    readonly displayName?: string | undefined;
    readonly role?: Role | undefined;
    readonly disabled?: boolean | undefined;
  },
  actor: Actor,
  requestId: string,
): Promise<Operator> {
  return room.database.transaction(async (tx) => {
    await tx.query('lock table operators in share row exclusive mode');
    const before = await getOperator(tx, id);
    await tx.query(
      `update operators set display_name = coalesce($2, display_name), role = coalesce($3, role),
         disabled_at = case when $4::boolean is null then disabled_at when $4 then coalesce(disabled_at, now()) end where id = $1`,
      [id, change.displayName ?? null, change.role ?? null, change.disabled ?? null],
    );
    const { rows } = await tx.query(
      "select 1 from operators where role = 'administrator' and disabled_at is null limit 1",
    );
    if (rows.length === 0) {
      throw new Refusal('conflict', 'LAST_ADMINISTRATOR', {
        ja: '最後の管理者を無効にしたり、役割を変更したりすることはできません。',
        en: 'The last administrator cannot be disabled or given another role.',
      });
    }
    if (change.disabled) await tx.query('delete from operator_sessions where operator_id = $1', [id]);
    await notifyLive(tx, 'operators', id);
    const after = await getOperator(tx, id);
    await recordAudit(tx, {
      actor,
      action: 'operator.change',
      target: { kind: 'operator', id, name: after.userName },
      before,
      after,
      requestId,
    });
    return after;
  });
}

/**
 * Gives an operator who forgot the password a one-time one, which is in this answer alone; all sessions end at once.
 * @throws Refusal when there is no such operator
 */
export async function resetPassword(
  room: OperatorsRoom,
  id: string,
  actor: Actor,
  requestId: string,
): Promise<{ operator: Operator; oneTimePassword: string }> {
  const password = oneTimePassword();
  const hash = await room.passwords.hash(password);
  const operator = await room.database.transaction(async (tx) => {
    await tx.query('update operators set password_hash = $2, must_change_password = true where id = $1', [id, hash]);
    await tx.query('delete from operator_sessions where operator_id = $1', [id]);
    const after = await getOperator(tx, id);
    await recordAudit(tx, {
      actor,
      action: 'operator.reset',
      target: { kind: 'operator', id, name: after.userName },
      requestId,
    });
    await notifyLive(tx, 'operators', id);
    return after;
  });
  return { operator, oneTimePassword: password };
}
