import type { FastifyInstance, FastifyReply } from 'fastify';
import { enrollDevice, type GrantedEnrollment, saidByPc } from '../../enrollment/enroll-device.ts';
import { type EnrollmentRoom, PROVIDER_ID } from '../../enrollment/enrollment-room.ts';
import type { Refusal } from '../../enrollment/model/decide-claim.ts';
import { pollSchedule } from '../../management/model/poll-schedule.ts';
import { CsrError, parseCertificationRequest } from '../../pki/csr.ts';
import { parseRequestSecurityToken } from '../../protocol/enrollment/parse-request-security-token.ts';
import { renderRequestSecurityTokenResponseCollection } from '../../protocol/enrollment/render-response-collection.ts';
import type { RequestSecurityToken } from '../../protocol/enrollment/request-security-token.ts';
import { renderProvisioningDoc } from '../../protocol/provisioning-doc/render-provisioning-doc.ts';
import { peerAddress } from '../request-id.ts';
import { refuse, sendSoap, soapStep } from './soap.ts';
import { delayWrongSecret } from './throttle.ts';

export const ENROLLMENT_PATH = '/EnrollmentServer/Enrollment.svc';

/** RequestSecurityToken (MS-WSTEP): from a claim to a certificate, answered by the provisioning document. */
export function enrollmentRoutes(app: FastifyInstance, room: EnrollmentRoom): void {
  app.post(ENROLLMENT_PATH, (request, reply) =>
    soapStep(room, request, reply, 'enrollment', async (body) => {
      const message = parseRequestSecurityToken(body);
      const said = saidByPc(message);
      const no = (refusal: Refusal, claim: Parameters<typeof refuse>[3]['claim'] = null) =>
        refuse(room, request, reply, { step: 'enrollment', relatesTo: message.messageId, refusal, claim, ...said });

      if (message.requestType !== 'Issue') return no({ reason: 'NOT_ELIGIBLE_TO_RENEW', params: {} });
      const csr = readCsr(message);
      if ('reason' in csr) return no(csr);
      const origin = { address: peerAddress(request.socket.remoteAddress), requestId: request.id };
      const answer = await enrollDevice(room, message, csr.spki, origin);
      if ('refused' in answer) {
        await delayWrongSecret(answer.refused.reason, request);
        return no(answer.refused, answer.claim);
      }
      return sendGranted(room, reply, message, answer.granted);
    }),
  );
}

function readCsr(message: RequestSecurityToken): { spki: Buffer } | Refusal {
  if (message.token.kind !== 'PKCS10') return { reason: 'CSR_REFUSED', params: { field: 'PKCS10' } };
  try {
    return parseCertificationRequest(message.token.der);
  } catch (error) {
    if (error instanceof CsrError) return { reason: 'CSR_REFUSED', params: { field: error.code } };
    throw error;
  }
}

function sendGranted(
  room: EnrollmentRoom,
  reply: FastifyReply,
  message: RequestSecurityToken,
  granted: GrantedEnrollment,
): FastifyReply {
  const settings = room.settings();
  const now = room.clock();
  const provisioningDoc = renderProvisioningDoc({
    enrollmentType: granted.enrollmentType,
    rootCertificate: room.chain.root,
    intermediateCertificate: room.chain.issuing,
    clientCertificate: granted.certificate,
    renewal: {
      renewPeriodDays: settings['certificate.renewPeriodDays'],
      retryIntervalDays: settings['certificate.retryIntervalDays'],
      serverUrl: room.addresses.renewal,
    },
    providerId: PROVIDER_ID,
    name: 'Baton',
    managementUrl: room.addresses.management,
    subjectCommonName: granted.deviceId,
    client: granted.client,
    server: granted.server,
    entDmId: granted.deviceId,
    entDeviceName: granted.deviceName,
    upn: granted.upn,
    poll: pollSchedule(settings['poll.remaining']),
  });
  return sendSoap(
    reply,
    renderRequestSecurityTokenResponseCollection({ relatesTo: message.messageId, created: now, provisioningDoc }),
  );
}
