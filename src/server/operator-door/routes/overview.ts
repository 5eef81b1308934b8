import { z } from 'zod';
import { getOverview } from '../../../overview/get-overview.ts';
import { searchEverything } from '../../../overview/search.ts';
import type { OperatorApp } from '../app.ts';
import { overview, searchResult } from '../schemas/overview.ts';
import type { OperatorServices } from '../services.ts';
import { toWire } from './wire.ts';

const viewer = { access: 'viewer' } as const;
const searchQuery = z.object({ q: z.string().trim().min(1).max(128) });

/** Where are we, what is in the way; and the one search of the console. */
export function overviewRoutes(app: OperatorApp, services: OperatorServices): void {
  app.get('/overview', { config: viewer, schema: { response: { 200: overview } } }, async () => {
    const settings = services.settings.current();
    const now = services.clock();
    const page = await getOverview(services.database, {
      now,
      pinEnabled: settings['enrollment.pinEnabled'],
      isInMaintenance: settings['enrollment.maintenance'],
      silentDays: settings['device.silentAfterDays'],
    });
    return { asOf: now.toISOString(), ...toWire(page) };
  });

  app.get(
    '/search',
    { config: viewer, schema: { querystring: searchQuery, response: { 200: searchResult } } },
    async (request) => ({
      items: toWire(await searchEverything(services.database, request.query.q, services.clock())),
    }),
  );
}
