import { z } from 'zod';
import { getSharedPpkg, mintSharedPpkg, SHARED_PPKG_LIMIT, uploadSharedPpkg } from '../../../packages/shared-ppkg.ts';
import type { OperatorApp } from '../app.ts';
import { sharedPpkg } from '../schemas/packages.ts';
import type { OperatorServices } from '../services.ts';
import { toWire } from './wire.ts';

const OCTETS = 'application/octet-stream';

/** The shared provisioning package: its customizations.xml once, its file when it was built. */
export function sharedPpkgRoutes(app: OperatorApp, services: OperatorServices): void {
  const { packages: room } = services;
  if (!app.hasContentTypeParser(OCTETS)) {
    app.addContentTypeParser(OCTETS, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  }

  app.get('/shared-ppkg', { config: { access: 'viewer' }, schema: { response: { 200: sharedPpkg } } }, async () =>
    toWire(await getSharedPpkg(room)),
  );

  app.post(
    '/shared-ppkg/customizations',
    {
      config: { access: 'administrator' },
      schema: { description: 'Mints a new secret and answers customizations.xml with it. It is not shown again.' },
    },
    async (request, reply) => {
      const xml = await mintSharedPpkg(room, request.actor, request.id);
      return reply
        .type('application/xml; charset=utf-8')
        .header('cache-control', 'no-store')
        .header('content-disposition', 'attachment; filename="customizations.xml"')
        .send(xml);
    },
  );

  app.put(
    '/shared-ppkg',
    {
      config: { access: 'administrator' },
      bodyLimit: SHARED_PPKG_LIMIT + 1,
      schema: {
        description: 'Uploads the built .ppkg as application/octet-stream.',
        consumes: [OCTETS],
        body: z.custom<Buffer>((value) => Buffer.isBuffer(value)),
        response: { 200: sharedPpkg },
      },
    },
    async (request) => toWire(await uploadSharedPpkg(room, request.body, request.actor, request.id)),
  );
}
