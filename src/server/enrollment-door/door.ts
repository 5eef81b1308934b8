import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { EvidenceRoom } from '../../devices/evidence/evidence-room.ts';
import type { EnrollmentRoom } from '../../enrollment/enrollment-room.ts';
import { createDeviceDoor, send } from '../device-door.ts';
import { discoveryRoutes } from './discovery.ts';
import { enrollmentRoutes } from './enrollment.ts';
import { kitRoutes } from './kit.ts';
import { policyRoutes } from './policy.ts';

export interface EnrollmentDoorOptions {
  readonly tls: { readonly cert: string; readonly key: string };
  readonly logger: FastifyBaseLogger;
}

/** SOAP messages of enrollment are below 20 KB; a mebibyte leaves room for attestation blobs. */
const BODY_LIMIT = 1024 * 1024;

/**
 * The door for PCs that are not enrolled yet: claims, Discovery, GetPolicies, RequestSecurityToken. It never asks for a
 * client certificate.
 */
export function createEnrollmentDoor(
  room: EnrollmentRoom,
  evidence: EvidenceRoom,
  options: EnrollmentDoorOptions,
): FastifyInstance {
  const app = createDeviceDoor({ tls: options.tls, logger: options.logger, bodyLimit: BODY_LIMIT });
  discoveryRoutes(app, room);
  policyRoutes(app, room);
  enrollmentRoutes(app, room);
  kitRoutes(app, room, evidence);
  app.get('/health', async (_request, reply) => send(reply, 'text/plain; charset=utf-8', Buffer.from('ok\n')));
  return app;
}
