import { type Bearer, knownByHardware } from '../../devices/duplicates/model/compare-records.ts';
import type { StoredPin } from '../../packages/check-pin.ts';
import type { RosterRow } from '../../packages/model/match-roster.ts';
import type { Queryable } from '../../storage/database.ts';
import type { ClaimFacts } from '../model/claim-request.ts';

/** All that the decision about a claim asks of the database. */
export interface ClaimGround {
  readonly package: {
    readonly id: string;
    readonly platform: 'configmgr' | 'epm' | 'none';
    readonly knownRequired: 'stated' | 'listed';
    readonly withoutUser: 'wait' | 'enroll';
    readonly addressAllowed: boolean;
    readonly stopAfter: number;
    readonly continuedAt: Date | null;
    readonly isPaused: boolean;
    readonly revoked: { readonly at: Date; readonly by: string } | null;
    /** PCs whose claims were accepted; counted only while the first-PCs rule still applies. */
    readonly accepted: number;
    readonly failedOfLast: number;
  };
  readonly pins: readonly StoredPin[];
  /** Rows of the roster that share a key with the claim. */
  readonly rows: readonly RosterRow[];
  /** The device of the former claim whose token was shown. */
  readonly tokenDevice: string | null;
  /** Devices with these hardware facts: serial and UUID both equal, and this serial on no other device. */
  readonly hardwareDevice: string | null;
}

/**
 * The one read of a claim. Holders of a row are PCs with a use or a living reservation; a user is refused who is disabled,
 * gone, or out of the package's groups by now. A person is found by the UPN of today, by the one of when the package was
 * made unless somebody else has it today, and by DOMAIN\\name where one person has that, and by
 * the UPN that another one of their sources gives where nobody has it. An id that a whole list has in common crowds out no
 * row that has more of the claim.
 */
const READ_CLAIM = `select p.id, p.platform, p.known_required, p.without_user, p.stop_after, p.continued_at, p.paused_at is not null as paused,
  p.revoked_at, p.revoked_by, (cardinality(p.networks) = 0 or $2::inet <<= any(p.networks)) as address_allowed,
  case when p.stop_after > 0 and p.continued_at is null
    then (select count(*) from (select 1 from package_pcs x where x.package_id = p.id and x.claim_accepted_at is not null limit p.stop_after) y) else 0 end as accepted,
  (select count(*) filter (where z.outcome = 'failed') from (select x.outcome from package_pcs x where x.package_id = p.id
      and x.outcome in ('failed', 'done') and x.is_proved and x.outcome_at > coalesce(p.continued_at, '-infinity') order by x.outcome_at desc limit 50) z) as failed,
  (select jsonb_agg(jsonb_build_object('id', k.id, 'hmac', encode(k.pin_hmac, 'hex'), 'expiresAt', k.expires_at, 'revokedAt', k.revoked_at,
      'revokedBy', k.revoked_by)) from pins k where k.package_id = p.id) as pins,
  (select jsonb_agg(jsonb_build_object('id', r.id, 'kind', r.kind, 'capacity', r.capacity, 'deviceId', r.device_id, 'userId', r.user_id,
      'userName', u.display_name, 'userUpn', u.upn, 'name', r.name, 'nameKey', r.name_key, 'serial', r.serial, 'uuid', r.uuid,
      'configmgrId', r.configmgr_id, 'epmId', r.epm_id,
      'userRefused', r.kind = 'user' and (u.id is null or u.disabled or (p.target = 'groups' and not exists (
        select 1 from memberships m where m.user_id = r.user_id and m.group_id in (select (g.id)::uuid from jsonb_array_elements_text(
          p.target_detail->'target'->'ids') as g(id))))),
      'holders', (select coalesce(jsonb_agg(distinct c.device_id), '[]') from claims c left join pins ck on ck.package_id = c.package_id and ck.id = c.pin_id
        where c.package_id = p.id and c.roster_row_id = r.id and c.ended_at is null
          and (c.state = 'used' or (c.expires_at > $10 and ck.revoked_at is null)))))
    from (select * from (
      select x.* from roster_rows x where x.package_id = $1 and x.excluded_why is null and x.upn_key = lower($3)
        and not exists (select 1 from users o where lower(o.upn) = lower($3) and o.id is distinct from x.user_id)
      union select x.* from users o join roster_rows x on x.package_id = $1 and x.user_id = o.id and x.excluded_why is null where lower(o.upn) = lower($3)
      union select x.* from (select (array_agg(o.id))[1] as id from users o where o.account_name <> '' and lower(o.account_name) = lower($3) having count(*) = 1) one
        join roster_rows x on x.package_id = $1 and x.user_id = one.id and x.excluded_why is null
      union select x.* from (select (array_agg(k.user_id))[1] as id from sources s join source_users k on k.source_id = s.id and lower(k.upn) = lower($3)
            and k.missing_since is null and k.user_id is not null having count(distinct k.user_id) = 1) one
        join roster_rows x on x.package_id = $1 and x.user_id = one.id and x.excluded_why is null
        where not exists (select 1 from users o where lower(o.upn) = lower($3))
      union select * from roster_rows where package_id = $1 and excluded_why is null and name_key = $4
      union (select * from roster_rows where package_id = $1 and excluded_why is null and serial = $5 limit 50)
      union (select * from roster_rows where package_id = $1 and excluded_why is null and uuid = $6 limit 50)
      union (select * from roster_rows where package_id = $1 and excluded_why is null and configmgr_id = $7 limit 50)
      union (select * from roster_rows where package_id = $1 and excluded_why is null and epm_id = $8 limit 50)
      ) x order by (x.kind = 'user' or x.name_key = $4) desc nulls last, (x.serial = $5 or x.uuid = $6) desc nulls last limit 50) r left join users u on u.id = r.user_id) as rows,
  (select c.device_id from claims c where c.token_hmac = $9) as token_device,
  (select jsonb_agg(jsonb_build_object('id', d.id, 'serial', d.serial, 'uuid', d.uuid)) from (
      select id, serial, uuid from devices where serial = $5 limit 2) d) as bearers
  from packages p where p.id = $1`;

interface Row {
  id: string;
  platform: ClaimGround['package']['platform'];
  known_required: 'stated' | 'listed';
  without_user: 'wait' | 'enroll';
  stop_after: number;
  continued_at: Date | null;
  paused: boolean;
  revoked_at: Date | null;
  revoked_by: string | null;
  address_allowed: boolean;
  accepted: number;
  failed: number;
  pins: { id: string; hmac: string; expiresAt: string; revokedAt: string | null; revokedBy: string | null }[] | null;
  rows: RosterRow[] | null;
  token_device: string | null;
  bearers: Bearer[] | null;
}

/** Reads what a claim is decided by; null when there is no such package. */
export async function readClaimGround(
  q: Queryable,
  packageId: string,
  facts: ClaimFacts,
  origin: { readonly address: string; readonly tokenHmac: Buffer | null; readonly now: Date },
): Promise<ClaimGround | null> {
  const userName = facts.identity.kind === 'user' ? facts.identity.name : null;
  const { rows } = await q.query<Row>({
    name: 'claim-read',
    text: READ_CLAIM,
    values: [
      packageId,
      origin.address,
      userName,
      facts.nameKey,
      facts.serial,
      facts.uuid,
      facts.configmgrId,
      facts.epmId,
      origin.tokenHmac,
      origin.now,
    ],
  });
  const row = rows[0];
  if (row === undefined) return null;
  return {
    package: {
      id: row.id,
      platform: row.platform,
      knownRequired: row.known_required,
      withoutUser: row.without_user,
      addressAllowed: row.address_allowed,
      stopAfter: row.stop_after,
      continuedAt: row.continued_at,
      isPaused: row.paused,
      revoked: row.revoked_at === null ? null : { at: row.revoked_at, by: row.revoked_by ?? '' },
      accepted: Number(row.accepted),
      failedOfLast: Number(row.failed),
    },
    pins: (row.pins ?? []).map((pin) => ({
      id: pin.id,
      hmac: Buffer.from(pin.hmac, 'hex'),
      expiresAt: new Date(pin.expiresAt),
      revokedAt: pin.revokedAt === null ? null : new Date(pin.revokedAt),
      revokedBy: pin.revokedBy,
    })),
    rows: row.rows ?? [],
    tokenDevice: row.token_device,
    hardwareDevice: knownByHardware(facts, row.bearers ?? []),
  };
}
