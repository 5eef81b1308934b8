import { randomBytes } from 'node:crypto';
import { checkPin } from '../packages/check-pin.ts';
import { matchRoster, type RosterFit } from '../packages/model/match-roster.ts';
import { pauseDue } from '../packages/model/pause.ts';
import { canonicalSecret, SECRET_LENGTH, secretFromBytes } from '../packages/model/secret.ts';
import { pausePackage } from '../packages/pause-package.ts';
import { recordStage } from '../packages/record-pc.ts';
import { uuidv7 } from '../storage/ids.ts';
import type { EnrollmentRoom } from './enrollment-room.ts';
import { type ClaimFacts, type ClaimRequest, claimFacts } from './model/claim-request.ts';
import { type Refusal, refuseByFacts, refuseBySwitch } from './model/decide-claim.ts';
import { RENEWABLE_HOURS } from './model/enrollment-settings.ts';
import { hresultOf } from './model/fault-for-reason.ts';
import { type Origin, recordAttempt } from './record-attempt.ts';
import { keepSaid } from './say-stage.ts';
import { type ClaimGround, readClaimGround } from './store/read-claim.ts';
import { writeClaim } from './store/write-claim.ts';

/** What a PC whose claim was accepted is given; secret and token exist in clear only here. */
export interface AcceptedClaim {
  readonly claimId: string;
  readonly deviceId: string;
  readonly expiresAt: Date;
  readonly renewUntil: Date;
  readonly upn: string;
  readonly secret: string;
  readonly token: string;
}

export interface RefusedClaim extends Refusal {
  /** Set once the PIN proved right: whoever does not know it can count for nothing on a package's page. */
  readonly packageId: string | null;
  /** The device, where the PC is known by its hardware or a former claim's token. */
  readonly deviceId: string | null;
}

export type ClaimAnswer = { readonly accepted: AcceptedClaim } | { readonly refused: RefusedClaim };

const HOUR_MS = 3_600_000;
const TOKEN_BYTES = 32;
const MAX_RACES = 5;

/**
 * One PC's use of a package's PIN (design fact 6). Accepted when the PIN lives, the roster has a row that fits and is free
 * or held by the same PC, and nothing about the PC speaks against it; then one use is reserved. A claim is where a refusal
 * is explained before Windows touches anything; a refused one changes nothing.
 */
export async function claimPc(room: EnrollmentRoom, request: ClaimRequest, origin: Origin): Promise<ClaimAnswer> {
  const settings = room.settings();
  const switches = {
    maintenance: settings['enrollment.maintenance'],
    pinEnabled: settings['enrollment.pinEnabled'],
    minimumBuild: settings['enrollment.minimumBuild'],
  };
  const closed = refuseBySwitch(switches);
  if (closed !== null) return refuse(closed);
  const facts = claimFacts(request);
  const said = room.hmac('pin', canonicalSecret(request.pin));
  const tokenHmac = request.token === undefined ? null : room.hmac('token', request.token);

  for (let race = 0; race < MAX_RACES; race++) {
    const now = room.clock();
    const ground = await readClaimGround(room.database, request.packageId, facts, {
      address: origin.address,
      tokenHmac,
      now,
    });
    const pin = checkPin(ground?.pins ?? [], said, now);
    if (ground === null || ('reason' in pin && pin.reason === 'PIN_INVALID'))
      return refuse({ reason: 'PIN_INVALID', params: {} });
    const samePc = ground.tokenDevice ?? ground.hardwareDevice;
    const refuseHere = (refusal: Refusal): ClaimAnswer => refuse(refusal, ground.package.id, samePc);
    if ('reason' in pin) return refuseHere(pin);
    const { revoked } = ground.package;
    if (revoked !== null)
      return refuseHere({ reason: 'PIN_REVOKED', params: { time: revoked.at.toISOString(), by: revoked.by } });
    const refused = refuseByFacts(facts, ground.package, switches, origin.address);
    if (refused !== null) return refuseHere(refused);
    const fit = matchRoster(ground.rows, facts, samePc, ground.package.knownRequired);
    if ('reason' in fit) return refuseHere(fit);
    // a PC that holds its row goes on: only new ones wait for an operator
    if (!fit.isHeldBySamePc && (await isPaused(room, ground, now)))
      return refuseHere({ reason: 'PACKAGE_PAUSED', params: {} });
    const accepted = await accept(room, { request, facts, origin, ground, fit, samePc, pinId: pin.pinId, now });
    if (accepted !== null) return { accepted };
  }
  throw new Error('a roster row changed hands too often while a claim was decided');
}

function refuse(refusal: Refusal, packageId: string | null = null, deviceId: string | null = null): ClaimAnswer {
  return { refused: { reason: refusal.reason, params: refusal.params, packageId, deviceId } };
}

/** Whether new PCs wait for an operator to look at the package; the first that meets the rule pauses it. */
export async function isPaused(room: EnrollmentRoom, ground: ClaimGround, now: Date): Promise<boolean> {
  if (ground.package.isPaused) return true;
  const why = pauseDue(ground.package);
  if (why === null) return false;
  await pausePackage(
    room.database,
    ground.package.id,
    why,
    { accepted: ground.package.accepted, failed: ground.package.failedOfLast },
    now,
  );
  return true;
}

interface Acceptance {
  readonly request: ClaimRequest;
  readonly facts: ClaimFacts;
  readonly origin: Origin;
  readonly ground: ClaimGround;
  readonly fit: RosterFit;
  readonly samePc: string | null;
  readonly pinId: string;
  readonly now: Date;
}

async function accept(room: EnrollmentRoom, a: Acceptance): Promise<AcceptedClaim | null> {
  const { row } = a.fit;
  const secret = secretFromBytes(randomBytes(SECRET_LENGTH));
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const claimId = uuidv7(a.now.getTime());
  // a PC keeps its record: the one it is known to be, else the one that a list made for this row, else a new one
  const free = row.kind === 'pc' && row.holders.length === 0 ? row.deviceId : null;
  const deviceId = a.samePc ?? free ?? uuidv7(a.now.getTime());
  const expiresAt = new Date(a.now.getTime() + room.settings()['claim.lifeHours'] * HOUR_MS);
  const renewUntil = new Date(a.now.getTime() + RENEWABLE_HOURS * HOUR_MS);
  const isWritten = await writeClaim(room.database, {
    id: claimId,
    deviceId,
    packageId: a.ground.package.id,
    pinId: a.pinId,
    rosterRowId: row.id,
    user: row.kind === 'user' ? { id: row.userId, upn: row.userUpn, name: row.userName } : null,
    platform: a.ground.package.platform,
    known: a.fit.known,
    facts: a.facts,
    kit: a.request.kit,
    address: a.origin.address,
    now: a.now,
    expiresAt,
    renewUntil,
    secretHmac: room.hmac('pin', canonicalSecret(secret)),
    tokenHmac: room.hmac('token', token),
    attempt: {
      step: 'claim',
      outcome: 'accepted',
      deviceId,
      packageId: a.ground.package.id,
      claimId,
      pcName: a.facts.name,
      userName: a.facts.identity.name,
      detail: { kit: a.request.kit, known: a.fit.known },
      ...a.origin,
    },
  });
  if (!isWritten) return null;
  return { claimId, deviceId, expiresAt, renewUntil, upn: `${claimId}@${room.addresses.host}`, secret, token };
}

/**
 * Keeps a refused claim as an attempt and on the package's page: "later" as waiting, the rest as failed. Without a PIN that
 * proved right it is a word of the PC like any other: shown under its name, and never counted towards pausing the package.
 */
export async function keepRefusedClaim(
  room: EnrollmentRoom,
  request: ClaimRequest,
  refused: RefusedClaim,
  isLater: boolean,
  origin: Origin,
): Promise<void> {
  const now = room.clock();
  const hresult = hresultOf(refused.reason);
  await recordAttempt(
    room.database,
    {
      step: 'claim',
      outcome: isLater ? 'later' : 'refused',
      reason: refused.reason,
      params: refused.params,
      ...(hresult === undefined ? {} : { hresult }),
      ...(refused.packageId === null ? {} : { packageId: refused.packageId }),
      ...(refused.deviceId === null ? {} : { deviceId: refused.deviceId }),
      pcName: request.pc.name,
      userName: request.identity.name,
      detail: { kit: request.kit },
      ...origin,
    },
    now,
  );
  const said = {
    isRefusal: true,
    name: request.pc.name,
    userName: request.identity.name,
    stage: 'script-ran',
    outcome: isLater ? 'waiting' : 'failed',
    reason: refused.reason,
    params: refused.params,
    kit: request.kit,
    address: origin.address,
  } as const;
  if (refused.packageId === null) return keepSaid(room, { ...said, packageId: request.packageId });
  await recordStage(room.database, {
    ...said,
    packageId: refused.packageId,
    deviceId: refused.deviceId,
    at: now,
    // the PIN proved right and lives, so this failure may count towards pausing the package
    isProved: refused.reason !== 'PIN_EXPIRED' && refused.reason !== 'PIN_REVOKED',
  });
}
