import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { eachPage } from '../../../devices/each-page.ts';
import { countCoverage } from '../../../devices/evidence/count-coverage.ts';
import { findingTitle } from '../../../devices/evidence/finding-titles.ts';
import { getDiagnosis, getEvidenceFile } from '../../../devices/evidence/get-diagnosis.ts';
import {
  countDiagnosedPcs,
  countStates,
  type DiagnosedPc,
  listDiagnosedPcs,
  listFindings,
} from '../../../devices/evidence/list-findings.ts';
import { EVIDENCE_BYTES } from '../../../devices/evidence/read-evidence.ts';
import { outdateDiagnoses, rediagnosisProgress } from '../../../devices/evidence/rediagnose.ts';
import { searchExplanations } from '../../../diagnosis/explanations/explanations.ts';
import { RULES } from '../../../diagnosis/rules/rules.ts';
import { recordAudit } from '../../../operators/audit.ts';
import type { OperatorApp } from '../app.ts';
import { csvHeaders } from '../csv.ts';
import { DIAGNOSED_PC_COLUMNS, exportCsv, previewExport } from '../exports.ts';
import { withReceivedFiles } from '../receive-files.ts';
import { count, exportPreview, listOf, uuid } from '../schemas/common.ts';
import {
  coverage,
  diagnosedPc,
  diagnosedPcExportQuery,
  diagnosedPcQuery,
  diagnosisFilters,
  evidencePc,
  explanation,
  explanationQuery,
  findingCount,
  findingQuery,
  pcDiagnosis,
  rediagnosis,
  stateCount,
  uploadReport,
} from '../schemas/diagnosis.ts';
import type { OperatorServices } from '../services.ts';
import { toWire } from './wire.ts';

const viewer = { access: 'viewer' } as const;
const administrator = { access: 'administrator' } as const;
const params = z.object({ pc: evidencePc });
const columnIds = Object.keys(DIAGNOSED_PC_COLUMNS) as (keyof typeof DIAGNOSED_PC_COLUMNS)[];
const exportQuery = diagnosedPcExportQuery(columnIds);

/** Why PCs are not where they should be: one PC, and all of them. */
export function diagnosisRoutes(app: OperatorApp, services: OperatorServices): void {
  const { database, evidence: room } = services;
  const asOf = () => services.clock().toISOString();

  app.get(
    '/diagnosis/findings',
    { config: viewer, schema: { querystring: findingQuery, response: { 200: listOf(findingCount) } } },
    async (request) => {
      const items = await listFindings(database, request.query, services.clock());
      return {
        asOf: asOf(),
        query: request.query,
        items: items.map((item) => ({ ...item, trend: [...item.trend], title: findingTitle(item.id) })),
      };
    },
  );

  app.get(
    '/diagnosis/states',
    {
      config: viewer,
      schema: { querystring: z.object(diagnosisFilters).omit({ state: true }), response: { 200: listOf(stateCount) } },
    },
    async (request) => {
      const items = await countStates(database, request.query);
      return {
        asOf: asOf(),
        query: request.query,
        items: items.map((item) => ({ ...item, title: findingTitle(item.id) })),
      };
    },
  );

  app.get(
    '/diagnosis/pcs',
    { config: viewer, schema: { querystring: diagnosedPcQuery, response: { 200: listOf(diagnosedPc) } } },
    async (request) => ({
      asOf: asOf(),
      query: request.query,
      items: (await listDiagnosedPcs(database, request.query, request.query)).map(pcToWire),
    }),
  );

  app.get(
    '/diagnosis/pcs/count',
    { config: viewer, schema: { querystring: z.object(diagnosisFilters), response: { 200: count } } },
    async (request) => ({
      asOf: asOf(),
      query: request.query,
      count: await countDiagnosedPcs(database, request.query),
    }),
  );

  const exportOf = ({ encoding: _, language, cols, ...query }: z.infer<typeof exportQuery>) => ({
    columns: (cols ?? columnIds).map((id) => DIAGNOSED_PC_COLUMNS[id]),
    pages: eachPage(database, (q, page) => listDiagnosedPcs(q, query, page)),
    language,
  });

  app.get(
    '/diagnosis/pcs/export',
    { config: viewer, schema: { description: 'The list as a CSV, streamed.', querystring: exportQuery } },
    async (request, reply) => {
      const { encoding, language } = request.query;
      return reply
        .headers(csvHeaders(language === 'ja' ? '診断' : 'diagnosis', encoding, services.clock()))
        .send(exportCsv(exportOf(request.query), encoding));
    },
  );

  app.get(
    '/diagnosis/pcs/export/preview',
    { config: viewer, schema: { querystring: exportQuery, response: { 200: exportPreview } } },
    async (request) => previewExport(exportOf(request.query)),
  );

  app.get('/diagnosis/coverage', { config: viewer, schema: { response: { 200: coverage } } }, async () => ({
    asOf: asOf(),
    ...(await countCoverage(database)),
  }));

  app.get(
    '/diagnosis/explanations',
    { config: viewer, schema: { querystring: explanationQuery, response: { 200: listOf(explanation) } } },
    async (request) => ({
      asOf: asOf(),
      query: request.query,
      items: searchExplanations(request.query.q ?? '').map(({ id, title, body }) => ({
        id,
        title,
        body,
        findings: RULES.filter((rule) => rule.explanations?.includes(id)).map((rule) => ({
          id: rule.id,
          title: findingTitle(rule.id),
        })),
      })),
    }),
  );

  app.get(
    '/diagnosis/pcs/:pc',
    { config: viewer, schema: { params, response: { 200: pcDiagnosis } } },
    async (request) => {
      const { diagnosis, history, evidence, ...pc } = await getDiagnosis(room, request.params.pc);
      return {
        ...pc,
        evidence: evidence.map(toWire),
        // plain data already, and its shape is the schema's
        diagnosis: diagnosis as unknown as z.infer<typeof pcDiagnosis>['diagnosis'],
        history: history.map((span) => ({ ...toWire(span), title: findingTitle(span.id) })),
      };
    },
  );

  app.get(
    '/diagnosis/pcs/:pc/evidence/:id',
    {
      config: viewer,
      schema: { description: 'One evidence file as it was sent.', params: params.extend({ id: uuid }) },
    },
    async (request, reply) => {
      const { packed, name } = await getEvidenceFile(database, request.params.pc, request.params.id);
      return reply
        .headers({
          'content-type': 'application/json; charset=utf-8',
          'content-disposition': `attachment; filename="evidence.json"; filename*=UTF-8''${encodeURIComponent(`${name}.json`)}`,
          'x-content-type-options': 'nosniff',
        })
        .send(gunzipSync(packed, { maxOutputLength: EVIDENCE_BYTES }));
    },
  );

  app.post(
    '/diagnosis/uploads',
    {
      config: viewer,
      schema: {
        description: 'Diagnoses files in place (field `file`, any number; archives too). Nothing of them is kept.',
        consumes: ['multipart/form-data'],
        querystring: z.object({ target: z.enum(['intune', 'baton']).optional(), pilot: z.stringbool().optional() }),
        response: { 200: uploadReport },
      },
    },
    async (request) => {
      const { target, pilot } = request.query;
      const intention = {
        ...(target === undefined ? {} : { target }),
        ...(pilot === undefined ? {} : { pilot }),
      };
      const report = await withReceivedFiles(request, (files) => room.threads.examine(files, intention));
      // plain data already, and its shape is the schema's
      return report as unknown as z.infer<typeof uploadReport>;
    },
  );

  app.get('/diagnosis/rediagnosis', { config: viewer, schema: { response: { 200: rediagnosis } } }, async () =>
    rediagnosisProgress(room),
  );

  app.post(
    '/diagnosis/rediagnosis',
    {
      config: administrator,
      schema: { description: 'Diagnoses every PC anew from its stored facts.', response: { 202: rediagnosis } },
    },
    async (request, reply) => {
      await outdateDiagnoses(room);
      await recordAudit(database, {
        actor: request.actor,
        action: 'diagnosis.renew',
        target: { kind: 'diagnosis', id: 'all', name: '' },
        requestId: request.id,
      });
      await services.queueTask('rediagnosis');
      return reply.code(202).send(await rediagnosisProgress(room));
    },
  );
}

function pcToWire({ verdictId, severity, confidence, stateId, findings, ...pc }: DiagnosedPc) {
  return {
    ...toWire(pc),
    verdict: { id: verdictId, severity, confidence, title: findingTitle(verdictId) },
    state: { id: stateId, title: findingTitle(stateId) },
    findings: findings.map((id) => ({ id, title: findingTitle(id) })),
  };
}
