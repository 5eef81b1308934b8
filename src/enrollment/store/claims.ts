import type { Queryable } from '../../storage/database.ts';
import type { ClaimFacts } from '../model/claim-request.ts';
import type { LivingClaim } from '../model/decide-enrollment.ts';

/** A claim with all that the doors ask of it. */
export interface StoredClaim extends LivingClaim {
  readonly deviceId: string;
  readonly packageId: string;
  readonly pinId: string | null;
  readonly rosterRowId: number | null;
  readonly secretHmac: Buffer | null;
  readonly identityName: string;
  readonly facts: ClaimFacts;
  readonly known: 'stated' | 'listed' | 'unbound';
  readonly createdAt: Date;
  readonly inventoryMatchedAt: Date | null;
}

interface ClaimRow {
  id: string;
  device_id: string;
  package_id: string;
  pin_id: string | null;
  roster_row_id: number | null;
  state: StoredClaim['state'];
  secret_hmac: Buffer | null;
  identity_name: string;
  name_key: string;
  macs: string[];
  facts: ClaimFacts;
  known: StoredClaim['known'];
  hwdevid: string | null;
  created_at: Date;
  expires_at: Date;
  renew_until: Date;
  first_session_at: Date | null;
  inventory_matched_at: Date | null;
  ended_at: Date | null;
  ended_by: string | null;
  revoked_at: Date | null;
  revoked_by: string | null;
}

const SELECT_CLAIM = `select c.id, c.device_id, c.package_id, c.pin_id, c.roster_row_id, c.state, c.secret_hmac, c.identity_name,
  c.name_key, c.macs, c.facts, c.known, c.hwdevid, c.created_at, c.expires_at, c.renew_until, c.first_session_at,
  c.inventory_matched_at, c.ended_at, c.ended_by, least(p.revoked_at, k.revoked_at) as revoked_at, coalesce(k.revoked_by, p.revoked_by) as revoked_by
  from claims c join packages p on p.id = c.package_id left join pins k on k.package_id = c.package_id and k.id = c.pin_id`;

function fromRow(row: ClaimRow): StoredClaim {
  return {
    id: row.id,
    deviceId: row.device_id,
    packageId: row.package_id,
    pinId: row.pin_id,
    rosterRowId: row.roster_row_id,
    state: row.state,
    secretHmac: row.secret_hmac,
    identityName: row.identity_name,
    nameKey: row.name_key,
    macs: row.macs,
    facts: row.facts,
    known: row.known,
    hwDevId: row.hwdevid,
    createdAt: row.created_at,
    inventoryMatchedAt: row.inventory_matched_at,
    expiresAt: row.expires_at,
    renewUntil: row.renew_until,
    firstSessionAt: row.first_session_at,
    endedAt: row.ended_at,
    endedBy: row.ended_by,
    revoked: row.revoked_at === null ? null : { at: row.revoked_at, by: row.revoked_by ?? '' },
  };
}

/** The claim of that id; `lock` holds it against every other request of the same claim until the transaction ends. */
export async function findClaim(q: Queryable, id: string, lock = false): Promise<StoredClaim | null> {
  const suffix = lock ? ' for update of c' : '';
  const { rows } = await q.query<ClaimRow>({
    name: lock ? 'claim-lock' : 'claim-find',
    text: `${SELECT_CLAIM} where c.id = $1${suffix}`,
    values: [id],
  });
  return rows[0] === undefined ? null : fromRow(rows[0]);
}

/** The claim that a claim token opens. */
export async function findClaimByToken(q: Queryable, tokenHmac: Buffer): Promise<StoredClaim | null> {
  const { rows } = await q.query<ClaimRow>({
    name: 'claim-by-token',
    text: `${SELECT_CLAIM} where c.token_hmac = $1`,
    values: [tokenHmac],
  });
  return rows[0] === undefined ? null : fromRow(rows[0]);
}

/** Outstanding claims of PCs with that NetBIOS name: living, and no session yet. */
export async function listOutstandingClaims(q: Queryable, nameKey: string, now: Date): Promise<StoredClaim[]> {
  const { rows } = await q.query<ClaimRow>({
    name: 'claim-outstanding',
    text: `${SELECT_CLAIM} where c.name_key = $1 and c.ended_at is null and c.first_session_at is null
      and c.expires_at > $2 and p.revoked_at is null and k.revoked_at is null order by c.created_at desc limit 20`,
    values: [nameKey, now],
  });
  return rows.map(fromRow);
}

/** New secret, new expiry, same claim. */
export async function renewStoredClaim(q: Queryable, id: string, secretHmac: Buffer, expiresAt: Date): Promise<void> {
  await q.query(
    `update claims set state = case when state = 'expired' then 'reserved' else state end, ended_at = null, secret_hmac = $2,
     expires_at = $3 where id = $1`,
    [id, secretHmac, expiresAt],
  );
}

/**
 * MACs that prove something: one that three PCs claimed belongs to a dock or a virtual switch and counts as none (design
 * fact 7).
 */
export async function usableMacs(q: Queryable, macs: readonly string[]): Promise<readonly string[]> {
  const { rows } = await q.query<{ macs: string[] }>({
    name: 'claim-macs',
    text: 'select usable_macs($1) as macs',
    values: [macs],
  });
  return rows[0]?.macs ?? [];
}

/** The claim of that id, and in the same look which MACs of the request prove something. */
export async function findClaimOfRequest(
  q: Queryable,
  id: string,
  macs: readonly string[],
): Promise<{ readonly claim: StoredClaim; readonly usableMacs: readonly string[] } | null> {
  const { rows } = await q.query<ClaimRow & { usable_macs: string[] }>({
    name: 'claim-of-request',
    text: `select claim.*, usable_macs($2) from (${SELECT_CLAIM} where c.id = $1) claim`,
    values: [id, macs],
  });
  const [row] = rows;
  return row === undefined ? null : { claim: fromRow(row), usableMacs: row.usable_macs };
}
