import { randomBytes, timingSafeEqual } from 'node:crypto';
import { netBiosName } from '../devices/model/hardware.ts';
import { canonicalSecret } from '../packages/model/secret.ts';
import type { EnrollmentContext } from '../protocol/enrollment/request-security-token.ts';
import type { Queryable } from '../storage/database.ts';
import { uuidv7 } from '../storage/ids.ts';
import type { EnrollmentRoom } from './enrollment-room.ts';
import type { ClaimFacts } from './model/claim-request.ts';
import type { Refusal } from './model/decide-claim.ts';
import type { EnrollingPc } from './model/decide-enrollment.ts';
import { RENEWABLE_HOURS } from './model/enrollment-settings.ts';
import { findClaim, type StoredClaim } from './store/claims.ts';
import { writeClaim } from './store/write-claim.ts';

/** A user's UPN and a package's PIN, typed into Windows: a package allows it, and the user stands on its roster. */
export interface PlainWay {
  readonly packageId: string;
  readonly platform: 'configmgr' | 'epm' | 'none';
  readonly pinId: string;
  readonly rosterRowId: number;
  readonly user: { readonly id: string | null; readonly upn: string; readonly name: string };
  readonly capacity: number;
  readonly holders: readonly string[];
}

const HOUR_MS = 3_600_000;
/** A PC that tries again with the same PIN, HWDevID and name is the same PC for this long. */
const SAME_PC = '24 hours';
const WRONG: Refusal = { reason: 'PIN_INVALID', params: {} };

interface PinRow {
  package_id: string;
  platform: PlainWay['platform'];
  pin_id: string;
  pin_hmac: Buffer;
  row_id: number;
  capacity: number;
  user_id: string | null;
  upn: string;
  display_name: string;
  disabled: boolean;
  holders: string[];
}

/**
 * Checks UPN and PIN without side effect. Off unless a package allows it: where none does for this user, or the PIN is
 * none of its living ones, the answer is that of a wrong PIN.
 */
export async function openPlainWay(
  room: EnrollmentRoom,
  q: Queryable,
  upn: string,
  pin: string,
): Promise<{ way: 'plain'; plain: PlainWay } | Refusal> {
  const { rows } = await q.query<PinRow>({
    name: 'plain-open',
    text: `select p.id as package_id, p.platform, k.id as pin_id, k.pin_hmac, r.id as row_id, r.capacity, r.user_id, u.upn, u.display_name, u.disabled,
        array(select distinct c.device_id from claims c where c.package_id = p.id and c.roster_row_id = r.id and c.ended_at is null
          and (c.state = 'used' or c.expires_at > $2)) as holders
      from packages p join pins k on k.package_id = p.id and k.revoked_at is null and k.expires_at > $2
      join roster_rows r on r.package_id = p.id and r.kind = 'user' and r.upn_key = $1 and r.excluded_why is null
      join users u on u.id = r.user_id
      where p.plain_way and p.revoked_at is null and p.paused_at is null limit 50`,
    values: [upn.toLowerCase(), room.clock()],
  });
  const said = room.hmac('pin', canonicalSecret(pin));
  const found = rows.filter((row) => timingSafeEqual(row.pin_hmac, said))[0];
  if (found === undefined) return WRONG;
  if (!room.settings()['enrollment.pinEnabled']) return { reason: 'PIN_ENROLLMENT_OFF', params: {} };
  if (found.disabled) return { reason: 'USER_NOT_ALLOWED', params: { upn: found.upn } };
  return {
    way: 'plain',
    plain: {
      packageId: found.package_id,
      platform: found.platform,
      pinId: found.pin_id,
      rosterRowId: found.row_id,
      user: { id: found.user_id, upn: found.upn, name: found.display_name },
      capacity: found.capacity,
      holders: found.holders,
    },
  };
}

/**
 * The claim that such a request stands for: the one that the same PC made within a day, or a new one. Nothing ties it to
 * hardware that a list knows, so its PC is "unbound" and stays on probation until an operator accepts it.
 */
export async function claimPlainWay(
  room: EnrollmentRoom,
  plain: PlainWay,
  context: EnrollmentContext,
  pc: EnrollingPc,
): Promise<StoredClaim | Refusal> {
  const now = room.clock();
  const name = pc.deviceName === '' ? plain.user.upn : pc.deviceName;
  const { rows } = await room.database.query<{ id: string }>({
    name: 'plain-same-pc',
    text: `select id from claims where package_id = $1 and pin_id = $2 and roster_row_id = $3 and name_key = $4 and facts->>'hwDevId' = $5
      and known = 'unbound' and ended_at is null and first_session_at is null and created_at > $6::timestamptz - $7::interval
      order by created_at desc limit 1`,
    values: [plain.packageId, plain.pinId, plain.rosterRowId, netBiosName(name), pc.hwDevId, now, SAME_PC],
  });
  const former = rows[0] === undefined ? null : await findClaim(room.database, rows[0].id);
  if (former !== null) return former;
  const limit: Refusal = { reason: 'USER_PC_LIMIT', params: { upn: plain.user.upn, limit: String(plain.capacity) } };
  if (plain.holders.length >= plain.capacity) return limit;
  const facts: ClaimFacts & { readonly hwDevId: string } = {
    identity: { kind: 'user', name: plain.user.upn },
    name,
    nameKey: netBiosName(name),
    domain: (context.domainName ?? '').toLowerCase(),
    serial: null,
    uuid: null,
    maker: '',
    model: '',
    edition: context.osEdition ?? null,
    build: context.osVersion ?? '',
    macs: pc.macs,
    configmgrId: null,
    epmId: null,
    oldPlatforms: [],
    mdms: [],
    hwDevId: pc.hwDevId,
  };
  const id = uuidv7(now.getTime());
  const isWritten = await writeClaim(room.database, {
    id,
    deviceId: uuidv7(now.getTime()),
    packageId: plain.packageId,
    pinId: plain.pinId,
    rosterRowId: plain.rosterRowId,
    user: plain.user,
    platform: plain.platform,
    known: 'unbound',
    facts,
    kit: '',
    address: '0.0.0.0',
    now,
    expiresAt: new Date(now.getTime() + room.settings()['claim.lifeHours'] * HOUR_MS),
    renewUntil: new Date(now.getTime() + RENEWABLE_HOURS * HOUR_MS),
    secretHmac: null,
    // nobody is given this token: the PC has no script that would use one
    tokenHmac: room.hmac('token', randomBytes(32).toString('base64url')),
  });
  if (!isWritten) return limit;
  return (await findClaim(room.database, id)) ?? limit;
}
