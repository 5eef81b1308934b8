import { randomBytes } from 'node:crypto';
import type { Database } from '../../src/storage/database.ts';
import { uuidv7 } from '../../src/storage/ids.ts';

export const NOW = new Date('2026-11-25T03:00:00Z');
export const at = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);

/** A record of the registry as tests make it; what is absent is not known. */
export interface Made {
  readonly name?: string;
  readonly domain?: string;
  readonly serial?: string;
  readonly uuid?: string;
  readonly hwDevId?: string;
  readonly configmgrId?: string;
  readonly epmId?: string;
  readonly macs?: readonly string[];
  readonly lastContactAt?: Date;
  readonly createdAt?: Date;
  /** It has a living enrollment since then. */
  readonly livingSince?: Date;
  /** A claim of it lives that had no session. */
  readonly isClaiming?: boolean;
}

let counter = 0;
export const uuidOf = (n: number) => `4c4c4544-0042-4810-8052-${String(n).padStart(12, '0')}`;

/** A package that records belong to. */
export async function addPackage(database: Database, name = '東京本社'): Promise<string> {
  const id = uuidv7();
  await database.query(
    `insert into packages (id, name, platform, target, known_required, pin_validity_hours, pcs_per_user, without_user, stop_after, created_by)
     values ($1, $2, 'configmgr', 'pcs', 'stated', 24, 1, 'wait', 0, 'test')`,
    [id, name],
  );
  return id;
}

/** A record with its claim, and where it lives its enrollment and certificate. */
export async function addRecord(database: Database, packageId: string, made: Made = {}): Promise<string> {
  const id = uuidv7();
  const name = made.name ?? `PC-${++counter}`;
  await database.query(
    `insert into devices (id, name, name_key, domain, serial, uuid, hwdevid, configmgr_id, epm_id, state, search, package_id, platform, last_contact_at,
       created_at) values ($1, $2, upper($2), $3, $4, $5, $6, $7, $8, $9, lower($2), $10, 'configmgr', $11, $12)`,
    [
      id,
      name,
      made.domain ?? '',
      made.serial ?? null,
      made.uuid ?? null,
      made.hwDevId ?? null,
      made.configmgrId ?? null,
      made.epmId ?? null,
      made.livingSince === undefined ? 'notseen' : 'enrolled',
      packageId,
      made.lastContactAt ?? null,
      made.createdAt ?? at(-500),
    ],
  );
  if (made.macs !== undefined || made.livingSince !== undefined || made.isClaiming === true)
    await addClaim(database, packageId, id, made, name);
  return id;
}

async function addClaim(database: Database, packageId: string, id: string, made: Made, name: string): Promise<void> {
  const claim = uuidv7();
  const state = made.livingSince !== undefined ? 'used' : made.isClaiming === true ? 'reserved' : 'expired';
  const isOver = state === 'expired';
  await database.query(
    `insert into claims (id, device_id, package_id, state, token_hmac, identity_kind, identity_name, name_key, macs, facts, known, created_at,
       expires_at, renew_until, first_session_at, ended_at) values ($1, $2, $3, $4, $5, 'user', 'u@example.test', upper($6), $7, '{}', 'listed', $8, $9, $9, $10, $11)`,
    [
      claim,
      id,
      packageId,
      state,
      randomBytes(32),
      name,
      made.macs ?? [],
      made.livingSince ?? at(-400),
      at(5),
      made.livingSince ?? null,
      isOver ? at(-390) : null,
    ],
  );
  if (made.livingSince === undefined) return;
  const enrollment = uuidv7();
  await database.query(
    `insert into enrollments (device_id, id, claim_id, package_id, enrollment_type, source, state, probation, bound, client_hash, server_hash,
       client_nonce, created_at, first_session_at) values ($1, $2, $3, $4, 'Device', 's', 'active', false, 'mac', '', '', '', $5, $5)`,
    [id, enrollment, claim, packageId, made.livingSince],
  );
  const der = randomBytes(40);
  await database.query(
    `insert into certificates (device_id, serial, enrollment_id, fingerprint, der, not_before, not_after, issued_at)
     values ($1, $2, $3, $4, $4, $5, $6, $5)`,
    [id, randomBytes(16).toString('hex'), enrollment, der, made.livingSince, at(8_760)],
  );
}

/** Rows of every table that belongs to a record, as a PC with a past has them. */
export async function addPast(database: Database, packageId: string, id: string, list: string): Promise<void> {
  const query = (text: string, values: unknown[]) => database.query(text, values);
  const session = uuidv7();
  const pc = `d:${id}`;
  await query('insert into device_events (device_id, id, kind) values ($1, $2, $3)', [id, uuidv7(), 'first-session']);
  await query(
    `insert into inventory_items (device_id, uri, value, status, seen_at) values ($1, './A', $2, 200, $3), ($1, $4, 'own', 200, $3)`,
    [id, `of ${id}`, at(-2), `./${id}`],
  );
  await query(
    `insert into sessions (device_id, id, enrollment_id, session_id, state, started_at) values ($1, $2, $2, '1', 'ended', $3)`,
    [id, session, at(-3)],
  );
  await query(
    `insert into session_messages (device_id, at, session, msg_id, direction, xml) values ($1, current_date, $2, 1, 'received', '<a/>')`,
    [id, session],
  );
  await query(
    `insert into commands (device_id, enrollment_id, purpose, verb, uri, state, queued_by, expires_at) values ($1, $2, 'inventory', 'Get', './A', 'queued', 't', $3)`,
    [id, session, at(100)],
  );
  await query(
    `insert into attempts (day, fold, id, first_at, last_at, step, outcome, device_id, request_id)
     values (current_date, $1, $2, $3, $3, 'claim', 'accepted', $4, 'r')`,
    [uuidv7(), uuidv7(), at(-4), id],
  );
  await query(`insert into roster_rows (package_id, kind, device_id, name) values ($1, 'pc', $2, 'x')`, [
    packageId,
    id,
  ]);
  await query(
    `insert into package_pcs (package_id, key, device_id, name, name_key, stage, outcome, updated_at) values ($1, $2, $3, 'x', 'X', 'first-session', 'done', $4)`,
    [packageId, pc, id, at(-3)],
  );
  const evidence = uuidv7();
  await query(
    `insert into evidence (pc, id, device_id, name, proof, received_at, last_at, bytes, packed, facts, facts_sha256)
     values ($1, $2, $3, 'x', 'certificate', $4, $4, 1, '\\x00', '\\x00', $5)`,
    [pc, evidence, id, at(-2), randomBytes(32)],
  );
  await query(
    `insert into diagnoses (pc, evidence_id, device_id, name, proof, evidence_at, verdict_id, severity, confidence, state_id, rules, diagnosed_at)
     values ($1, $2, $3, 'x', 'certificate', $4, 'V', 'error', 'high', 'S', 'r', $4)`,
    [pc, evidence, id, at(-2)],
  );
  await query(
    `insert into findings (pc, finding_id, first_at, severity, confidence, last_at) values ($1, 'F_A', $2, 'error', 'high', $2), ($1, 'F_B', $2, 'error', 'high', $2)`,
    [pc, at(-2 - Math.random())],
  );
  await query(
    `insert into device_list_entries (pc, source, list_id, device_id, line, name, way, exported_at, says, in_force)
     values ($1, 'intune', $2, $3, 2, 'x', 'serial', $4, '{}', true)`,
    [pc, list, id, at(-20)],
  );
}

/** What a PC is meant to become. */
export async function addIntention(database: Database, id: string): Promise<void> {
  await database.query(
    "insert into device_intentions (device_id, intention, set_by, set_at) values ($1, 'baton', 't', $2)",
    [id, NOW],
  );
}

/** A device list that was taken over. */
export async function addList(database: Database): Promise<string> {
  const id = uuidv7();
  await database.query(
    `insert into device_lists (id, source, file_name, exported_at, used_at, used_by, rows, pcs) values ($1, 'intune', 'a.csv', $2, $2, 't', 1, 1)`,
    [id, at(-20)],
  );
  return id;
}

/** Tables that hold rows of records, and the column that says of which. */
export const OWNED: Readonly<Record<string, string>> = {
  attempts: 'device_id',
  certificates: 'device_id',
  claims: 'device_id',
  commands: 'device_id',
  device_events: 'device_id',
  device_intentions: 'device_id',
  device_list_entries: 'pc',
  diagnoses: 'pc',
  enrollments: 'device_id',
  evidence: 'pc',
  findings: 'pc',
  inventory_items: 'device_id',
  package_pcs: 'device_id',
  roster_rows: 'device_id',
  session_messages: 'device_id',
  sessions: 'device_id',
};

/** All rows of a record, by table, in an order of their own. */
export async function rowsOf(database: Database, id: string): Promise<Record<string, unknown[]>> {
  const tables = await Promise.all(
    Object.entries(OWNED).map(async ([table, column]) => {
      const { rows } = await database.query<{ row: unknown }>(
        `select to_jsonb(t) as row from ${table} t where ${column}::text = $1 order by 1`,
        [column === 'pc' ? `d:${id}` : id],
      );
      return [table, rows.map(({ row }) => row)] as const;
    }),
  );
  const { rows } = await database.query<{ row: unknown }>('select to_jsonb(d) as row from devices d where id = $1', [
    id,
  ]);
  return { devices: rows.map(({ row }) => row), ...Object.fromEntries(tables) };
}

/** The only open group of exactly these records. */
export async function groupOf(database: Database, members: readonly string[]): Promise<string> {
  const { rows } = await database.query<{ id: string }>(
    "select id from duplicate_groups where state = 'open' and members @> $1::uuid[] and members <@ $1::uuid[]",
    [members],
  );
  if (rows[0] === undefined) throw new Error('no open group of these records');
  return rows[0].id;
}
