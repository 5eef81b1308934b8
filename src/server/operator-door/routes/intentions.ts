import { z } from 'zod';
import { listGroupIntentions } from '../../../devices/intentions/set-intentions.ts';
import type { OperatorApp } from '../app.ts';
import { intendDevices, intendGroup } from '../intention-actions.ts';
import { listOf, uuid } from '../schemas/common.ts';
import { groupIntention, intentionChange, intentionsChange } from '../schemas/devices.ts';
import type { OperatorServices } from '../services.ts';
import { toWire } from './wire.ts';

const viewer = { access: 'viewer' } as const;
const administrator = { access: 'administrator' } as const;
const params = z.object({ id: uuid });
const changed = z.object({ changed: z.number().int().describe('for how many it is another one now') });

/** What PCs are meant to become: it changes what counts as an error. */
export function intentionRoutes(app: OperatorApp, services: OperatorServices): void {
  app.post(
    '/devices/intentions',
    {
      config: administrator,
      schema: {
        description: 'Says what PCs are meant to become, or takes it back (null); they are diagnosed anew.',
        body: intentionsChange,
        response: { 200: changed },
      },
    },
    async (request) => {
      const { ids, intention } = request.body;
      return {
        changed: await intendDevices(services, ids, { intention, actor: request.actor, requestId: request.id }),
      };
    },
  );

  app.get(
    '/devices/intentions/groups',
    {
      config: viewer,
      schema: {
        description:
          'Groups of whose people the PCs are meant to become something; of a person in several, the newest counts.',
        response: { 200: listOf(groupIntention) },
      },
    },
    async () => ({
      asOf: services.clock().toISOString(),
      query: {},
      items: (await listGroupIntentions(services.database)).map(toWire),
    }),
  );

  app.put(
    '/devices/intentions/groups/:id',
    {
      config: administrator,
      schema: {
        description: "The same for the PCs of a group's people; what was said of a PC itself stays in force.",
        params,
        body: intentionChange,
        response: { 200: changed },
      },
    },
    async (request) => {
      const order = { ...request.body, actor: request.actor, requestId: request.id };
      return { changed: await intendGroup(services, request.params.id, order) };
    },
  );
}
