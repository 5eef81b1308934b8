import { z } from 'zod';
import { eachPage } from '../../../devices/each-page.ts';
import { countAttempts, getAttempt, listAttempts } from '../../../devices/list-attempts.ts';
import type { OperatorApp } from '../app.ts';
import { csvHeaders } from '../csv.ts';
import { ATTEMPT_COLUMNS, exportCsv, previewExport } from '../exports.ts';
import { attempt, attemptDetail, attemptQuery } from '../schemas/attempts.ts';
import { count, csvQuery, exportPreview, listOf, many, uuid } from '../schemas/common.ts';
import type { OperatorServices } from '../services.ts';
import { rowToWire } from './wire.ts';

const viewer = { access: 'viewer' } as const;
const columnIds = Object.keys(ATTEMPT_COLUMNS) as (keyof typeof ATTEMPT_COLUMNS)[];
const exportQuery = csvQuery.extend({
  ...attemptQuery.omit({ limit: true, offset: true }).shape,
  cols: many(z.enum(columnIds)),
});
const params = z.object({ day: z.iso.date(), id: uuid });

/** Every try of a PC at a door, refused and unreadable ones too. */
export function attemptRoutes(app: OperatorApp, services: OperatorServices): void {
  const { database } = services;
  const asOf = () => services.clock().toISOString();

  app.get(
    '/attempts',
    { config: viewer, schema: { querystring: attemptQuery, response: { 200: listOf(attempt) } } },
    async (request) => {
      const items = await listAttempts(database, request.query, request.query, services.clock());
      return { asOf: asOf(), query: request.query, items: items.map(rowToWire) };
    },
  );

  app.get(
    '/attempts/count',
    { config: viewer, schema: { querystring: attemptQuery, response: { 200: count } } },
    async (request) => ({
      asOf: asOf(),
      query: request.query,
      count: await countAttempts(database, request.query, services.clock()),
    }),
  );

  const exportOf = (asked: z.infer<typeof exportQuery>) => {
    const { encoding: _, language, cols, ...query } = asked;
    const now = services.clock();
    return {
      columns: (cols ?? columnIds).map((id) => ATTEMPT_COLUMNS[id]),
      pages: eachPage(database, (q, page) => listAttempts(q, query, page, now)),
      language,
    };
  };

  app.get(
    '/attempts/export',
    { config: viewer, schema: { description: 'The list as a CSV, streamed.', querystring: exportQuery } },
    async (request, reply) => {
      const { encoding, language } = request.query;
      const name = language === 'ja' ? '登録の試行' : 'attempts';
      return reply
        .headers(csvHeaders(name, encoding, services.clock()))
        .send(exportCsv(exportOf(request.query), encoding));
    },
  );

  app.get(
    '/attempts/export/preview',
    { config: viewer, schema: { querystring: exportQuery, response: { 200: exportPreview } } },
    async (request) => previewExport(exportOf(request.query)),
  );

  app.get(
    '/attempts/:day/:id',
    { config: viewer, schema: { params, response: { 200: attemptDetail } } },
    async (request) => rowToWire(await getAttempt(database, request.params.day, request.params.id)),
  );
}
