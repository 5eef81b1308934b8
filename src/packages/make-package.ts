import { recordAudit } from '../operators/audit.ts';
import type { Actor } from '../operators/model/actor.ts';
import { uuidv7 } from '../storage/ids.ts';
import { notifyLive } from '../storage/live.ts';
import { Refusal } from '../storage/refusal.ts';
import { buildRoster } from './build-roster.ts';
import { checkDelivery, type Delivery } from './check-delivery.ts';
import { parseNetwork } from './model/network.ts';
import { checkTypedCount } from './model/typed-count.ts';
import type { PackagesRoom } from './packages-room.ts';
import { type PackageTarget, previewTarget, type TargetPreview } from './preview-target.ts';

/** The form of a new package. What is absent takes the setting of the installation. */
export interface NewPackage {
  readonly name: string;
  readonly platform: 'configmgr' | 'epm' | 'none';
  readonly target: PackageTarget;
  /** CIDR; empty = any network. */
  readonly networks: readonly string[];
  readonly knownRequired?: 'stated' | 'listed' | undefined;
  readonly pinValidityHours?: number | undefined;
  readonly pcsPerUser?: number | undefined;
  readonly withoutUser: 'wait' | 'enroll';
  readonly stopAfter?: number | undefined;
  readonly plainWay: boolean;
  readonly typedCount?: number | undefined;
  readonly carrier?: Delivery['carrier'] | undefined;
  readonly ways?: Delivery['ways'] | undefined;
  readonly carrierCaches?: Delivery['carrierCaches'] | undefined;
}

/** Rosters up to this many rows are written before the answer, larger ones by a job. */
const ROWS_AT_ONCE = 2_000;

/**
 * Makes a package: checks the form, keeps it, and writes its roster. No PIN exists before the first download.
 * @returns the id of the package
 * @throws Refusal where a rule refuses the form; nothing is kept then
 */
export async function makePackage(
  room: PackagesRoom,
  form: NewPackage,
  actor: Actor,
  requestId: string,
): Promise<string> {
  const settings = room.settings();
  const pcsPerUser = form.target.kind === 'pcs' ? 1 : (form.pcsPerUser ?? settings['package.pcsPerUser']);
  const networks = checkNetworks(form.networks);
  const delivery = checkDelivery(
    { platform: form.platform, target: form.target.kind, withoutUser: form.withoutUser },
    { carrier: form.carrier ?? null, ways: form.ways ?? null, carrierCaches: form.carrierCaches ?? null },
  );
  const preview = await previewTarget(room, form.target, pcsPerUser);
  const planned = checkTarget(form, preview);
  const knownRequired = chooseKnownRequired(form, preview);
  const names = await targetNames(room, form.target);
  const rows = preview.users + preview.pcs + preview.excludedCount;
  const id = uuidv7(room.clock().getTime());
  await room.database.transaction(async (tx) => {
    await tx.query(
      `insert into packages (id, name, platform, target, target_detail, planned, known_required, networks, pin_validity_hours, pcs_per_user,
        without_user, plain_way, stop_after, roster_total, created_by, created_at, carrier, ways, carrier_caches)
       values ($1, $2, $3, $4, $5, $6, $7, (select coalesce(array_agg(network(n::inet)), '{}') from unnest($8::text[]) n), $9, $10, $11, $12, $13,
         $14, $15, $16, $17, $18, $19)`,
      [
        id,
        form.name,
        form.platform,
        form.target.kind,
        JSON.stringify({ target: form.target, names }),
        planned,
        knownRequired,
        networks,
        form.pinValidityHours ?? settings['package.pinValidityHours'],
        pcsPerUser,
        form.withoutUser,
        form.plainWay,
        form.stopAfter ?? settings['package.stopAfter'],
        rows,
        actor.name,
        room.clock(),
        delivery.carrier,
        delivery.ways,
        delivery.carrierCaches,
      ],
    );
    await recordAudit(tx, {
      actor,
      action: 'package.make',
      target: { kind: 'package', id, name: form.name },
      after: {
        platform: form.platform,
        target: form.target.kind,
        names,
        planned,
        knownRequired,
        networks,
        pcsPerUser,
        ...delivery,
      },
      requestId,
    });
    await notifyLive(tx, 'packages', id);
  });
  if (rows <= ROWS_AT_ONCE) await buildRoster(room, id);
  else await room.queueRoster(id);
  return id;
}

/** Takes up rosters whose writing was cut off with the process; called at start. */
export async function resumeRosters(room: PackagesRoom): Promise<void> {
  const { rows } = await room.database.query<{ id: string }>("select id from packages where roster_state = 'building'");
  for (const row of rows) await room.queueRoster(row.id);
}

function checkNetworks(typed: readonly string[]): string[] {
  return typed.map((text) => {
    const network = parseNetwork(text);
    if (network === null) {
      const shown = text.slice(0, 64);
      throw new Refusal(
        'invalid',
        'NETWORK_MALFORMED',
        {
          ja: `ネットワークの形式が正しくありません: "${shown}"。10.20.0.0/16 のように入力してください。`,
          en: `This is not a network: "${shown}". Type it like 10.20.0.0/16.`,
        },
        { field: 'networks' },
      );
    }
    return network;
  });
}

/** The planned number of PCs, or a refusal. */
function checkTarget(form: NewPackage, preview: TargetPreview): number | null {
  if (preview.maximumPcs === 0) {
    throw new Refusal(
      'invalid',
      'TARGET_EMPTY',
      {
        ja: '対象に登録できるユーザーまたは PC がありません。含まれない理由を確認してください。',
        en: 'The target holds no user or PC that can enroll. Check why they stay out.',
      },
      { field: 'target' },
    );
  }
  const count = checkTypedCount({
    platform: form.platform,
    target: form.target.kind,
    most: preview.maximumPcs,
    typed: form.typedCount,
  });
  if ('code' in count) throw new Refusal('invalid', count.code, count.text, { field: 'typedCount' });
  return count.planned;
}

/** "Listed" is the default where every row of the list has a fact beyond the name; people are never listed (design fact 6). */
function chooseKnownRequired(form: NewPackage, preview: TargetPreview): 'stated' | 'listed' {
  if (form.knownRequired === undefined) return preview.everyRowHasId ? 'listed' : 'stated';
  if (form.knownRequired === 'listed' && form.target.kind !== 'pcs') {
    throw new Refusal(
      'invalid',
      'LISTED_NEEDS_LIST',
      {
        ja: '[一覧と一致] を選択できるのは、対象が PC の一覧のときだけです。',
        en: '[Matches the list] needs a list of PCs as the target.',
      },
      { field: 'knownRequired' },
    );
  }
  return form.knownRequired;
}

/** Names of the users, groups or file of a target as the package's page shows them, at most ten. */
async function targetNames(room: PackagesRoom, target: PackageTarget): Promise<string[]> {
  if (target.kind === 'pcs') {
    const { rows } = await room.database.query<{ name: string }>(
      'select file_name as name from imports where id = $1',
      [target.importId],
    );
    return rows.map((row) => row.name);
  }
  const from = target.kind === 'users' ? 'select display_name as name from users' : 'select name from groups';
  const { rows } = await room.database.query<{ name: string }>(
    `${from} where id = any($1::uuid[]) order by 1 limit 10`,
    [target.ids],
  );
  return rows.map((row) => row.name);
}
