import Fastify, { type FastifyBaseLogger, type FastifyServerOptions } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { newRequestId } from '../request-id.ts';
import { renderError } from './render-error.ts';

export interface OperatorDoorOptions {
  readonly logger: FastifyBaseLogger;
  /** Host names (without port) under which the door may be called. */
  readonly hosts: readonly string[];
  /** Present as soon as it listens elsewhere than on loopback. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

const BODY_LIMIT = 1024 * 1024;

/** The app of the operator door, typed by zod schemas. */
export function createApp(options: OperatorDoorOptions) {
  const app = Fastify({
    ...(options.tls === undefined ? {} : { https: { minVersion: 'TLSv1.2' as const, ...options.tls } }),
    loggerInstance: options.logger,
    genReqId: newRequestId,
    bodyLimit: BODY_LIMIT,
    routerOptions: { maxParamLength: 128 },
    forceCloseConnections: 'idle',
    // an address that is none: answered before any hook runs
    frameworkErrors: renderError,
  } as FastifyServerOptions).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  return app;
}

export type OperatorApp = ReturnType<typeof createApp>;
