import { z } from 'zod';
import { findKept } from '../../../devices/duplicates/list-duplicates.ts';
import { eachPage } from '../../../devices/each-page.ts';
import { getDevice, listDeviceEvents } from '../../../devices/get-device.ts';
import { countDevices, type DeviceClock, listDevices } from '../../../devices/list-devices.ts';
import { listCertificates, listInventory, listSessionMessages, listSessions } from '../../../devices/list-sessions.ts';
import { requireDevice } from '../../../devices/registry.ts';
import { traceName } from '../../../devices/trace-name.ts';
import { isNotFound } from '../../../storage/refusal.ts';
import type { OperatorApp } from '../app.ts';
import { csvHeaders } from '../csv.ts';
import { acceptDevice, requestInventory, revokeDevice, unenrollDevice } from '../device-actions.ts';
import { DEVICE_COLUMNS, exportCsv, previewExport } from '../exports.ts';
import { count, csvQuery, exportPreview, listOf, many, paging, uuid } from '../schemas/common.ts';
import {
  acceptance,
  certificate,
  deviceDetail,
  deviceEvent,
  deviceFilters,
  deviceItem,
  deviceQuery,
  deviceSort,
  inventoryItem,
  nameTrace,
  session,
  sessionMessage,
  unenrollment,
} from '../schemas/devices.ts';
import type { OperatorServices } from '../services.ts';
import { rowToWire, toWire } from './wire.ts';

const params = z.object({ id: uuid });
const viewer = { access: 'viewer' } as const;
const administrator = { access: 'administrator' } as const;
const columnIds = Object.keys(DEVICE_COLUMNS) as (keyof typeof DEVICE_COLUMNS)[];
const exportQuery = csvQuery.extend({ ...deviceFilters, sort: deviceSort, cols: many(z.enum(columnIds)) });
const DAY_MS = 86_400_000;
const emptyBody = z.preprocess((value) => value ?? {}, z.object({}));

/** What the states of PCs are measured against: now, and the setting after which an enrolled PC is silent. */
export function deviceClock(services: OperatorServices): DeviceClock {
  const now = services.clock();
  const silentAfter = services.settings.current()['device.silentAfterDays'] * DAY_MS;
  return { now, silentBefore: new Date(now.getTime() - silentAfter) };
}

/** PCs: the list, one with its tabs, and what an administrator orders. */
export function deviceRoutes(app: OperatorApp, services: OperatorServices): void {
  const { database } = services;
  const asOf = () => services.clock().toISOString();
  const isKnown = (request: { params: unknown }) => requireDevice(database, params.parse(request.params).id);
  const read = async (id: string) => rowToWire(await getDevice(database, id, deviceClock(services)));

  app.get(
    '/devices',
    { config: viewer, schema: { querystring: deviceQuery, response: { 200: listOf(deviceItem) } } },
    async (request) => {
      const { limit, offset, sort, ...query } = request.query;
      const items = await listDevices(database, query, { sort, limit, offset }, deviceClock(services));
      return { asOf: asOf(), query: request.query, items: items.map(rowToWire) };
    },
  );

  app.get(
    '/devices/count',
    { config: viewer, schema: { querystring: z.object(deviceFilters), response: { 200: count } } },
    async (request) => ({
      asOf: asOf(),
      query: request.query,
      count: await countDevices(database, request.query, deviceClock(services)),
    }),
  );

  const exportOf = (asked: z.infer<typeof exportQuery>) => {
    const { sort, encoding: _, language, cols, ...query } = asked;
    const clock = deviceClock(services);
    return {
      columns: (cols ?? columnIds).map((id) => DEVICE_COLUMNS[id]),
      pages: eachPage(database, (q, page) => listDevices(q, query, { sort, ...page }, clock)),
      language,
    };
  };

  app.get(
    '/devices/export',
    { config: viewer, schema: { description: 'The list as a CSV, streamed.', querystring: exportQuery } },
    async (request, reply) => {
      const { encoding, language } = request.query;
      const name = language === 'ja' ? 'デバイス' : 'devices';
      return reply
        .headers(csvHeaders(name, encoding, services.clock()))
        .send(exportCsv(exportOf(request.query), encoding));
    },
  );

  app.get(
    '/devices/export/preview',
    { config: viewer, schema: { querystring: exportQuery, response: { 200: exportPreview } } },
    async (request) => previewExport(exportOf(request.query)),
  );

  app.get(
    '/devices/trace',
    {
      config: viewer,
      schema: { querystring: z.object({ name: z.string().trim().min(1).max(256) }), response: { 200: nameTrace } },
    },
    async (request) => {
      const { attempts, ...trace } = await traceName(database, request.query.name);
      const last = attempts.last === null ? null : rowToWire(attempts.last);
      return { ...toWire(trace), attempts: { count: attempts.count, last } };
    },
  );

  app.get(
    '/devices/:id',
    { config: viewer, schema: { params, response: { 200: deviceDetail } } },
    async (request, reply) => {
      try {
        return await read(request.params.id);
      } catch (error) {
        const kept = isNotFound(error) ? await findKept(database, request.params.id) : null;
        if (kept === null) throw error;
        // a record that was merged away leads to the one that stayed
        return reply.redirect(kept, 308);
      }
    },
  );

  app.get(
    '/devices/:id/inventory',
    { config: viewer, preHandler: isKnown, schema: { params, response: { 200: listOf(inventoryItem) } } },
    async (request) => ({
      asOf: asOf(),
      query: {},
      items: (await listInventory(database, request.params.id)).map(toWire),
    }),
  );

  app.get(
    '/devices/:id/sessions',
    {
      config: viewer,
      preHandler: isKnown,
      schema: { params, querystring: z.object(paging), response: { 200: listOf(session) } },
    },
    async (request) => ({
      asOf: asOf(),
      query: request.query,
      items: (await listSessions(database, request.params.id, request.query)).map(toWire),
    }),
  );

  app.get(
    '/devices/:id/sessions/:session/messages',
    {
      config: viewer,
      preHandler: isKnown,
      schema: { params: z.object({ id: uuid, session: uuid }), response: { 200: listOf(sessionMessage) } },
    },
    async (request) => ({
      asOf: asOf(),
      query: {},
      items: (await listSessionMessages(database, request.params.id, request.params.session)).map(toWire),
    }),
  );

  app.get(
    '/devices/:id/certificates',
    { config: viewer, preHandler: isKnown, schema: { params, response: { 200: listOf(certificate) } } },
    async (request) => ({
      asOf: asOf(),
      query: {},
      items: (await listCertificates(database, request.params.id, services.clock())).map(toWire),
    }),
  );

  app.get(
    '/devices/:id/history',
    {
      config: viewer,
      preHandler: isKnown,
      schema: { params, querystring: z.object(paging), response: { 200: listOf(deviceEvent) } },
    },
    async (request) => ({
      asOf: asOf(),
      query: request.query,
      items: (await listDeviceEvents(database, request.params.id, request.query)).map(toWire),
    }),
  );

  const orderOf = (request: {
    params: { id: string };
    actor: Parameters<typeof acceptDevice>[1]['actor'];
    id: string;
  }) => ({
    deviceId: request.params.id,
    actor: request.actor,
    requestId: request.id,
    clock: deviceClock(services),
  });

  app.post(
    '/devices/:id/inventory-requests',
    { config: administrator, schema: { params, body: emptyBody, response: { 202: deviceDetail } } },
    async (request, reply) => {
      await requestInventory(database, orderOf(request));
      return reply.code(202).send(await read(request.params.id));
    },
  );

  app.post(
    '/devices/:id/unenrollment',
    { config: administrator, schema: { params, body: unenrollment, response: { 202: deviceDetail } } },
    async (request, reply) => {
      await unenrollDevice(database, orderOf(request), request.body);
      return reply.code(202).send(await read(request.params.id));
    },
  );

  app.post(
    '/devices/:id/revocation',
    { config: administrator, schema: { params, body: unenrollment, response: { 200: deviceDetail } } },
    async (request) => {
      await revokeDevice(database, orderOf(request), request.body);
      return read(request.params.id);
    },
  );

  app.post(
    '/devices/:id/acceptance',
    { config: administrator, schema: { params, body: acceptance, response: { 200: deviceDetail } } },
    async (request) => {
      await acceptDevice(database, orderOf(request), request.body.reason);
      return read(request.params.id);
    },
  );
}
