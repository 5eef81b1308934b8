import { isReasonId, type ReasonId, type Text } from '../devices/model/reasons.ts';
import { STAGES, type Stage } from '../devices/model/stages.ts';
import { needsPerson } from '../devices/model/state-after.ts';
import { listPackages } from '../packages/list-packages.ts';
import { type FunnelStage, funnelOf, type Outcome, type StageCount } from '../packages/model/funnel.ts';
import type { Queryable } from '../storage/database.ts';
import { type Attention, attentionOf } from './model/attention.ts';
import { type EndingPin, type NextStep, nextStep, type Situation, type Trouble } from './model/next-step.ts';
import { recentText } from './model/recent-text.ts';

/** What the overview depends on beside the database. */
export interface OverviewOptions {
  readonly now: Date;
  readonly pinEnabled: boolean;
  readonly isInMaintenance: boolean;
  readonly silentDays: number;
}

/** The first page after the sign-in: where are we, what is in the way. */
export interface Overview {
  readonly sentence: NextStep;
  readonly setup: Situation['setup'];
  /** PCs typed or listed when packages were made; null where no package says. */
  readonly planned: number | null;
  readonly packages: number;
  readonly funnel: readonly FunnelStage[];
  readonly counts: {
    readonly enrolled: number;
    readonly configmgr: number;
    readonly epm: number;
    readonly oldOnly: number | null;
  };
  readonly attention: readonly Attention[];
  readonly recent: readonly {
    readonly at: Date;
    readonly deviceId: string;
    readonly name: string;
    readonly text: Text;
  }[];
  readonly series: readonly { readonly day: string; readonly enrolled: number; readonly planned: number | null }[];
}

const DAY_MS = 86_400_000;
const DAYS_SHOWN = 56;
const RECENT_SHOWN = 10;
const PACKAGES_LOOKED_AT = 1_000;

/** Reads the overview. Revoked packages no longer count; PCs that they enrolled do. */
export async function getOverview(q: Queryable, options: OverviewOptions): Promise<Overview> {
  const { now } = options;
  const all = await listPackages(q, {}, { sort: '-created', limit: PACKAGES_LOOKED_AT, offset: 0 }, now);
  const living = all.filter((pkg) => pkg.state !== 'revoked');
  const known = living.flatMap((pkg) => (pkg.planned === null ? [] : [pkg.planned]));
  const planned = known.length === 0 ? null : known.reduce((sum, pcs) => sum + pcs, 0);
  const fleet = await countFleet(q, options);
  const stages = await countStages(q);
  const situation: Situation = {
    isInMaintenance: options.isInMaintenance,
    paused: living.filter((pkg) => pkg.paused !== null).map((pkg) => ({ packageId: pkg.id, packageName: pkg.name })),
    troubles: await listTroubles(q),
    endingPins: living.flatMap((pkg) => endingPin(pkg, now)),
    longProbation: fleet.longProbation,
    silent: fleet.silent,
    silentDays: options.silentDays,
    setup: {
      users: fleet.users,
      pinEnrollment: options.pinEnabled,
      packages: all.length > 0,
      heard: all.some((pkg) => pkg.lastEventAt !== null),
    },
    planned,
    enrolled: fleet.enrolled,
  };
  return {
    sentence: nextStep(situation),
    setup: situation.setup,
    planned,
    packages: living.length,
    funnel: funnelOf(stages, planned),
    counts: {
      enrolled: fleet.enrolled,
      configmgr: fleet.configmgr,
      epm: fleet.epm,
      oldOnly: planned === null ? null : Math.max(0, planned - fleet.enrolled),
    },
    attention: attentionOf(situation),
    recent: await listRecent(q),
    series: await listSeries(q, now),
  };
}

interface Fleet {
  readonly enrolled: number;
  readonly configmgr: number;
  readonly epm: number;
  readonly longProbation: number;
  readonly silent: number;
  readonly users: boolean;
}

async function countFleet(q: Queryable, { now, silentDays }: OverviewOptions): Promise<Fleet> {
  const { rows } = await q.query<Fleet & Record<string, unknown>>(
    `select count(*) filter (where state = 'enrolled')::int as enrolled,
       count(*) filter (where state = 'enrolled' and platform = 'configmgr')::int as configmgr,
       count(*) filter (where state = 'enrolled' and platform = 'epm')::int as epm,
       count(*) filter (where state = 'probation' and state_since < $1)::int as "longProbation",
       count(*) filter (where state = 'enrolled' and last_contact_at < $2)::int as silent,
       exists (select 1 from users) as users
     from devices where state in ('enrolled', 'probation')`,
    [new Date(now.getTime() - DAY_MS / 24), new Date(now.getTime() - silentDays * DAY_MS)],
  );
  return rows[0] ?? { enrolled: 0, configmgr: 0, epm: 0, longProbation: 0, silent: 0, users: false };
}

async function countStages(q: Queryable): Promise<StageCount[]> {
  const { rows } = await q.query<{ stage: string | null; outcome: Outcome; pcs: number }>(
    `select x.stage, x.outcome, count(*)::int as pcs from package_pcs x join packages p on p.id = x.package_id
     where p.revoked_at is null group by x.stage, x.outcome`,
  );
  return rows.map((row) => ({ ...row, stage: STAGES.find((stage) => stage === row.stage) ?? null }));
}

/** Causes that need a person, by package, most PCs first. */
async function listTroubles(q: Queryable): Promise<Trouble[]> {
  const { rows } = await q.query<{ package_id: string; name: string; reason_id: string; pcs: number }>(
    `select x.package_id, p.name, x.reason_id, count(*)::int as pcs from package_pcs x join packages p on p.id = x.package_id
     where p.revoked_at is null and x.reason_id is not null group by x.package_id, p.name, x.reason_id
     order by pcs desc, x.package_id, x.reason_id`,
  );
  return rows.flatMap((row) => {
    const reason: ReasonId | null = isReasonId(row.reason_id) && needsPerson(row.reason_id) ? row.reason_id : null;
    return reason === null ? [] : [{ packageId: row.package_id, packageName: row.name, reason, pcs: row.pcs }];
  });
}

/** A running package in the last quarter of its PIN's validity, or past it, with PCs still to come. */
function endingPin(pkg: Awaited<ReturnType<typeof listPackages>>[number], now: Date): EndingPin[] {
  if (pkg.expiresAt === null || pkg.pinMintedAt === null || pkg.state === 'done') return [];
  const last: Stage = 'inventory-matched';
  const matched = pkg.funnel.find((column) => column.stage === last)?.reached ?? 0;
  const outstanding = pkg.planned === null ? null : Math.max(0, pkg.planned - matched);
  if (outstanding === 0) return [];
  const left = pkg.expiresAt.getTime() - now.getTime();
  const validity = pkg.expiresAt.getTime() - pkg.pinMintedAt.getTime();
  if (left > validity / 4) return [];
  const isOver = left <= 0;
  // nobody knows whether anyone is still to come
  if (isOver && outstanding === null) return [];
  return [{ packageId: pkg.id, packageName: pkg.name, isOver, outstanding }];
}

async function listRecent(q: Queryable): Promise<Overview['recent']> {
  const { rows } = await q.query<{ id: string; name: string; stage: string; stage_at: Date }>(
    `select id, name, stage, stage_at from devices
     where stage in ('claim-accepted', 'certificate-issued', 'first-session', 'inventory-matched') and stage_at is not null
     order by stage_at desc, id limit ${RECENT_SHOWN}`,
  );
  return rows.map((row) => ({ at: row.stage_at, deviceId: row.id, name: row.name, text: recentText(row.stage) }));
}

/** Eight weeks by day (JST): PCs enrolled so far, and PCs planned so far. */
async function listSeries(q: Queryable, now: Date): Promise<Overview['series']> {
  const { rows } = await q.query<{ day: string; enrolled: number; planned: number | null }>(
    `with days as (select generate_series(($1::timestamptz at time zone 'Asia/Tokyo')::date - ${DAYS_SHOWN - 1},
         ($1::timestamptz at time zone 'Asia/Tokyo')::date, interval '1 day')::date as day),
       joined as (select greatest((enrolled_at at time zone 'Asia/Tokyo')::date, (select min(day) from days)) as day, count(*) as pcs
         from devices where state = 'enrolled' and enrolled_at <= $1 group by 1),
       plans as (select greatest((created_at at time zone 'Asia/Tokyo')::date, (select min(day) from days)) as day, sum(planned) as pcs
         from packages where revoked_at is null and planned is not null and created_at <= $1 group by 1)
     select d.day::text as day, (sum(coalesce(j.pcs, 0)) over (order by d.day))::int as enrolled,
       (sum(p.pcs) over (order by d.day))::int as planned
     from days d left join joined j on j.day = d.day left join plans p on p.day = d.day order by d.day`,
    [now],
  );
  return rows;
}
