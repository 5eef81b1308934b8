import { z } from 'zod';
import { handInEvidence } from '../../../devices/evidence/hand-in-evidence.ts';
import { undoEvidence } from '../../../devices/evidence/undo-evidence.ts';
import { recordAudit } from '../../../operators/audit.ts';
import { peerAddress } from '../../request-id.ts';
import type { OperatorApp } from '../app.ts';
import { withReceivedFiles } from '../receive-files.ts';
import { uuid } from '../schemas/common.ts';
import { handedIn } from '../schemas/diagnosis.ts';
import type { OperatorServices } from '../services.ts';

const administrator = { access: 'administrator' } as const;
const params = z.object({ id: uuid });
const NAMES_MOST = 20;

/** Evidence that an operator hands in for a PC, and takes back. What PCs send themselves comes in by the other doors. */
export function evidenceRoutes(app: OperatorApp, services: OperatorServices): void {
  const { evidence: room } = services;

  app.post(
    '/devices/:id/evidence',
    {
      config: administrator,
      schema: {
        description:
          'Keeps files (field `file`, any number; archives too) as evidence of this PC, handed in by whoever calls, and diagnoses them at once. 409 EVIDENCE_OF_OTHER_PC where they name another PC and `confirm` is not true.',
        consumes: ['multipart/form-data'],
        params,
        querystring: z.object({ confirm: z.stringbool().optional() }),
        response: { 201: handedIn },
      },
    },
    async (request, reply) => {
      const { id: deviceId } = request.params;
      const { actor } = request;
      const answer = await withReceivedFiles(request, (files) =>
        handInEvidence(
          room,
          {
            deviceId,
            by: actor.name,
            address: peerAddress(request.socket.remoteAddress),
            isConfirmed: request.query.confirm === true,
          },
          files,
          (tx, name, handed) =>
            recordAudit(tx, {
              actor,
              action: 'device.evidence',
              target: { kind: 'device', id: deviceId, name },
              after: {
                evidence: handed.id,
                differs: handed.differs,
                files: files.slice(0, NAMES_MOST).map((file) => file.name),
              },
              requestId: request.id,
            }),
        ),
      );
      return reply.code(201).send({ ...answer, differs: [...answer.differs] });
    },
  );

  app.delete(
    '/devices/:id/evidence/:evidence',
    {
      config: administrator,
      schema: {
        description: 'Takes back evidence that an operator handed in.',
        params: params.extend({ evidence: uuid }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { id: deviceId, evidence: id } = request.params;
      await undoEvidence(room, { deviceId, id }, (tx, name) =>
        recordAudit(tx, {
          actor: request.actor,
          action: 'device.evidence-undo',
          target: { kind: 'device', id: deviceId, name },
          before: { evidence: id },
          requestId: request.id,
        }),
      );
      await services.queueTask('rediagnosis');
      return reply.code(204).send(null);
    },
  );
}
