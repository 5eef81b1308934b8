import type { FastifyInstance } from 'fastify';
import type { EnrollmentRoom } from '../../enrollment/enrollment-room.ts';
import { parseDiscover } from '../../protocol/discovery/parse-discover.ts';
import { renderDiscoverResponse } from '../../protocol/discovery/render-discover-response.ts';
import { send } from '../device-door.ts';
import { sendSoap, soapStep } from './soap.ts';

export const DISCOVERY_PATH = '/EnrollmentServer/Discovery.svc';

/** Discovery (MS-MDE2 3.1): an empty answer to the probe, and where policy and enrollment are asked. */
export function discoveryRoutes(app: FastifyInstance, room: EnrollmentRoom): void {
  app.get(DISCOVERY_PATH, async (_request, reply) =>
    send(reply.code(200), 'text/html; charset=UTF-8', Buffer.alloc(0)),
  );

  app.post(DISCOVERY_PATH, (request, reply) =>
    soapStep(room, request, reply, 'discovery', async (body) => {
      const discover = parseDiscover(body);
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
    }),
  );
}
