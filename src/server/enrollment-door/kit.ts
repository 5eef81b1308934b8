import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { EvidenceRoom } from '../../devices/evidence/evidence-room.ts';
import type { SendingPc } from '../../devices/evidence/evidence-sender.ts';
import { REASONS, type ReasonId, type ReasonParams, reasonText } from '../../devices/model/reasons.ts';
import { type AcceptedClaim, claimPc, keepRefusedClaim } from '../../enrollment/claim-pc.ts';
import type { EnrollmentRoom } from '../../enrollment/enrollment-room.ts';
import { claimState, findClaimOfToken, openClaim } from '../../enrollment/get-claim.ts';
import { knowsPin } from '../../enrollment/knows-pin.ts';
import { claimRequestSchema } from '../../enrollment/model/claim-request.ts';
import { recordAttempt } from '../../enrollment/record-attempt.ts';
import { renewClaim } from '../../enrollment/renew-claim.ts';
import { claimReportSchema, reportClaim } from '../../enrollment/report-claim.ts';
import { saidStageSchema, sayStage } from '../../enrollment/say-stage.ts';
import { type PpkgRefusal, writePpkg } from '../../enrollment/write-ppkg.ts';
import { bodyOf, send } from '../device-door.ts';
import { answerEvidence, EVIDENCE_BODY_LIMIT } from '../evidence-answer.ts';
import { peerAddress } from '../request-id.ts';
import { delayWrongSecret } from './throttle.ts';

const JSON_TYPE = 'application/json; charset=utf-8';
/** The kit's messages are a few kilobytes; a log tail is the largest part of them. */
const BODY_LIMIT = 64 * 1024;
const LATER_SECONDS = 900;
/** A secret has 12 letters; blanks and hyphens between them do not count. */
const secretSchema = z.object({ secret: z.string().min(1).max(64) });
const PPKG_REFUSALS: Readonly<Record<Exclude<PpkgRefusal, 'UNAVAILABLE'>, number>> = {
  WAY_OFF: 404,
  SECRET_WRONG: 403,
  CLAIM_NOT_RESERVED: 409,
};
const claimParams = z.object({ claimId: z.uuid() });

/**
 * What setup.ps1 talks to: claims, their state, reports, and the stages that are only said. A decision is always 200, so
 * that Windows PowerShell 5.1 can read it; 400 is an unreadable request, 401 a token that opens no claim.
 */
export function kitRoutes(app: FastifyInstance, room: EnrollmentRoom, evidence: EvidenceRoom): void {
  const limit = { bodyLimit: BODY_LIMIT };

  app.post('/kit/v1/claims', limit, async (request, reply) => {
    const claim = readJson(request, claimRequestSchema);
    if (claim === null) return unreadable(room, request, reply);
    const origin = { address: peerAddress(request.socket.remoteAddress), requestId: request.id };
    try {
      const answer = await claimPc(room, claim, origin);
      if ('accepted' in answer) return sendAccepted(room, reply, answer.accepted);
      await keepRefusedClaim(room, claim, answer.refused, REASONS[answer.refused.reason].answer === 'later', origin);
      await delayWrongSecret(answer.refused.reason, request);
      return sendRefusal(reply, answer.refused.reason, answer.refused.params);
    } catch (error) {
      request.log.error({ requestId: request.id, err: error }, 'claim failed');
      return sendRefusal(reply, 'SERVER_ERROR', { id: request.id });
    }
  });

  app.get('/kit/v1/claims/:claimId', async (request, reply) => {
    const claim = await claimOfRequest(room, request);
    return claim === null ? noClaim(reply) : sendJson(reply, 200, claimState(claim, room.clock()));
  });

  app.post('/kit/v1/claims/:claimId/renewal', limit, async (request, reply) => {
    const claim = await claimOfRequest(room, request);
    if (claim === null) return noClaim(reply);
    const answer = await renewClaim(room, claim, bearer(request) ?? '');
    if ('accepted' in answer) return sendAccepted(room, reply, answer.accepted);
    return sendRefusal(reply, answer.refused.reason, answer.refused.params);
  });

  app.post('/kit/v1/claims/:claimId/reports', limit, async (request, reply) => {
    const claim = await claimOfRequest(room, request);
    if (claim === null) return noClaim(reply);
    const report = readJson(request, claimReportSchema);
    if (report === null) return unreadable(room, request, reply);
    await reportClaim(room, claim, report);
    return reply.code(204).send();
  });

  app.post('/kit/v1/claims/:claimId/ppkg', limit, async (request, reply) => {
    const claim = await claimOfRequest(room, request);
    if (claim === null) return noClaim(reply);
    const said = readJson(request, secretSchema);
    if (said === null) return unreadable(room, request, reply);
    const answer = await writePpkg(room, claim, said.secret);
    if ('refused' in answer) return sendPpkgRefusal(request, reply, answer.refused);
    const sha256 = createHash('sha256').update(answer.file).digest('hex').toUpperCase();
    reply.header('cache-control', 'no-store').header('x-baton-sha256', sha256);
    return send(reply, 'application/octet-stream', answer.file);
  });

  app.post('/kit/v1/evidence', { bodyLimit: EVIDENCE_BODY_LIMIT }, async (request, reply) => {
    const sender = await senderOfEvidence(room, request);
    if (sender === null) return noClaim(reply);
    return answerEvidence(evidence, sender, request, reply);
  });

  app.post('/kit/v1/stages', limit, async (request, reply) => {
    const said = readJson(request, saidStageSchema);
    if (said === null) return unreadable(room, request, reply);
    await sayStage(room, said, peerAddress(request.socket.remoteAddress));
    return reply.code(204).send();
  });
}

function readJson<Schema extends z.ZodType>(request: FastifyRequest, schema: Schema): z.infer<Schema> | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bodyOf(request.body));
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null; // not UTF-8, or not JSON
  }
}

function bearer(request: FastifyRequest): string | null {
  return /^Bearer ([A-Za-z0-9_-]{20,128})$/.exec(request.headers.authorization ?? '')?.[1] ?? null;
}

async function claimOfRequest(room: EnrollmentRoom, request: FastifyRequest) {
  const params = claimParams.safeParse(request.params);
  const token = bearer(request);
  return params.success && token !== null ? openClaim(room, params.data.claimId, token) : null;
}

/**
 * Who sends evidence before the enrollment: the PC of a claim by its token, or, where no claim was accepted, whoever shows a
 * package's PIN and says a name: `Authorization: Baton-Pin <package id>:<PIN>:<name, percent-encoded>`.
 */
async function senderOfEvidence(room: EnrollmentRoom, request: FastifyRequest): Promise<SendingPc | null> {
  const token = bearer(request);
  if (token !== null) {
    const claim = await findClaimOfToken(room, token);
    if (claim === null) return null;
    return { proof: 'claim', deviceId: claim.deviceId, packageId: claim.packageId, name: claim.facts.name };
  }
  const shown = PIN_AUTHORIZATION.exec(request.headers.authorization ?? '');
  const [, packageId = '', pin = '', said = ''] = shown ?? [];
  const name = decodeName(said);
  if (shown === null || name === null) return null;
  const isLiving = await knowsPin(room, packageId.toLowerCase(), pin);
  if (!isLiving) await delayWrongSecret('PIN_INVALID', request);
  return isLiving ? { proof: 'pin', packageId: packageId.toLowerCase(), name } : null;
}

const PIN_AUTHORIZATION =
  /^Baton-Pin ([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}):([0-9A-Za-z -]{12,32}):([A-Za-z0-9._~%-]{1,190})$/;

function decodeName(text: string): string | null {
  try {
    const name = decodeURIComponent(text).trim();
    return name === '' || name.length > 63 ? null : name;
  } catch {
    return null; // a broken percent code
  }
}

function sendJson(reply: FastifyReply, status: number, value: unknown): FastifyReply {
  return send(reply.code(status), JSON_TYPE, Buffer.from(JSON.stringify(value)));
}

function sendAccepted(room: EnrollmentRoom, reply: FastifyReply, claim: AcceptedClaim): FastifyReply {
  return sendJson(reply, 200, {
    decision: 'accepted',
    claimId: claim.claimId,
    expiresAt: claim.expiresAt.toISOString(),
    renewUntil: claim.renewUntil.toISOString(),
    upn: claim.upn,
    secret: claim.secret,
    token: claim.token,
    discoveryUrl: room.addresses.discovery,
  });
}

function sendRefusal(reply: FastifyReply, reason: ReasonId, params: ReasonParams): FastifyReply {
  const message = reasonText(reason, params);
  return REASONS[reason].answer === 'later'
    ? sendJson(reply, 200, { decision: 'later', reason, retryAfterSeconds: LATER_SECONDS, message })
    : sendJson(reply, 200, { decision: 'refused', reason, message });
}

async function sendPpkgRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  refused: PpkgRefusal,
): Promise<FastifyReply> {
  if (refused === 'UNAVAILABLE')
    return sendJson(reply.header('retry-after', LATER_SECONDS), 503, { error: 'unavailable' });
  if (refused === 'SECRET_WRONG') await delayWrongSecret('PIN_INVALID', request);
  return sendJson(reply, PPKG_REFUSALS[refused], { error: refused });
}

function noClaim(reply: FastifyReply): FastifyReply {
  return sendJson(reply, 401, { error: 'no claim for this token' });
}

async function unreadable(room: EnrollmentRoom, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  await recordAttempt(
    room.database,
    {
      step: 'claim',
      outcome: 'unreadable',
      reason: 'MESSAGE_FORMAT',
      params: { field: 'JSON' },
      address: peerAddress(request.socket.remoteAddress),
      requestId: request.id,
      detail: { bytes: bodyOf(request.body).length },
    },
    room.clock(),
  );
  return sendJson(reply, 400, { error: 'unreadable' });
}
