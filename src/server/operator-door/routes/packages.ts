import { z } from 'zod';
import { continuePackage, extendPins, revokePackage } from '../../../packages/change-package.ts';
import { downloadPackage } from '../../../packages/download-package.ts';
import { countPackagePcs, listPackagePcs } from '../../../packages/list-package-pcs.ts';
import { countPackages, getPackage, listPackages, listPins } from '../../../packages/list-packages.ts';
import { makePackage } from '../../../packages/make-package.ts';
import { stoppedFunctions as stoppedBy } from '../../../packages/model/stopped-functions.ts';
import { previewTarget } from '../../../packages/preview-target.ts';
import { requirePackage } from '../../../packages/require-package.ts';
import type { OperatorApp } from '../app.ts';
import { count, listOf, platform, uuid } from '../schemas/common.ts';
import {
  extension,
  newPackage,
  packagePc,
  packagePcQuery,
  packageQuery,
  packageTarget,
  pin,
  pkg,
  stoppedFunctions,
  targetPreview,
} from '../schemas/packages.ts';
import type { OperatorServices } from '../services.ts';
import { packageChangeRoutes } from './package-changes.ts';
import { sharedPpkgRoutes } from './shared-ppkg.ts';
import { rowToWire, toWire } from './wire.ts';

const params = z.object({ id: uuid });
const viewer = { access: 'viewer' } as const;
const administrator = { access: 'administrator' } as const;
const previewBody = z.object({ target: packageTarget, pcsPerUser: z.number().int().min(1).max(100).optional() });
const downloadBody = z.preprocess(
  (value) => value ?? {},
  z.object({
    replace: z.boolean().default(false).describe('revoke the earlier PINs first'),
    language: z.enum(['ja', 'en']).default('ja'),
  }),
);
const emptyBody = z.preprocess((value) => value ?? {}, z.object({}));

/** Distribution packages: list, make, one with its PCs, downloads, and the life of their PINs. */
export function packageRoutes(app: OperatorApp, services: OperatorServices): void {
  const { database, packages: room } = services;
  const asOf = () => services.clock().toISOString();
  const isKnown = (request: { params: unknown }) => requirePackage(database, params.parse(request.params).id);
  const read = async (id: string) => toWire(await getPackage(database, id, services.clock()));
  sharedPpkgRoutes(app, services);
  packageChangeRoutes(app, services);

  app.get(
    '/packages',
    { config: viewer, schema: { querystring: packageQuery, response: { 200: listOf(pkg) } } },
    async (request) => {
      const { limit, offset, sort, ...query } = request.query;
      const items = await listPackages(database, query, { sort, limit, offset }, services.clock());
      return { asOf: asOf(), query: request.query, items: items.map(toWire) };
    },
  );

  app.get(
    '/packages/count',
    { config: viewer, schema: { querystring: packageQuery, response: { 200: count } } },
    async (request) => ({
      asOf: asOf(),
      query: request.query,
      count: await countPackages(database, request.query, services.clock()),
    }),
  );

  app.get(
    '/packages/stopped-functions',
    { config: viewer, schema: { querystring: z.object({ platform }), response: { 200: stoppedFunctions } } },
    async (request) => stoppedBy(request.query.platform).map(toWire),
  );

  app.post(
    '/packages/preview',
    { config: viewer, schema: { body: previewBody, response: { 200: targetPreview } } },
    async (request) => {
      const { target, pcsPerUser } = request.body;
      const perUser = pcsPerUser ?? services.settings.current()['package.pcsPerUser'];
      return toWire(await previewTarget(room, target, perUser));
    },
  );

  app.post(
    '/packages',
    { config: administrator, schema: { body: newPackage, response: { 201: pkg } } },
    async (request, reply) => {
      const id = await makePackage(room, request.body, request.actor, request.id);
      return reply.code(201).send(await read(id));
    },
  );

  app.get('/packages/:id', { config: viewer, schema: { params, response: { 200: pkg } } }, async (request) =>
    read(request.params.id),
  );

  app.get(
    '/packages/pcs',
    {
      config: viewer,
      schema: {
        description: 'PCs of all packages that are not revoked: one row for each PC in each package.',
        querystring: packagePcQuery,
        response: { 200: listOf(packagePc) },
      },
    },
    async (request) => {
      const { limit, offset, sort, ...query } = request.query;
      const items = await listPackagePcs(database, null, query, { sort, limit, offset });
      return { asOf: asOf(), query: request.query, items: items.map(rowToWire) };
    },
  );

  app.get(
    '/packages/pcs/count',
    { config: viewer, schema: { querystring: packagePcQuery, response: { 200: count } } },
    async (request) => ({
      asOf: asOf(),
      query: request.query,
      count: await countPackagePcs(database, null, request.query),
    }),
  );

  app.get(
    '/packages/:id/pcs',
    {
      config: viewer,
      preHandler: isKnown,
      schema: { params, querystring: packagePcQuery, response: { 200: listOf(packagePc) } },
    },
    async (request) => {
      const { limit, offset, sort, ...query } = request.query;
      const items = await listPackagePcs(database, request.params.id, query, { sort, limit, offset });
      return { asOf: asOf(), query: request.query, items: items.map(rowToWire) };
    },
  );

  app.get(
    '/packages/:id/pcs/count',
    { config: viewer, preHandler: isKnown, schema: { params, querystring: packagePcQuery, response: { 200: count } } },
    async (request) => ({
      asOf: asOf(),
      query: request.query,
      count: await countPackagePcs(database, request.params.id, request.query),
    }),
  );

  app.get(
    '/packages/:id/pins',
    { config: viewer, preHandler: isKnown, schema: { params, response: { 200: listOf(pin) } } },
    async (request) => ({
      asOf: asOf(),
      query: {},
      items: (await listPins(database, request.params.id)).map(toWire),
    }),
  );

  app.post(
    '/packages/:id/downloads',
    {
      config: administrator,
      schema: {
        description: 'Mints a PIN for this copy and answers the zip. A copy cannot be downloaded again.',
        params,
        body: downloadBody,
      },
    },
    async (request, reply) => {
      const { fileName, zip } = await downloadPackage(room, request.params.id, request.body, request.actor, request.id);
      return reply
        .type('application/zip')
        .header('cache-control', 'no-store')
        .header('content-disposition', attachment(fileName))
        .send(zip);
    },
  );

  app.post(
    '/packages/:id/extension',
    { config: administrator, schema: { params, body: extension, response: { 200: pkg } } },
    async (request) => {
      await extendPins(room, request.params.id, new Date(request.body.expiresAt), request.actor, request.id);
      return read(request.params.id);
    },
  );

  app.post(
    '/packages/:id/revocation',
    { config: administrator, schema: { params, body: emptyBody, response: { 200: pkg } } },
    async (request) => {
      await revokePackage(room, request.params.id, request.actor, request.id);
      return read(request.params.id);
    },
  );

  app.post(
    '/packages/:id/continuation',
    { config: administrator, schema: { params, body: emptyBody, response: { 200: pkg } } },
    async (request) => {
      await continuePackage(room, request.params.id, request.actor, request.id);
      return read(request.params.id);
    },
  );
}

/** Content-Disposition with the whole name, and a plain one for clients that cannot read it (RFC 6266, RFC 8187). */
function attachment(fileName: string): string {
  const plain = fileName.replace(/[^\w.-]+/g, '_');
  const encoded = encodeURIComponent(fileName).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
