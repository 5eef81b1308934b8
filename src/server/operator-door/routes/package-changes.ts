import { z } from 'zod';
import { changeDelivery } from '../../../packages/change-delivery.ts';
import { getPackage, listPins } from '../../../packages/list-packages.ts';
import { revokePin } from '../../../packages/revoke-pin.ts';
import type { OperatorApp } from '../app.ts';
import { listOf, uuid } from '../schemas/common.ts';
import { deliveryChange, pin, pkg } from '../schemas/packages.ts';
import type { OperatorServices } from '../services.ts';
import { toWire } from './wire.ts';

const params = z.object({ id: uuid });
const pinParams = z.object({ id: uuid, pin: uuid });
const administrator = { access: 'administrator' } as const;
const emptyBody = z.preprocess((value) => value ?? {}, z.object({}));

/** What changes about one package without ending it: its delivery, and single PINs. */
export function packageChangeRoutes(app: OperatorApp, services: OperatorServices): void {
  const { database, packages: room } = services;

  app.patch(
    '/packages/:id',
    {
      config: administrator,
      schema: {
        description: 'Changes how the package reaches PCs. Copies that were downloaded before keep what they have.',
        params,
        body: deliveryChange,
        response: { 200: pkg },
      },
    },
    async (request) => {
      await changeDelivery(room, request.params.id, request.body, request.actor, request.id);
      return toWire(await getPackage(database, request.params.id, services.clock()));
    },
  );

  app.post(
    '/packages/:id/pins/:pin/revocation',
    { config: administrator, schema: { params: pinParams, body: emptyBody, response: { 200: listOf(pin) } } },
    async (request) => {
      const { id, pin: pinId } = request.params;
      await revokePin(room, id, pinId, request.actor, request.id);
      const items = (await listPins(database, id)).map(toWire);
      return { asOf: services.clock().toISOString(), query: {}, items };
    },
  );
}
