import type { TLSSocket } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import { saidByPc } from '../../enrollment/enroll-device.ts';
import type { EnrollmentRoom } from '../../enrollment/enrollment-room.ts';
import type { DeviceIssuer } from '../../pki/verify.ts';
import { parseRequestSecurityToken } from '../../protocol/enrollment/parse-request-security-token.ts';
import { ENROLLMENT_PATH } from '../enrollment-door/enrollment.ts';
import { refuse, soapStep } from '../enrollment-door/soap.ts';
import { provenPeer } from './peer.ts';

/** A renewal is one SOAP message with a PKCS#7 around a PKCS#10, below 20 KB. */
const BODY_LIMIT = 1024 * 1024;

/**
 * The address of the ROBO renewal that the provisioning document names (MS-MDE2 3.6; RenewalServerURL). It answers
 * NotEligibleToRenew, upon which the PC keeps its certificate and asks again after RetryInterval, and keeps the attempt on
 * the PC's record. A first enrollment has no business here and gets the same answer.
 */
export function renewalRoute(app: FastifyInstance, room: EnrollmentRoom, issuer: DeviceIssuer): void {
  app.post(ENROLLMENT_PATH, { bodyLimit: BODY_LIMIT }, (request, reply) =>
    soapStep(room, request, reply, 'enrollment', async (body) => {
      const message = parseRequestSecurityToken(body);
      const peer = provenPeer(request.raw.socket as TLSSocket, issuer, room.clock());
      return refuse(room, request, reply, {
        step: 'enrollment',
        relatesTo: message.messageId,
        refusal: { reason: 'NOT_ELIGIBLE_TO_RENEW', params: {} },
        claim: null,
        ...(peer === null ? {} : { deviceId: peer.deviceId }),
        ...saidByPc(message),
      });
    }),
  );
}
