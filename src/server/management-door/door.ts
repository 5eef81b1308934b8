import type { TLSSocket } from 'node:tls';
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { EvidenceRoom } from '../../devices/evidence/evidence-room.ts';
import { deviceName } from '../../devices/registry.ts';
import type { EnrollmentRoom } from '../../enrollment/enrollment-room.ts';
import { recordAttempt } from '../../enrollment/record-attempt.ts';
import { type ManagementRoom, type OpenedSession, openSession, runSession } from '../../management/run-session.ts';
import type { DeviceIssuer } from '../../pki/verify.ts';
import { ProtocolError } from '../../protocol/protocol-error.ts';
import { redactSyncML } from '../../protocol/syncml/redact.ts';
import { bodyOf, createDeviceDoor, send } from '../device-door.ts';
import { answerEvidence, EVIDENCE_BODY_LIMIT } from '../evidence-answer.ts';
import { peerAddress } from '../request-id.ts';
import { provenPeer } from './peer.ts';
import { renewalRoute } from './renewal.ts';

export interface ManagementDoorOptions {
  readonly tls: { readonly cert: string; readonly key: string };
  readonly logger: FastifyBaseLogger;
  readonly issuer: DeviceIssuer;
}

export const MANAGEMENT_PATH = '/ManagementServer/MDM.svc';

/** Large Results, such as lists of applications, reach several megabytes. */
const BODY_LIMIT = 8 * 1024 * 1024;
const SYNCML = 'application/vnd.syncml.dm+xml';
const TEXT = 'text/plain; charset=utf-8';
const REFUSED_FIELD = { unknown: 'unknown', revoked: 'revoked', expired: 'expired', ended: 'un-enrolled' } as const;

/**
 * The door for enrolled PCs (OMA-DM over TLS with client certificates). The certificate is asked for in the first
 * handshake and checked at every request, in one place; without a valid one the answer is 403 before anything is parsed.
 */
export function createManagementDoor(
  room: ManagementRoom,
  enrollment: EnrollmentRoom,
  evidence: EvidenceRoom,
  options: ManagementDoorOptions,
): FastifyInstance {
  const app = createDeviceDoor({
    tls: { ...options.tls, requestCert: true, rejectUnauthorized: false },
    logger: options.logger,
    bodyLimit: BODY_LIMIT,
  });
  renewalRoute(app, enrollment, options.issuer);

  /** Who the client certificate proves, or null: then the refusal was kept as an attempt and answered. */
  const open = async (request: FastifyRequest, reply: FastifyReply): Promise<OpenedSession | null> => {
    const now = room.clock();
    const peer = provenPeer(request.raw.socket as TLSSocket, options.issuer, now);
    const opened = peer === null ? ({ refused: 'unknown' } as const) : await openSession(room, peer);
    if (!('refused' in opened)) return opened;
    await recordAttempt(
      room.database,
      {
        step: 'session',
        outcome: 'refused',
        reason: 'CERTIFICATE_REFUSED',
        params: { field: REFUSED_FIELD[opened.refused] },
        ...(peer === null || opened.refused === 'unknown' ? {} : { deviceId: peer.deviceId }),
        address: peerAddress(request.socket.remoteAddress),
        requestId: request.id,
      },
      now,
    );
    send(reply.code(403), TEXT, Buffer.from('forbidden\n'));
    return null;
  };

  app.post('/kit/v1/evidence', { bodyLimit: EVIDENCE_BODY_LIMIT }, async (request, reply) => {
    const opened = await open(request, reply);
    if (opened === null) return reply;
    const { deviceId } = opened.peer;
    const name = await deviceName(room.database, deviceId);
    return answerEvidence(evidence, { proof: 'certificate', deviceId, name }, request, reply);
  });

  app.post(MANAGEMENT_PATH, async (request, reply) => {
    const opened = await open(request, reply);
    if (opened === null) return reply;
    if (!isSyncML(request.headers['content-type']))
      return send(reply.code(415), TEXT, Buffer.from('unsupported media type\n'));
    const body = bodyOf(request.body);
    try {
      const answer = await runSession(room, opened, body);
      if ('reply' in answer) return send(reply.code(200), SYNCML, answer.reply);
      request.log.warn(
        { requestId: request.id, deviceId: opened.peer.deviceId },
        'source of a session is not the enrolled device',
      );
      return send(reply.code(403), TEXT, Buffer.from('forbidden\n'));
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      await recordAttempt(
        room.database,
        {
          step: 'session',
          outcome: 'unreadable',
          reason: 'MESSAGE_FORMAT',
          params: { field: error.code },
          deviceId: opened.peer.deviceId,
          address: peerAddress(request.socket.remoteAddress),
          requestId: request.id,
          message: redactSyncML(body),
        },
        room.clock(),
      );
      return send(reply.code(error.code === 'too-large' ? 413 : 400), TEXT, Buffer.from('not SyncML\n'));
    }
  });
  return app;
}

/** WBXML is not spoken: our account names the XML encoding, so only a foreign one would send it. */
function isSyncML(contentType: string | undefined): boolean {
  return (contentType ?? '').split(';')[0]?.trim().toLowerCase() === SYNCML;
}
