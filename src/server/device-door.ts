import type { SecureContextOptions, TlsOptions } from 'node:tls';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { newRequestId } from './request-id.ts';

export interface DeviceDoorOptions {
  readonly tls: SecureContextOptions & TlsOptions;
  readonly logger: FastifyBaseLogger;
  /** Bytes of a body; one more is answered by 413. */
  readonly bodyLimit: number;
}

const REQUEST_TIMEOUT_MS = 60_000;
const KEEP_ALIVE_MS = 65_000;

/**
 * What both internet-facing doors share: bodies as bytes whatever they call themselves, a limit on them, answers with a
 * Content-Length and never chunked (Windows drops chunked ones), errors without a word about the inside.
 */
export function createDeviceDoor(options: DeviceDoorOptions): FastifyInstance {
  const app = Fastify({
    https: { minVersion: 'TLSv1.2', ...options.tls },
    loggerInstance: options.logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: newRequestId,
    bodyLimit: options.bodyLimit,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    routerOptions: { caseSensitive: false, ignoreTrailingSlash: true, maxParamLength: 64 },
    // finishes what is under way, and says so to connections that are kept
    return503OnClosing: false,
    forceCloseConnections: 'idle',
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.setNotFoundHandler((_request, reply) =>
    send(reply.code(404), 'text/plain; charset=utf-8', Buffer.from('not found\n')),
  );
  app.setErrorHandler((error: { statusCode?: number; message?: string }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error({ requestId: request.id, err: error }, 'request failed');
    return send(
      reply.code(status),
      'text/plain; charset=utf-8',
      Buffer.from(status === 413 ? 'too large\n' : 'error\n'),
    );
  });
  return app as unknown as FastifyInstance;
}

/** Sends a whole body: Content-Length is its size, nothing is compressed. */
export function send<Reply extends { header(name: string, value: string | number): Reply; send(body: Buffer): Reply }>(
  reply: Reply,
  contentType: string,
  body: Buffer,
): Reply {
  return reply.header('content-type', contentType).header('content-length', body.length).send(body);
}

/** The body as bytes; empty when there was none. */
export function bodyOf(body: unknown): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}
