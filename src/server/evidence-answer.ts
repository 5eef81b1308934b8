import type { FastifyReply, FastifyRequest } from 'fastify';
import { acceptEvidence, type EvidenceRefusal } from '../devices/evidence/accept-evidence.ts';
import type { EvidenceRoom } from '../devices/evidence/evidence-room.ts';
import type { SendingPc } from '../devices/evidence/evidence-sender.ts';
import { EVIDENCE_BYTES } from '../devices/evidence/read-evidence.ts';
import { bodyOf, send } from './device-door.ts';
import { peerAddress } from './request-id.ts';

/** Bytes of an evidence request; its own bound is checked after unpacking. */
export const EVIDENCE_BODY_LIMIT = EVIDENCE_BYTES + 1;

const STATUS: Readonly<Record<EvidenceRefusal, number>> = {
  'too-large': 413,
  'not-gzip': 400,
  'not-evidence': 400,
  'too-often': 429,
  'too-many': 429,
  busy: 503,
};
const COME_BACK_SECONDS = 600;

/** Takes evidence from whom the door proved, and answers 204, or a status with the reason in one word (package-kit/evidence.md). */
export async function answerEvidence(
  room: EvidenceRoom,
  sender: SendingPc,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const refusal = await acceptEvidence(room, sender, bodyOf(request.body), {
    isPacked: request.headers['content-encoding']?.trim().toLowerCase() === 'gzip',
    address: peerAddress(request.socket.remoteAddress),
  });
  if (refusal === null) return reply.code(204).send();
  const status = STATUS[refusal];
  if (status === 429 || status === 503) reply.header('retry-after', COME_BACK_SECONDS);
  return send(reply.code(status), 'application/json; charset=utf-8', Buffer.from(JSON.stringify({ error: refusal })));
}
