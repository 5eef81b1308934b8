import { createPrivateKey, X509Certificate } from 'node:crypto';
import { recordAudit } from '../../operators/audit.ts';
import type { Actor } from '../../operators/model/actor.ts';
import type { Transaction } from '../../storage/database.ts';
import { uuidv7 } from '../../storage/ids.ts';
import { notifyLive } from '../../storage/live.ts';
import { Refusal } from '../../storage/refusal.ts';
import { parseFilter } from './ldap/search-pages.ts';
import { SourceError } from './model/problems.ts';
import { ownedFields, readsAnew, type SourceConfig, secretGoesElsewhere } from './model/source-config.ts';
import { type SourcesRoom, secretContext } from './sources-room.ts';
import { findLiveRun } from './store/run-store.ts';
import { getSource } from './store/source-store.ts';

/** A source as an operator describes it. The secret goes in and never comes out. */
export interface SourceForm {
  readonly name: string;
  readonly config: SourceConfig;
  readonly secret?: string | undefined;
}

/** What an operator changes; what is absent stays. */
export interface SourceChange {
  readonly name?: string | undefined;
  readonly config?: SourceConfig | undefined;
  readonly secret?: string | undefined;
  readonly enabled?: boolean | undefined;
  /** 1 = before all others, by which it owns the people that others have too. */
  readonly rank?: number | undefined;
}

/** Adds a source, after all others in rank; nothing is read by that. @throws Refusal */
export async function makeSource(
  room: SourcesRoom,
  form: SourceForm,
  actor: Pick<Actor, 'name'>,
  requestId: string,
): Promise<string> {
  checkConfig(form.config, form.secret);
  if (form.config.kind !== 'scim' && (form.secret ?? '') === '') throw secretNeeded();
  const id = uuidv7(room.clock().getTime());
  await room.database.transaction(async (tx) => {
    const made = await tx.query(
      `insert into sources (id, kind, name, rank, config, sealed_secret, owns, created_by, created_at, updated_at)
       values ($1, $2, $3, (select coalesce(max(rank), 0) + 1 from sources), $4, $5, $6, $7, $8, $8) on conflict (lower(name)) do nothing`,
      [
        id,
        form.config.kind,
        form.name,
        JSON.stringify(form.config),
        sealed(room, id, form.secret),
        ownedFields(form.config),
        actor.name,
        room.clock(),
      ],
    );
    if (made.rowCount === 0) throw nameTaken();
    await recordAudit(tx, {
      actor,
      action: 'source.make',
      target: { kind: 'source', id, name: form.name },
      after: form.config,
      requestId,
    });
    await notifyLive(tx, 'sources', id);
  });
  return id;
}

/** Changes a source. Another server, account or trust needs the secret anew. @throws Refusal */
export async function changeSource(
  room: SourcesRoom,
  id: string,
  change: SourceChange,
  actor: Pick<Actor, 'name'>,
  requestId: string,
): Promise<void> {
  await room.database.transaction(async (tx) => {
    const before = await getSource(tx, id, true);
    const config = change.config ?? before.config;
    if (config.kind !== before.kind)
      throw invalid(
        'KIND_FIXED',
        'config.kind',
        'ソースの種類は変更できません。',
        'The kind of a source cannot be changed.',
      );
    checkConfig(config, change.secret);
    if ((change.secret ?? '') === '' && secretGoesElsewhere(before.config, config)) throw secretNeeded();
    const name = change.name ?? before.name;
    const taken = await tx.query('select 1 from sources where lower(name) = lower($1) and id <> $2', [name, id]);
    if (taken.rows.length > 0) throw nameTaken();
    const isAnew = readsAnew(before.config, config);
    if (isAnew && (await findLiveRun(tx, id)) !== null) throw runUnderWay();
    const enabled = change.enabled ?? before.enabled;
    await tx.query(
      `update sources set name = $2, config = $3, sealed_secret = coalesce($4, sealed_secret), owns = $5, enabled = $6,
         cursor = case when $7 then null else cursor end, full_at = case when $7 then null else full_at end,
         next_run_at = case when not $6 or $8 = 0 or synced_at is null then null else synced_at + make_interval(mins => $8) end, updated_at = $9
       where id = $1`,
      [
        id,
        name,
        JSON.stringify(config),
        sealed(room, id, change.secret),
        ownedFields(config),
        enabled,
        isAnew,
        'everyMinutes' in config ? config.everyMinutes : 0,
        room.clock(),
      ],
    );
    if (change.rank !== undefined) await moveTo(tx, id, change.rank);
    await recordAudit(tx, {
      actor,
      action: 'source.change',
      target: { kind: 'source', id, name },
      before: { name: before.name, enabled: before.enabled, config: before.config },
      after: { name, enabled, config, ...((change.secret ?? '') === '' ? {} : { secret: 'changed' }) },
      requestId,
    });
    await notifyLive(tx, 'sources', id);
  });
}

/** The others keep their order. */
async function moveTo(tx: Transaction, id: string, rank: number): Promise<void> {
  const { rows } = await tx.query<{ id: string }>(
    'select id from sources where id <> $1 order by rank, created_at, id for update',
    [id],
  );
  const order = rows.map((row) => row.id);
  order.splice(Math.max(0, rank - 1), 0, id);
  await tx.query(
    'update sources s set rank = g.rank from unnest($1::uuid[], $2::int[]) as g(id, rank) where s.id = g.id',
    [order, order.map((_id, at) => at + 1)],
  );
}

/**
 * Deletes a source. Its people and groups stay as they are, and belong to the operators from now on; its SCIM tokens
 * stop at once.
 */
export async function deleteSource(
  room: SourcesRoom,
  id: string,
  actor: Pick<Actor, 'name'>,
  requestId: string,
): Promise<void> {
  await room.database.transaction(async (tx) => {
    const source = await getSource(tx, id, true);
    if ((await findLiveRun(tx, id)) !== null) throw runUnderWay();
    await tx.query("update users set source = 'manual', operator_disabled = disabled where source = $1", [id]);
    await tx.query("update groups set source = 'manual' where source = $1", [id]);
    await tx.query('delete from source_members where source_id = $1', [id]);
    await tx.query('delete from sources where id = $1', [id]);
    await recordAudit(tx, {
      actor,
      action: 'source.delete',
      target: { kind: 'source', id, name: source.name },
      before: source.config,
      requestId,
    });
    await notifyLive(tx, 'sources', id);
  });
}

function sealed(room: SourcesRoom, id: string, secret: string | undefined): Buffer | null {
  return (secret ?? '') === '' ? null : room.seal(Buffer.from(secret ?? '', 'utf8'), secretContext(id));
}

/** What a schema cannot say of settings: filters, certificates and keys are read. @throws Refusal */
export function checkConfig(config: SourceConfig, secret: string | undefined): void {
  if (config.kind === 'ldap') {
    for (const field of ['userFilter', 'groupFilter'] as const) {
      if (config[field] === '') continue;
      if (!config[field].startsWith('(') || !config[field].endsWith(')'))
        throw invalid(
          'FILTER_NOT_VALID',
          `config.${field}`,
          'フィルターは ( ) で囲んでください。',
          'Put the filter in ( ).',
        );
      try {
        parseFilter(config[field]);
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        throw invalid(
          'FILTER_NOT_VALID',
          `config.${field}`,
          `フィルターの形式が正しくありません: ${error.problem.params['detail'] ?? ''}`,
          error.message,
        );
      }
    }
    if (config.ca !== '') checkPem(config.ca, 'config.ca');
    const given = new Set(config.domains.map((domain) => domain.base.toLowerCase()));
    if (given.size < config.domains.length)
      throw invalid('BASE_TWICE', 'config.domains', '同じ検索ベースが 2 つあります。', 'The same base is there twice.');
  }
  if (config.kind === 'entra' && config.credential === 'certificate') {
    checkPem(config.certificate, 'config.certificate');
    if ((secret ?? '') !== '') checkKey(secret ?? '', config.certificate);
  }
}

function checkPem(pem: string, field: string): void {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    if (blocks.length === 0) throw new Error('no certificate');
    for (const block of blocks) new X509Certificate(block);
  } catch {
    throw invalid(
      'CERTIFICATE_NOT_VALID',
      field,
      '証明書を PEM 形式 (-----BEGIN CERTIFICATE-----) で貼り付けてください。',
      'Paste the certificate in PEM form (-----BEGIN CERTIFICATE-----).',
    );
  }
}

function checkKey(key: string, certificate: string): void {
  let fits = false;
  try {
    fits = new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
  } catch {
    fits = false;
  }
  if (!fits)
    throw invalid(
      'KEY_NOT_VALID',
      'secret',
      '秘密鍵を PEM 形式で貼り付けてください。証明書と対になる鍵が必要です。',
      'Paste the private key in PEM form; it must belong to the certificate.',
    );
}

function invalid(code: string, field: string, ja: string, en: string): Refusal {
  return new Refusal('invalid', code, { ja, en }, { field });
}

function nameTaken(): Refusal {
  return new Refusal(
    'conflict',
    'SOURCE_NAME_TAKEN',
    { ja: 'この名前のソースは既に存在します。', en: 'There is a source of this name already.' },
    { field: 'name' },
  );
}

function secretNeeded(): Refusal {
  return invalid(
    'SECRET_NEEDED',
    'secret',
    'パスワードまたはシークレットを入力してください。接続先を変更したときも必要です。',
    'Enter the password or secret. It is needed again when it would go somewhere else.',
  );
}

function runUnderWay(): Refusal {
  return new Refusal('conflict', 'RUN_UNDER_WAY', {
    ja: '同期の実行中です。完了するか中止するまで待ってください。',
    en: 'A run is under way. Wait until it is over, or stop it.',
  });
}
