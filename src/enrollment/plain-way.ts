import { randomBytes } from 'node:crypto';
import { netBiosName } from '../devices/model/hardware.ts';
import { checkPin } from '../packages/check-pin.ts';
import { matchRoster } from '../packages/model/match-roster.ts';
import { canonicalSecret } from '../packages/model/secret.ts';
import type { EnrollmentContext } from '../protocol/enrollment/request-security-token.ts';
import type { Queryable } from '../storage/database.ts';
import { uuidv7 } from '../storage/ids.ts';
import { isPaused } from './claim-pc.ts';
import type { EnrollmentRoom } from './enrollment-room.ts';
import type { ClaimFacts } from './model/claim-request.ts';
import { type Refusal, refuseByFacts } from './model/decide-claim.ts';
import type { EnrollingPc } from './model/decide-enrollment.ts';
import { RENEWABLE_HOURS } from './model/enrollment-settings.ts';
import { findClaim, type StoredClaim } from './store/claims.ts';
import { readClaimGround } from './store/read-claim.ts';
import { writeClaim } from './store/write-claim.ts';

/** A user's UPN and a package's PIN, typed into Windows: a package allows it, and the user stands on its roster. */
export interface PlainWay {
  readonly packageId: string;
  readonly pinId: string;
  readonly upn: string;
}

const HOUR_MS = 3_600_000;
/** A PC that tries again with the same PIN, HWDevID and name is the same PC for this long. */
const SAME_PC = '24 hours';
const MAX_RACES = 5;

interface PinRow {
  package_id: string;
  id: string;
  pin_hmac: Buffer;
  expires_at: Date;
  revoked_at: Date | null;
  revoked_by: string | null;
  upn: string;
  disabled: boolean;
}

/**
 * Checks UPN and PIN without side effect. Off unless a package allows it: where none does for this user, the answer is
 * that of a wrong PIN; a right PIN that is dead learns why.
 */
export async function openPlainWay(
  room: EnrollmentRoom,
  q: Queryable,
  upn: string,
  pin: string,
): Promise<{ way: 'plain'; plain: PlainWay } | Refusal> {
  const { rows } = await q.query<PinRow>({
    name: 'plain-open',
    text: `select k.package_id, k.id, k.pin_hmac, k.expires_at, least(p.revoked_at, k.revoked_at) as revoked_at,
        coalesce(k.revoked_by, p.revoked_by) as revoked_by, u.upn, u.disabled
      from packages p join pins k on k.package_id = p.id
      join roster_rows r on r.package_id = p.id and r.kind = 'user' and r.upn_key = $1 and r.excluded_why is null
      join users u on u.id = r.user_id
      where p.plain_way order by k.minted_at desc limit 2000`,
    values: [upn.toLowerCase()],
  });
  const pins = rows.map((row) => ({
    id: row.id,
    hmac: row.pin_hmac,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    revokedBy: row.revoked_by,
  }));
  const checked = checkPin(pins, room.hmac('pin', canonicalSecret(pin)), room.clock());
  if ('reason' in checked) return checked;
  const found = rows.find((row) => row.id === checked.pinId);
  if (found === undefined) return { reason: 'PIN_INVALID', params: {} };
  if (!room.settings()['enrollment.pinEnabled']) return { reason: 'PIN_ENROLLMENT_OFF', params: {} };
  if (found.disabled) return { reason: 'USER_NOT_ALLOWED', params: { upn: found.upn } };
  return { way: 'plain', plain: { packageId: found.package_id, pinId: found.id, upn: found.upn } };
}

/**
 * The claim that such a request stands for: the one that the same PC made within a day, or a new one, under the same rules
 * as a claim of the kit as far as Windows says anything: networks, Windows itself, the roster, a pause. Nothing ties it to
 * hardware that a list knows, so its PC is "unbound" and stays on probation until an operator accepts it.
 * @param address where the request comes from
 */
export async function claimPlainWay(
  room: EnrollmentRoom,
  plain: PlainWay,
  context: EnrollmentContext,
  pc: EnrollingPc,
  address: string,
): Promise<StoredClaim | Refusal> {
  const settings = room.settings();
  const name = pc.deviceName === '' ? plain.upn : pc.deviceName;
  const facts = plainFacts(plain, context, pc, name);
  const former = await findFormer(room, plain, facts);
  if (former !== null) return former;
  for (let race = 0; race < MAX_RACES; race++) {
    const now = room.clock();
    const ground = await readClaimGround(room.database, plain.packageId, facts, { address, tokenHmac: null, now });
    if (ground === null) break;
    const switches = {
      maintenance: settings['enrollment.maintenance'],
      pinEnabled: settings['enrollment.pinEnabled'],
      minimumBuild: settings['enrollment.minimumBuild'],
    };
    // Windows says nothing about an old platform, and a user typed the PIN
    const pkg = { ...ground.package, platform: 'none', withoutUser: 'enroll' } as const;
    const refused = refuseByFacts(facts, pkg, switches, address);
    if (refused !== null) return refused;
    const userRows = ground.rows.filter((row) => row.kind === 'user');
    const fit = matchRoster(userRows, facts, null, 'stated');
    if ('reason' in fit) return fit;
    if (await isPaused(room, ground, now)) return { reason: 'PACKAGE_PAUSED', params: {} };
    const id = uuidv7(now.getTime());
    const isWritten = await writeClaim(room.database, {
      id,
      deviceId: uuidv7(now.getTime()),
      packageId: plain.packageId,
      pinId: plain.pinId,
      rosterRowId: fit.row.id,
      user: { id: fit.row.userId, upn: fit.row.userUpn, name: fit.row.userName },
      platform: ground.package.platform,
      known: 'unbound',
      facts,
      kit: '',
      address,
      now,
      expiresAt: new Date(now.getTime() + settings['claim.lifeHours'] * HOUR_MS),
      renewUntil: new Date(now.getTime() + RENEWABLE_HOURS * HOUR_MS),
      secretHmac: null,
      // nobody is given this token: the PC has no script that would use one
      tokenHmac: room.hmac('token', randomBytes(32).toString('base64url')),
    });
    const written = isWritten ? await findClaim(room.database, id) : null;
    if (written !== null) return written;
  }
  throw new Error('a roster row changed hands too often while a request was decided');
}

async function findFormer(room: EnrollmentRoom, plain: PlainWay, facts: PlainFacts): Promise<StoredClaim | null> {
  const { rows } = await room.database.query<{ id: string }>({
    name: 'plain-same-pc',
    text: `select id from claims where package_id = $1 and pin_id = $2 and lower(identity_name) = lower($3) and name_key = $4
      and facts->>'hwDevId' = $5 and known = 'unbound' and ended_at is null and first_session_at is null
      and created_at > $6::timestamptz - $7::interval order by created_at desc limit 1`,
    values: [plain.packageId, plain.pinId, plain.upn, facts.nameKey, facts.hwDevId, room.clock(), SAME_PC],
  });
  return rows[0] === undefined ? null : findClaim(room.database, rows[0].id);
}

type PlainFacts = ClaimFacts & { readonly hwDevId: string };

function plainFacts(plain: PlainWay, context: EnrollmentContext, pc: EnrollingPc, name: string): PlainFacts {
  return {
    identity: { kind: 'user', name: plain.upn },
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
}
