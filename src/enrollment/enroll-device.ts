import { randomBytes } from 'node:crypto';
import { netBiosName } from '../devices/model/hardware.ts';
import { backDated, certificateSerial, type DeviceCertificateFields } from '../pki/issue.ts';
import type { EnrollmentContext, RequestSecurityToken } from '../protocol/enrollment/request-security-token.ts';
import { credentialHash } from '../protocol/syncml/auth-md5.ts';
import { uuidv7 } from '../storage/ids.ts';
import type { EnrollmentRoom } from './enrollment-room.ts';
import type { Refusal } from './model/decide-claim.ts';
import { bindToClaim, type EnrollingPc, matchSharedClaim, refuseByClaimState } from './model/decide-enrollment.ts';
import { type OpenedCredential, openCredential } from './open-credential.ts';
import { claimPlainWay } from './plain-way.ts';
import type { Origin } from './record-attempt.ts';
import { findClaim, listOutstandingClaims, type StoredClaim, usableMacs } from './store/claims.ts';
import { writeEnrollment } from './store/write-enrollment.ts';

/** What a PC is given: its certificate, and the secrets of its DM account, which exist in clear only here. */
export interface GrantedEnrollment {
  readonly deviceId: string;
  readonly enrollmentId: string;
  readonly deviceName: string;
  readonly enrollmentType: 'Device' | 'Full';
  readonly upn: string;
  readonly certificate: Buffer;
  /** The PC proves itself to us with these (APPAUTH level APPSRV). */
  readonly client: AccountSecret;
  /** We prove ourselves to the PC with these (APPAUTH level CLIENT). */
  readonly server: AccountSecret;
}

export interface AccountSecret {
  readonly name: string;
  readonly secret: string;
  readonly nonce: Buffer;
}

export type { StoredClaim } from './store/claims.ts';

export type EnrollmentAnswer =
  | { readonly granted: GrantedEnrollment; readonly claim: StoredClaim }
  | { readonly refused: Refusal; readonly claim: StoredClaim | null };

const DAY_MS = 86_400_000;
const NONCE_BYTES = 16;
const ACCOUNT_SECRET_BYTES = 24;
/** 100 requests of one PC may meet; each lost race means that another one won. */
const MAX_RACES = 5;

/**
 * From a claim to a certificate (MS-WSTEP RequestSecurityToken, Issue): which claim, is it this PC's, then certificate,
 * use, device and stage in one write. Asked again before the first session, the same PC gets a new certificate for
 * the same device record and the former one is revoked.
 * @param spki SubjectPublicKeyInfo of the checked PKCS#10
 */
export async function enrollDevice(
  room: EnrollmentRoom,
  request: RequestSecurityToken,
  spki: Buffer,
  origin: Origin,
): Promise<EnrollmentAnswer> {
  const said = enrollingPc(request.context);
  const opened = await openCredential(room, room.database, request.credential, said.macs);
  if ('reason' in opened) return { refused: opened, claim: null };
  const macs = opened.way === 'claim' ? opened.usableMacs : await usableMacs(room.database, said.macs);
  const pc = { ...said, macs };
  const claim = await findOutstandingClaim(room, opened, request, pc, origin.address);
  if ('reason' in claim) return { refused: claim, claim: opened.way === 'claim' ? opened.claim : null };

  // looked at once without a lock, so that a refusal costs no signature and no connection is held while one is made
  const needsMac = opened.way === 'shared' && room.settings()['enrollment.sharedMatch'] === 'strict';
  const early = bindLiving(claim, pc, needsMac, room.clock());
  if ('reason' in early) return { refused: early, claim };
  const certificate = certificateFields(room, claim.deviceId, spki);
  const der = await room.issue(certificate);
  // requests of one claim meet at the write: the first pins the HWDevID, the others look at the claim again
  for (let race = 0, current: StoredClaim | null = claim; race < MAX_RACES && current !== null; race++) {
    const outcome = bindLiving(current, pc, needsMac, room.clock());
    if ('reason' in outcome) return { refused: outcome, claim: current };
    const bound = opened.way === 'plain' ? 'plain' : outcome.bound;
    const granted = await grant(room, { request, pc, claim: current, bound, certificate, der, origin });
    if (granted !== null) return { granted, claim: current };
    current = await findClaim(room.database, claim.id);
  }
  throw new Error('a claim changed too often while a request was decided');
}

/** The claim that a checked credential stands for. */
async function findOutstandingClaim(
  room: EnrollmentRoom,
  opened: OpenedCredential,
  request: RequestSecurityToken,
  pc: EnrollingPc,
  address: string,
): Promise<StoredClaim | Refusal> {
  if (opened.way === 'claim') return opened.claim;
  if (opened.way === 'plain') return claimPlainWay(room, opened.plain, request.context, pc, address);
  const candidates = await listOutstandingClaims(room.database, netBiosName(pc.deviceName), room.clock());
  const outcome = matchSharedClaim(candidates, pc, room.settings()['enrollment.sharedMatch']);
  if ('reason' in outcome) return outcome;
  return candidates.find((candidate) => candidate.id === outcome.claim.id) ?? { reason: 'CLAIM_NONE', params: {} };
}

function bindLiving(claim: StoredClaim, pc: EnrollingPc, needsMac: boolean, now: Date) {
  return refuseByClaimState(claim, now) ?? bindToClaim(claim, pc, needsMac);
}

/** What the request says about the PC, as it is compared. */
function enrollingPc(context: EnrollmentContext): EnrollingPc {
  return { hwDevId: context.hwDevId ?? '', deviceName: context.deviceName ?? '', macs: context.macs };
}

function certificateFields(room: EnrollmentRoom, deviceId: string, spki: Buffer): DeviceCertificateFields {
  const notBefore = backDated(room.clock());
  const notAfter = new Date(notBefore.getTime() + room.settings()['certificate.validityDays'] * DAY_MS);
  return { subjectCommonName: deviceId, spki, serial: certificateSerial(), notBefore, notAfter };
}

interface Grant {
  readonly request: RequestSecurityToken;
  readonly pc: EnrollingPc;
  readonly claim: StoredClaim;
  readonly bound: 'mac' | 'secret' | 'plain';
  readonly certificate: DeviceCertificateFields;
  readonly der: Buffer;
  readonly origin: Origin;
}

async function grant(room: EnrollmentRoom, g: Grant): Promise<GrantedEnrollment | null> {
  const now = room.clock();
  const { claim, request } = g;
  const { context } = request;
  const enrollmentId = uuidv7(now.getTime());
  const client = accountSecret(claim.deviceId);
  const server = accountSecret(room.addresses.host);
  const isWritten = await writeEnrollment(room.database, {
    id: enrollmentId,
    claim,
    enrollmentType: context.enrollmentType,
    source: context.deviceId ?? '',
    hwDevId: g.pc.hwDevId,
    bound: g.bound,
    clientHash: credentialHash(client.name, client.secret),
    serverHash: credentialHash(server.name, server.secret),
    clientNonce: client.nonce,
    context: keptContext(context),
    certificate: {
      serial: g.certificate.serial.toString('hex'),
      der: g.der,
      notBefore: g.certificate.notBefore,
      notAfter: g.certificate.notAfter,
    },
    attempt: {
      step: 'enrollment',
      outcome: 'accepted',
      deviceId: claim.deviceId,
      packageId: claim.packageId,
      claimId: claim.id,
      ...saidByPc(request),
      ...g.origin,
    },
    now,
  });
  if (!isWritten) return null;
  return {
    deviceId: claim.deviceId,
    enrollmentId,
    deviceName: claim.facts.name,
    enrollmentType: context.enrollmentType,
    upn: `${claim.id}@${room.addresses.host}`,
    certificate: g.der,
    client,
    server,
  };
}

function accountSecret(name: string): AccountSecret {
  return { name, secret: randomBytes(ACCOUNT_SECRET_BYTES).toString('base64url'), nonce: randomBytes(NONCE_BYTES) };
}

/** Context items as they are kept: EnrollmentData is opaque and may hold a token, so it is not. */
function keptContext(context: EnrollmentContext): Record<string, unknown> {
  const { enrollmentData: _, other, ...rest } = context;
  return {
    ...rest,
    other: other.slice(0, 50).map((item) => ({ name: item.name.slice(0, 64), value: item.value.slice(0, 256) })),
  };
}

/** What a request says about its PC and user, as attempts keep it; a token or password never is. */
export function saidByPc(request: RequestSecurityToken): {
  pcName: string;
  userName: string;
  detail: Record<string, unknown>;
} {
  const { deviceName, hwDevId, deviceId, osVersion, osEdition, domainName, macs } = request.context;
  return {
    pcName: deviceName ?? '',
    userName: request.credential.kind === 'username' ? request.credential.username : '',
    detail: { hwDevId, deviceId, osVersion, osEdition, domainName, macs },
  };
}
