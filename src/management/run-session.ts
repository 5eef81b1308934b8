import { createHash, randomBytes } from 'node:crypto';
import { beginEnrollment } from '../enrollment/begin-enrollment.ts';
import { endEnrollment } from '../enrollment/end-enrollment.ts';
import { matchInventory } from '../enrollment/match-inventory.ts';
import { parseSyncMLMessage } from '../protocol/syncml/parse-message.ts';
import { redactSyncML } from '../protocol/syncml/redact.ts';
import { renderSyncMLMessage } from '../protocol/syncml/render-message.ts';
import type { Database, Queryable } from '../storage/database.ts';
import { uuidv7 } from '../storage/ids.ts';
import { decideMessage, isRepeat, type MessageDecision } from './model/decide-message.ts';
import { keptXml } from './model/kept-xml.ts';
import { nextContact } from './model/poll-schedule.ts';
import type { SessionState } from './model/session-state.ts';
import { readSession } from './store/read-session.ts';
import { writeSessionStep } from './store/write-session.ts';

/** What the management room is given. */
export interface ManagementRoom {
  readonly database: Database;
  readonly settings: () => { readonly 'session.requireMd5': boolean; readonly 'poll.remaining': number };
  /** Sealed boxes under the master key, bound to a context. */
  readonly seal: (plain: Buffer, context: string) => Buffer;
  readonly open: (sealed: Buffer, context: string) => Buffer;
  readonly clock: () => Date;
}

/** The PC behind a client certificate, as the TLS layer proved it. */
export interface ProvenPeer {
  /** CN of the certificate's subject: our device id. */
  readonly deviceId: string;
  /** SHA-256 of the certificate. */
  readonly fingerprint: Buffer;
}

/** A PC that may talk to us, with what its message will meet. */
export interface OpenedSession {
  readonly peer: ProvenPeer;
  readonly state: SessionState;
}

export type Refused = 'unknown' | 'revoked' | 'expired' | 'ended';

/**
 * Client certificate to enrollment, in the one place where it is checked, at every request: issued by us to this device,
 * not revoked, not expired, its enrollment alive. Nothing of the message has been parsed yet.
 */
export async function openSession(
  room: ManagementRoom,
  peer: ProvenPeer,
): Promise<OpenedSession | { refused: Refused }> {
  const now = room.clock();
  const state = await readSession(room.database, peer.deviceId, peer.fingerprint, now);
  if (state === null) return { refused: 'unknown' };
  if (state.certificate.revokedAt !== null && state.certificate.revokedAt <= now) return { refused: 'revoked' };
  if (state.certificate.notAfter <= now) return { refused: 'expired' };
  if (state.enrollment.state === 'ended' && state.certificate.revokedAt === null) return { refused: 'ended' };
  return { peer, state };
}

export type SessionAnswer = { readonly reply: Buffer } | { readonly refused: 'source' };

const MAX_RACES = 5;
const INVENTORY_LIFE_MS = 7 * 86_400_000;

/**
 * One message of a management session (OMA-DM): parsed, decided, written in one statement, answered. A message that was
 * answered before gets the identical bytes again.
 * @throws ProtocolError when the body is not SyncML
 */
export async function runSession(room: ManagementRoom, opened: OpenedSession, body: Buffer): Promise<SessionAnswer> {
  const message = parseSyncMLMessage(body);
  const sha256 = createHash('sha256').update(body).digest();
  let { state } = opened;
  for (let race = 0; race < MAX_RACES; race++) {
    const now = room.clock();
    if (message.header.source !== state.enrollment.source) return { refused: 'source' };
    if (isRepeat(state.session, message.header.msgId, sha256, now)) {
      return { reply: room.open(state.session.lastReply, replyContext(state.deviceId)) };
    }
    const decision = decideMessage(state, message, {
      now,
      newSession: uuidv7(now.getTime()),
      nonce: randomBytes(16),
      requireMd5: room.settings()['session.requireMd5'],
    });
    const reply = renderSyncMLMessage(decision.reply);
    if (await apply(room, state, decision, { now, sha256, body, reply })) return { reply };
    const again = await readSession(room.database, opened.peer.deviceId, opened.peer.fingerprint, now);
    if (again === null) break;
    state = again;
  }
  throw new Error('too many messages of one PC at once');
}

function replyContext(deviceId: string): string {
  return `session-reply:${deviceId}`;
}

interface Exchange {
  readonly now: Date;
  readonly sha256: Buffer;
  readonly body: Buffer;
  readonly reply: Buffer;
}

/** Writes a decision. What is rare (first session, inventory, farewell) joins the statement in one transaction. */
async function apply(
  room: ManagementRoom,
  state: SessionState,
  decision: MessageDecision,
  exchange: Exchange,
): Promise<boolean> {
  const { step } = decision;
  const { now } = exchange;
  const write = (q: Queryable) =>
    writeSessionStep(q, state, step, {
      now,
      nextContactAt: nextContact(state.enrollment.createdAt, now, room.settings()['poll.remaining']),
      requestSha256: exchange.sha256,
      received: keptXml(redactSyncML(exchange.body)),
      sent: keptXml(redactSyncML(exchange.reply)),
      sealedReply: room.seal(exchange.reply, replyContext(state.deviceId)),
      newCommandsExpireAt: new Date(now.getTime() + INVENTORY_LIFE_MS),
    });
  if (!step.isFirst && !step.isLeaving && step.inventory.length === 0) return write(room.database);
  return room.database.transaction(async (tx) => {
    if (!(await write(tx))) return false;
    const enrolled = {
      deviceId: state.deviceId,
      enrollmentId: state.enrollment.id,
      claimId: state.enrollment.claimId,
      packageId: state.enrollment.packageId,
    };
    if (step.isFirst) await beginEnrollment(tx, enrolled, now);
    if (step.inventory.length > 0) await matchInventory(tx, enrolled, now);
    if (step.isLeaving) await endEnrollment(tx, enrolled, { why: 'user', now });
    return true;
  });
}
