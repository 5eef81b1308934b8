import { z } from 'zod';
import { findDeviceLists } from '../../../devices/device-lists/device-lists.ts';
import {
  countLabels,
  LABEL_FINDINGS,
  type LabelItem,
  listLabels,
  summarizeLabels,
} from '../../../devices/device-lists/list-labels.ts';
import { countListRows, findListRows } from '../../../devices/device-lists/list-rows.ts';
import { eachPage } from '../../../devices/each-page.ts';
import { findingTitle } from '../../../devices/evidence/finding-titles.ts';
import { getDiagnosis } from '../../../devices/evidence/get-diagnosis.ts';
import { findExplanation } from '../../../diagnosis/explanations/explanations.ts';
import type { Finding } from '../../../diagnosis/finding.ts';
import { RULES } from '../../../diagnosis/rules/rules.ts';
import { getImport } from '../../../directory/imports/list-imports.ts';
import { decideRow, undoList } from '../../../directory/imports/take-list.ts';
import { notFound, Refusal } from '../../../storage/refusal.ts';
import type { OperatorApp } from '../app.ts';
import { csvHeaders } from '../csv.ts';
import { exportCsv, previewExport } from '../exports.ts';
import { LABEL_COLUMNS } from '../label-columns.ts';
import { count, csvQuery, exportPreview, listOf, many, uuid } from '../schemas/common.ts';
import {
  deviceList,
  deviceListQuery,
  label,
  labelFilters,
  labelQuery,
  labelSummary,
  listRow,
  listRowCounts,
  listRowDecision,
  listRowQuery,
  pcLabels,
} from '../schemas/device-lists.ts';
import { evidencePc } from '../schemas/diagnosis.ts';
import type { OperatorServices } from '../services.ts';
import { toWire } from './wire.ts';

const viewer = { access: 'viewer' } as const;
const administrator = { access: 'administrator' } as const;
const params = z.object({ id: uuid });
const columnIds = Object.keys(LABEL_COLUMNS) as (keyof typeof LABEL_COLUMNS)[];
const exportQuery = csvQuery.extend({ ...labelFilters, cols: many(z.enum(columnIds)) });

/** What Intune and ConfigMgr say of PCs by their device lists (uploaded as imports are), and what of it is false. */
export function deviceListRoutes(app: OperatorApp, services: OperatorServices): void {
  const { database, evidence } = services;
  const asOf = () => services.clock().toISOString();

  app.get(
    '/device-lists',
    { config: viewer, schema: { querystring: deviceListQuery, response: { 200: listOf(deviceList) } } },
    async (request) => ({
      asOf: asOf(),
      query: request.query,
      items: (await findDeviceLists(database, request.query, request.query)).map(toWire),
    }),
  );

  app.get(
    '/device-lists/:id/rows',
    {
      config: viewer,
      schema: {
        description: 'Rows of a checked list and the PCs that they are about. Kept for 30 days.',
        params,
        querystring: listRowQuery,
        response: { 200: listOf(listRow) },
      },
    },
    async (request) => {
      await getImport(database, request.params.id);
      const rows = await findListRows(database, request.params.id, request.query, request.query);
      return { asOf: asOf(), query: request.query, items: rows.map(toWire) };
    },
  );

  app.get(
    '/device-lists/:id/rows/count',
    { config: viewer, schema: { params, response: { 200: listRowCounts } } },
    async (request) => {
      await getImport(database, request.params.id);
      return { ...(await countListRows(database, request.params.id)) };
    },
  );

  app.put(
    '/device-lists/:id/rows/:line',
    {
      config: administrator,
      schema: {
        description: 'Says which PC a row is about, or that it is about none; also after the list was taken over.',
        params: params.extend({ line: z.coerce.number().int().min(1).max(2_147_483_647) }),
        body: listRowDecision,
        response: { 200: listRowCounts },
      },
    },
    async (request) => {
      const { id, line } = request.params;
      const isInUse = await decideRow(database, id, line, request.body.pc, request.actor, request.id);
      if (isInUse) await services.queueTask('rediagnosis');
      return { ...(await countListRows(database, id)) };
    },
  );

  app.post(
    '/device-lists/:id/undo',
    {
      config: administrator,
      schema: {
        description: 'Takes back all that a list said; what earlier lists said is in force again.',
        params,
        body: z.object({}).nullish(),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await undoList(database, request.params.id, request.actor, services.clock(), request.id);
      await services.queueTask('rediagnosis');
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/labels',
    { config: viewer, schema: { querystring: labelQuery, response: { 200: listOf(label) } } },
    async (request) => ({
      asOf: asOf(),
      query: request.query,
      items: (await listLabels(database, request.query, request.query)).map(labelToWire),
    }),
  );

  app.get(
    '/labels/count',
    { config: viewer, schema: { querystring: z.object(labelFilters), response: { 200: count } } },
    async (request) => ({
      asOf: asOf(),
      query: request.query,
      count: await countLabels(database, request.query),
    }),
  );

  app.get('/labels/summary', { config: viewer, schema: { response: { 200: labelSummary } } }, async () => {
    const { judgements, findings, newest } = await summarizeLabels(database);
    return {
      asOf: asOf(),
      judgements: { ...judgements },
      findings: findings.map(({ id, pcs }) => ({ id, pcs, ...wordsOf(id) })),
      newest: newest.map(toWire),
    };
  });

  const exportOf = ({ encoding: _, language, cols, ...query }: z.infer<typeof exportQuery>) => ({
    columns: (cols ?? columnIds).map((id) => LABEL_COLUMNS[id]),
    pages: eachPage(database, (q, page) => listLabels(q, query, page)),
    language,
  });

  app.get(
    '/labels/export',
    { config: viewer, schema: { description: 'The list as a CSV, streamed.', querystring: exportQuery } },
    async (request, reply) => {
      const { encoding, language } = request.query;
      return reply
        .headers(csvHeaders(language === 'ja' ? 'コンソールの表示' : 'labels', encoding, services.clock()))
        .send(exportCsv(exportOf(request.query), encoding));
    },
  );

  app.get(
    '/labels/export/preview',
    { config: viewer, schema: { querystring: exportQuery, response: { 200: exportPreview } } },
    async (request) => previewExport(exportOf(request.query)),
  );

  app.get(
    '/labels/pcs/:pc',
    {
      config: viewer,
      schema: {
        description: 'What consoles say of one PC, with the evidence for what is false and what to do.',
        params: z.object({ pc: evidencePc }),
        response: { 200: pcLabels },
      },
    },
    async (request) => {
      const labels = await listLabels(database, { pc: request.params.pc }, { limit: 10, offset: 0 });
      if (labels.length === 0) throw notFound();
      return {
        asOf: asOf(),
        labels: labels.map(labelToWire),
        // plain data already, and its shape is the schema's
        findings: (await findingsOf(labels)) as unknown as z.infer<typeof pcLabels>['findings'],
      };
    },
  );

  /** The findings about labels, then the one about the state: its remedy is what makes a label true. */
  const findingsOf = async (labels: readonly LabelItem[]): Promise<Finding[]> => {
    const [first] = labels;
    if (first?.evidenceAt == null) return [];
    const about = new Set(labels.flatMap(({ source }) => LABEL_FINDINGS[source]));
    try {
      const { findings } = (await getDiagnosis(evidence, first.pc)).diagnosis;
      return [...findings.filter(({ id }) => about.has(id)), ...findings.filter(({ id }) => id === first.stateId)];
    } catch (error) {
      // the evidence went away meanwhile
      if (error instanceof Refusal) return [];
      throw error;
    }
  };
}

function labelToWire({ stateId, findings, ...item }: LabelItem) {
  const { says, ...rest } = toWire(item);
  return {
    ...rest,
    says: { ...says },
    state: stateId === null ? null : { id: stateId, title: findingTitle(stateId) },
    findings: findings.map((id) => ({ id, title: findingTitle(id) })),
  };
}

function wordsOf(id: string) {
  const rule = RULES.find((each) => each.id === id);
  return {
    title: findingTitle(id),
    remedy: rule?.remedy ?? null,
    console: rule?.console ?? null,
    explanations: (rule?.explanations ?? []).flatMap((each) => {
      const found = findExplanation(each);
      return found === null ? [] : [{ id: found.id, title: found.title, body: found.body }];
    }),
  };
}
