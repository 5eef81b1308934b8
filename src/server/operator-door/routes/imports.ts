import type { IncomingMessage } from 'node:http';
import multipart from '@fastify/multipart';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { changeImport, runImport, stopImport } from '../../../directory/imports/change-import.ts';
import { eachBadRow, getImportDetail, type ImportDetail } from '../../../directory/imports/get-import.ts';
import { getImport, listImports, type StoredImport } from '../../../directory/imports/list-imports.ts';
import { type ImportKind, isDeviceList } from '../../../directory/imports/model/fields.ts';
import { fileProblemText } from '../../../directory/imports/model/file-problems.ts';
import { rowReasonText } from '../../../directory/imports/model/row-reasons.ts';
import { beginUpload, FILE_LIMIT, fileTooLarge } from '../../../directory/imports/upload-import.ts';
import { Refusal } from '../../../storage/refusal.ts';
import type { OperatorApp } from '../app.ts';
import { csvHeaders, csvStream } from '../csv.ts';
import { listOf, timestamp, uuid } from '../schemas/common.ts';
import {
  csvImport,
  csvImportChange,
  csvImportDetail,
  csvImportRun,
  csvUpload,
  importErrorsQuery,
  importKind,
  importQuery,
} from '../schemas/imports.ts';
import type { OperatorServices } from '../services.ts';
import { toWire } from './wire.ts';

const viewer = { access: 'viewer' } as const;
const administrator = { access: 'administrator' } as const;
const params = z.object({ id: uuid });
/** Boundaries, headers and the small fields of a form around its file. */
const FORM_ROOM = 64 * 1024;

/** Imports: users, lists of PCs, and device lists of consoles. */
export function importRoutes(app: OperatorApp, services: OperatorServices): void {
  const { database, imports: room } = services;
  void app.register(multipart, {
    limits: { fileSize: FILE_LIMIT + 1, files: 1, fields: 4, fieldSize: 256, parts: 6, headerPairs: 20 },
    throwFileSizeLimit: false,
  });

  app.post(
    '/imports',
    {
      config: administrator,
      schema: {
        description:
          'Uploads a list (CSV in UTF-8, UTF-16 or Shift_JIS; device lists also as JSON; at most 50 MB). It is checked; nothing is changed by that.',
        consumes: ['multipart/form-data'],
        body: csvUpload,
        response: { 201: csvImportDetail },
      },
      onRequest: async (request, reply) => {
        if (Number(request.headers['content-length'] ?? 0) <= FILE_LIMIT + FORM_ROOM) return;
        readNoFurther(request.raw, reply);
        throw fileTooLarge();
      },
    },
    async (request, reply) => {
      const id = await receive(request, reply);
      return reply.code(201).send(detailToWire(await getImportDetail(database, id)));
    },
  );

  const receive = async (request: FastifyRequest, reply: FastifyReply): Promise<string> => {
    if (!request.isMultipart()) throw formNotValid();
    const upload = await beginUpload(room, request.actor, request.id);
    try {
      let kind: ImportKind | null = null;
      let fileName: string | null = null;
      let exportedAt: Date | null = null;
      for await (const part of request.parts()) {
        if (part.type === 'file' && part.fieldname === 'file' && fileName === null) {
          fileName = part.filename;
          await upload.take(part.file);
        } else if (part.type === 'field' && part.fieldname === 'kind') {
          kind = importKind.safeParse(part.value).data ?? null;
        } else if (part.type === 'field' && part.fieldname === 'exportedAt') {
          const moment = timestamp.safeParse(part.value).data;
          if (moment === undefined) throw formNotValid();
          exportedAt = new Date(moment);
        } else throw formNotValid();
      }
      if (kind === null || fileName === null) throw formNotValid();
      return await upload.finish({ kind, fileName, exportedAt });
    } catch (error) {
      await upload.discard();
      if (!request.raw.readableEnded) readNoFurther(request.raw, reply);
      throw error;
    }
  };

  app.get(
    '/imports',
    { config: viewer, schema: { querystring: importQuery, response: { 200: listOf(csvImport) } } },
    async (request) => ({
      asOf: services.clock().toISOString(),
      query: request.query,
      items: (await listImports(database, request.query, request.query)).map(importToWire),
    }),
  );

  app.get('/imports/:id', { config: viewer, schema: { params, response: { 200: csvImportDetail } } }, async (request) =>
    detailToWire(await getImportDetail(database, request.params.id)),
  );

  app.patch(
    '/imports/:id',
    { config: administrator, schema: { params, body: csvImportChange, response: { 200: csvImportDetail } } },
    async (request) => {
      await changeImport(room, request.params.id, request.body, request.actor, request.id);
      return detailToWire(await getImportDetail(database, request.params.id));
    },
  );

  app.post(
    '/imports/:id/run',
    { config: administrator, schema: { params, body: csvImportRun, response: { 202: csvImportDetail } } },
    async (request, reply) => {
      await runImport(room, request.params.id, request.body.typedCount, request.actor, request.id);
      const item = await getImportDetail(database, request.params.id);
      // what a console says of PCs is part of their diagnosis
      if (isDeviceList(item.kind)) await services.queueTask('rediagnosis');
      return reply.code(202).send(detailToWire(item));
    },
  );

  app.post(
    '/imports/:id/stop',
    { config: administrator, schema: { params, body: z.object({}).nullish(), response: { 200: csvImportDetail } } },
    async (request) => {
      await stopImport(room, request.params.id, request.actor, request.id);
      return detailToWire(await getImportDetail(database, request.params.id));
    },
  );

  app.get(
    '/imports/:id/errors',
    {
      config: viewer,
      schema: {
        description: 'Every bad row as CSV: its line, why it is left out, and its cells as in the file.',
        params,
        querystring: importErrorsQuery,
      },
    },
    async (request, reply) => {
      const { encoding, language } = request.query;
      const item = await getImport(database, request.params.id);
      const heads = language === 'ja' ? ['行', '理由 ID', '理由'] : ['Line', 'Reason ID', 'Reason'];
      async function* pages() {
        for await (const rows of eachBadRow(database, item.id))
          yield rows.map((row) => [String(row.line), row.reason.id, rowReasonText(row.reason)[language], ...row.cells]);
      }
      const name = language === 'ja' ? '取り込みのエラー' : 'import-errors';
      return reply
        .headers(csvHeaders(name, encoding, services.clock()))
        .send(csvStream([...heads, ...item.heads], pages(), encoding));
    },
  );
}

function importToWire(item: StoredImport) {
  const { id, kind, fileName, size, encoding, format, delimiter, makeGroups, totalRows, doneRows } = item;
  const { added, changed, unchanged, dropped, failed, createdBy } = item;
  return {
    id,
    kind,
    fileName,
    size,
    encoding,
    format,
    delimiter,
    state: item.state as Exclude<StoredImport['state'], 'uploading'>,
    columns: item.heads.map((head, at) => ({ head, field: item.fields[at] ?? null })),
    makeGroups,
    totalRows,
    doneRows,
    added,
    changed,
    unchanged,
    dropped,
    failed,
    problem: item.problem === null ? null : { id: item.problem.id, text: { ...fileProblemText(item.problem, kind) } },
    createdBy,
    ...toWire({
      exportedAt: item.exportedAt,
      createdAt: item.createdAt,
      startedAt: item.startedAt,
      finishedAt: item.finishedAt,
    }),
  };
}

function detailToWire(item: ImportDetail) {
  return {
    ...importToWire(item),
    preview: item.preview.map((row) => [...row]),
    errors: item.errors.map(({ line, reason }) => ({
      row: line,
      reason: reason.id,
      message: { ...rowReasonText(reason) },
    })),
  };
}

function formNotValid(): Refusal {
  return new Refusal('invalid', 'FORM_NOT_VALID', {
    ja: 'kind (users、pcs、intune、configmgr のいずれか) と file を 1 つずつ、multipart/form-data で送信してください。',
    en: 'Send one kind (users, pcs, intune or configmgr) and one file as multipart/form-data.',
  });
}

const LINGER_BYTES = 4 * 1024 * 1024;
const LINGER_MS = 3_000;

/**
 * Ends the connection of a body that was refused, but not before the client could read why: for a moment what still
 * comes is thrown away.
 */
function readNoFurther(request: IncomingMessage, reply: FastifyReply): void {
  reply.header('connection', 'close');
  const { socket } = request;
  let rest = 0;
  request.unpipe();
  request.on('data', (piece: Buffer) => {
    rest += piece.length;
    if (rest > LINGER_BYTES) socket.destroy();
  });
  request.resume();
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
