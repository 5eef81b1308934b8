import { STAGES, type Stage } from '../devices/model/stages.ts';
import type { Queryable } from '../storage/database.ts';
import { notFound } from '../storage/refusal.ts';
import { foldSearchText } from '../storage/search-text.ts';
import { type CarrierId, usualCarrier } from './model/carrier-steps.ts';
import { type FunnelStage, failedOf, funnelOf, type Outcome, type StageCount } from './model/funnel.ts';
import { type PackageState, packageState } from './model/package-state.ts';
import type { Way } from './model/ways.ts';
import { listPins as listStoredPins, type PinItem } from './store/pins.ts';

/** A package as lists and its own page show it. */
export interface PackageItem {
  readonly id: string;
  readonly name: string;
  readonly state: PackageState;
  readonly platform: 'configmgr' | 'epm' | 'none';
  readonly target: {
    readonly kind: 'users' | 'groups' | 'pcs';
    readonly names: string[];
    readonly rows: number;
    readonly excluded: number;
  };
  readonly planned: number | null;
  readonly expiresAt: Date | null;
  readonly pinMintedAt: Date | null;
  readonly pinValidityHours: number;
  readonly pcsPerUser: number;
  readonly networks: string[];
  readonly knownRequired: 'stated' | 'listed';
  readonly withoutUser: 'wait' | 'enroll';
  readonly stopAfter: number;
  readonly plainWay: boolean;
  readonly carrier: CarrierId;
  readonly ways: readonly Way[] | null;
  readonly carrierCaches: readonly string[] | null;
  readonly paused: {
    readonly why: 'first-pcs' | 'failures';
    readonly at: Date;
    readonly accepted: number;
    readonly failed: number;
  } | null;
  readonly roster: { readonly state: 'building' | 'ready' | 'failed'; readonly done: number; readonly total: number };
  readonly funnel: FunnelStage[];
  readonly failed: number;
  readonly lastEventAt: Date | null;
  readonly downloads: { readonly count: number; readonly lastAt: Date | null; readonly lastBy: string | null };
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
  readonly revokedBy: string | null;
}

export type PackageSort = 'created' | '-created' | 'name' | '-name' | 'expires' | '-expires';

/** Which packages are asked for; every given condition must hold. */
export interface PackageQuery {
  readonly q?: string | undefined;
  readonly state?: readonly PackageState[] | undefined;
  readonly platform?: readonly string[] | undefined;
}

interface StateRow {
  readonly id: string;
  readonly name: string;
  readonly revoked_at: Date | null;
  readonly planned: number | null;
  readonly matched: number;
  readonly expires_at: Date | null;
}

const ORDER: Readonly<Record<PackageSort, string>> = {
  created: 'p.created_at, p.id',
  '-created': 'p.created_at desc, p.id desc',
  name: 'p.name collate ja_natural, p.id',
  '-name': 'p.name collate ja_natural desc, p.id desc',
  expires: 'k.expires_at nulls last, p.id',
  '-expires': 'k.expires_at desc nulls last, p.id desc',
};

/** The clock of each package is its PIN that lives longest; where all are revoked, the one that would have. */
const CLOCK = `select package_id, coalesce(max(expires_at) filter (where revoked_at is null), max(expires_at)) as expires_at,
    max(minted_at) filter (where revoked_at is null) as minted_at, count(*)::int as downloads, max(minted_at) as last_at,
    (array_agg(minted_by order by minted_at desc))[1] as last_by
  from pins group by package_id`;

/**
 * Ids of the packages that fit a query, in order. The state of a package is decided in one place (model/package-state.ts),
 * so all packages of the query are looked at; there are hundreds of them, not millions.
 */
async function listIds(q: Queryable, query: PackageQuery, sort: PackageSort, now: Date): Promise<string[]> {
  const { rows } = await q.query<StateRow & Record<string, unknown>>(
    `select p.id, p.name, p.revoked_at, p.planned, coalesce(m.matched, 0)::int as matched, k.expires_at
     from packages p left join (${CLOCK}) k on k.package_id = p.id
       left join (select package_id, count(*) as matched from package_pcs where inventory_matched_at is not null group by package_id) m
         on m.package_id = p.id
     where $1::text[] is null or p.platform = any($1) order by ${ORDER[sort]}`,
    [query.platform ?? null],
  );
  const wanted = query.state;
  const text = foldSearchText((query.q ?? '').trim());
  return rows
    .filter((row) => wanted === undefined || wanted.includes(stateOf(row, now)))
    .filter((row) => foldSearchText(row.name).includes(text))
    .map((row) => row.id);
}

/** A page of packages. */
export async function listPackages(
  q: Queryable,
  query: PackageQuery,
  page: { readonly sort: PackageSort; readonly limit: number; readonly offset: number },
  now: Date,
): Promise<PackageItem[]> {
  const ids = await listIds(q, query, page.sort, now);
  return readPackages(q, ids.slice(page.offset, page.offset + page.limit), now);
}

/** How many packages a query has. */
export async function countPackages(q: Queryable, query: PackageQuery, now: Date): Promise<number> {
  return (await listIds(q, query, '-created', now)).length;
}

/** One package. @throws Refusal when there is none */
export async function getPackage(q: Queryable, id: string, now: Date): Promise<PackageItem> {
  const found = (await readPackages(q, [id], now))[0];
  if (found === undefined) throw notFound();
  return found;
}

/** PINs of a package by when and by whom they were minted; the PINs themselves are not known. */
export async function listPins(q: Queryable, packageId: string): Promise<PinItem[]> {
  return listStoredPins(q, packageId);
}

interface PackageRow {
  readonly id: string;
  readonly name: string;
  readonly platform: PackageItem['platform'];
  readonly target: PackageItem['target']['kind'];
  readonly target_detail: { readonly names?: string[] };
  readonly planned: number | null;
  readonly known_required: 'stated' | 'listed';
  readonly networks: string[];
  readonly pin_validity_hours: number;
  readonly pcs_per_user: number;
  readonly without_user: 'wait' | 'enroll';
  readonly plain_way: boolean;
  readonly carrier: CarrierId | null;
  readonly ways: readonly Way[] | null;
  readonly carrier_caches: readonly string[] | null;
  readonly stop_after: number;
  readonly paused_at: Date | null;
  readonly paused_why: 'first-pcs' | 'failures' | null;
  readonly paused_detail: { readonly accepted?: number; readonly failed?: number } | null;
  readonly roster_state: 'building' | 'ready' | 'failed';
  readonly roster_total: number;
  readonly roster_done: number;
  readonly roster_excluded: number;
  readonly created_by: string;
  readonly created_at: Date;
  readonly revoked_at: Date | null;
  readonly revoked_by: string | null;
  readonly expires_at: Date | null;
  readonly minted_at: Date | null;
  readonly downloads: number | null;
  readonly last_at: Date | null;
  readonly last_by: string | null;
}

/** Packages by id, in the order asked for: two statements, however many. */
async function readPackages(q: Queryable, ids: readonly string[], now: Date): Promise<PackageItem[]> {
  if (ids.length === 0) return [];
  const { rows } = await q.query<PackageRow & Record<string, unknown>>(
    `select p.*, p.networks::text[] as networks, k.expires_at, k.minted_at, k.downloads, k.last_at, k.last_by
     from packages p left join (${CLOCK}) k on k.package_id = p.id where p.id = any($1::uuid[])`,
    [ids],
  );
  const counts = await countStages(q, ids);
  const byId = new Map(rows.map((row) => [row.id, toItem(row, counts.get(row.id) ?? [], now)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

interface PackageStageCount extends StageCount {
  readonly lastEventAt: Date | null;
}

async function countStages(q: Queryable, ids: readonly string[]): Promise<Map<string, PackageStageCount[]>> {
  const { rows } = await q.query<{
    package_id: string;
    stage: string | null;
    outcome: Outcome;
    pcs: number;
    last: Date;
  }>(
    `select package_id, stage, outcome, count(*)::int as pcs, max(updated_at) as last
     from package_pcs where package_id = any($1::uuid[]) group by package_id, stage, outcome`,
    [ids],
  );
  const byPackage = new Map<string, PackageStageCount[]>();
  for (const row of rows) {
    const stage = STAGES.find((known) => known === row.stage) ?? null;
    const lastEventAt = stage === null && row.outcome === 'not-seen' ? null : row.last;
    const list = byPackage.get(row.package_id) ?? [];
    list.push({ stage, outcome: row.outcome, pcs: row.pcs, lastEventAt });
    byPackage.set(row.package_id, list);
  }
  return byPackage;
}

function matchedOf(counts: readonly StageCount[]): number {
  const last: Stage = 'inventory-matched';
  return counts.filter((count) => count.stage === last).reduce((sum, count) => sum + count.pcs, 0);
}

function stateOf(row: StateRow, now: Date): PackageState {
  return packageState(
    { revokedAt: row.revoked_at, expiresAt: row.expires_at, planned: row.planned, matched: row.matched },
    now,
  );
}

function toItem(row: PackageRow, counts: readonly PackageStageCount[], now: Date): PackageItem {
  const events = counts.flatMap((count) => (count.lastEventAt === null ? [] : [count.lastEventAt.getTime()]));
  const paused =
    row.paused_at === null || row.paused_why === null
      ? null
      : {
          why: row.paused_why,
          at: row.paused_at,
          accepted: row.paused_detail?.accepted ?? 0,
          failed: row.paused_detail?.failed ?? 0,
        };
  return {
    id: row.id,
    name: row.name,
    state: stateOf({ ...row, matched: matchedOf(counts) }, now),
    platform: row.platform,
    target: {
      kind: row.target,
      names: row.target_detail.names ?? [],
      rows: Math.max(0, row.roster_total - row.roster_excluded),
      excluded: row.roster_excluded,
    },
    planned: row.planned,
    expiresAt: row.expires_at,
    pinMintedAt: row.minted_at,
    pinValidityHours: row.pin_validity_hours,
    pcsPerUser: row.pcs_per_user,
    networks: row.networks,
    knownRequired: row.known_required,
    withoutUser: row.without_user,
    stopAfter: row.stop_after,
    plainWay: row.plain_way,
    carrier: row.carrier ?? usualCarrier({ platform: row.platform, target: row.target, withoutUser: row.without_user }),
    ways: row.ways,
    carrierCaches: row.carrier_caches,
    paused,
    roster: { state: row.roster_state, done: row.roster_done, total: row.roster_total },
    funnel: funnelOf(counts, row.planned),
    failed: failedOf(counts),
    lastEventAt: events.length === 0 ? null : new Date(Math.max(...events)),
    downloads: { count: row.downloads ?? 0, lastAt: row.last_at, lastBy: row.last_by },
    createdBy: row.created_by,
    createdAt: row.created_at,
    revokedAt: row.revoked_at,
    revokedBy: row.revoked_by,
  };
}
