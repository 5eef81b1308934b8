import type { FastifyInstance } from 'fastify';
import type { EnrollmentRoom } from '../../enrollment/enrollment-room.ts';
import { recordAttempt } from '../../enrollment/record-attempt.ts';
import { parseDiscover } from '../../protocol/discovery/parse-discover.ts';
import { renderDiscoverResponse } from '../../protocol/discovery/render-discover-response.ts';
import { ProtocolError } from '../../protocol/protocol-error.ts';
import { redactSoap } from '../../protocol/soap/redact.ts';
import { bodyOf, send } from '../device-door.ts';
import { peerAddress } from '../request-id.ts';
import { sendSoap } from './soap.ts';

export const DISCOVERY_PATH = '/EnrollmentServer/Discovery.svc';

/** Discovery (MS-MDE2 3.1): an empty answer to the probe, and where policy and enrollment are asked. */
export function discoveryRoutes(app: FastifyInstance, room: EnrollmentRoom): void {
  app.get(DISCOVERY_PATH, async (_request, reply) =>
    send(reply.code(200), 'text/html; charset=UTF-8', Buffer.alloc(0)),
  );

  app.post(DISCOVERY_PATH, async (request, reply) => {
    try {
      const discover = parseDiscover(bodyOf(request.body));
      return sendSoap(
        reply,
        renderDiscoverResponse({
          relatesTo: discover.messageId,
          activityId: request.id,
          requestVersion: discover.requestVersion,
          policyUrl: room.addresses.policy,
          enrollmentUrl: room.addresses.enrollment,
        }),
      );
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      await recordAttempt(
        room.database,
        {
          step: 'discovery',
          outcome: 'unreadable',
          reason: 'MESSAGE_FORMAT',
          params: { field: error.message },
          address: peerAddress(request.socket.remoteAddress),
          requestId: request.id,
          message: redactSoap(bodyOf(request.body)),
        },
        room.clock(),
      );
      // faults of Discovery are documented nowhere, so a plain status that names no cause
      return send(
        reply.code(error.code === 'too-large' ? 413 : 400),
        'text/plain; charset=utf-8',
        Buffer.from('not a Discover request\n'),
      );
    }
  });
}
