import type { FastifyReply, FastifyRequest } from 'fastify';
import { reasonText } from '../../devices/model/reasons.ts';
import type { StoredClaim } from '../../enrollment/enroll-device.ts';
import type { EnrollmentRoom } from '../../enrollment/enrollment-room.ts';
import type { Refusal } from '../../enrollment/model/decide-claim.ts';
import { faultForReason, hresultOf } from '../../enrollment/model/fault-for-reason.ts';
import { recordAttempt } from '../../enrollment/record-attempt.ts';
import { ProtocolError } from '../../protocol/protocol-error.ts';
import { type FaultAction, renderFault } from '../../protocol/soap/fault.ts';
import { redactSoap } from '../../protocol/soap/redact.ts';
import { bodyOf, send } from '../device-door.ts';
import { peerAddress } from '../request-id.ts';

const SOAP = 'application/soap+xml; charset=utf-8';

/** Sends a SOAP envelope. */
export function sendSoap(reply: FastifyReply, envelope: Buffer): FastifyReply {
  return send(reply.code(200), SOAP, envelope);
}

/** The SOAP steps of an enrollment. */
type SoapStep = 'discovery' | 'policy' | 'enrollment';

/** What is known of a request when it is refused. */
export interface RefusedRequest {
  readonly step: SoapStep;
  readonly relatesTo: string;
  readonly refusal: Refusal;
  readonly claim: StoredClaim | null;
  /** The device, where its certificate proved it. */
  readonly deviceId?: string;
  readonly pcName?: string;
  readonly userName?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

const ACTIONS: Readonly<Record<SoapStep, FaultAction>> = {
  discovery: 'Discover',
  policy: 'GetPolicies',
  enrollment: 'RequestSecurityToken',
};

/**
 * Answers by a fault in the shape that Windows matches (HTTP 500) and keeps the attempt with its reason. The TraceId is
 * the request id, which Windows stores on the PC.
 */
export async function refuse(
  room: EnrollmentRoom,
  request: FastifyRequest,
  reply: FastifyReply,
  refused: RefusedRequest,
): Promise<FastifyReply> {
  const { refusal, claim } = refused;
  const hresult = hresultOf(refusal.reason);
  await recordAttempt(
    room.database,
    {
      step: refused.step,
      outcome: 'refused',
      reason: refusal.reason,
      params: refusal.params,
      ...(hresult === undefined ? {} : { hresult }),
      ...(refused.deviceId === undefined ? {} : { deviceId: refused.deviceId }),
      ...(claim === null ? {} : { deviceId: claim.deviceId, packageId: claim.packageId, claimId: claim.id }),
      pcName: refused.pcName ?? claim?.facts.name ?? '',
      userName: refused.userName ?? claim?.identityName ?? '',
      address: peerAddress(request.socket.remoteAddress),
      requestId: request.id,
      ...(refused.detail === undefined ? {} : { detail: refused.detail }),
      message: redactSoap(bodyOf(request.body)),
    },
    room.clock(),
  );
  return sendFault(request, reply, refused.step, refused.relatesTo, refusal);
}

function sendFault(
  request: FastifyRequest,
  reply: FastifyReply,
  step: SoapStep,
  relatesTo: string,
  refusal: Refusal,
): FastifyReply {
  const envelope = renderFault({
    action: ACTIONS[step],
    relatesTo,
    name: faultForReason(refusal.reason),
    reason: reasonText(refusal.reason, refusal.params).en,
    traceId: request.id,
  });
  return send(reply.code(500), SOAP, envelope);
}

/**
 * Runs a SOAP step: what cannot be read is answered by the fault that fits and kept as one counted entry; what goes wrong
 * on our side is EnrollmentServer, so that Windows tries again. Never a bare 400, which Windows shows to nobody.
 */
export async function soapStep(
  room: EnrollmentRoom,
  request: FastifyRequest,
  reply: FastifyReply,
  step: SoapStep,
  work: (body: Buffer) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const body = bodyOf(request.body);
  try {
    return await work(body);
  } catch (error) {
    if (error instanceof ProtocolError) {
      const reason = error.faultName === 'InvalidSecurity' ? 'INVALID_SECURITY' : 'MESSAGE_FORMAT';
      const refusal: Refusal = { reason, params: { field: error.message } };
      await recordAttempt(
        room.database,
        {
          step,
          outcome: 'unreadable',
          reason,
          params: refusal.params,
          address: peerAddress(request.socket.remoteAddress),
          requestId: request.id,
          message: redactSoap(body),
        },
        room.clock(),
      );
      return sendFault(request, reply, step, error.messageId ?? '', refusal);
    }
    request.log.error({ requestId: request.id, err: error }, 'enrollment request failed');
    return sendFault(request, reply, step, '', { reason: 'SERVER_ERROR', params: { id: request.id } });
  }
}
