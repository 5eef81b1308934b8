import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import statics from '@fastify/static';
import swagger from '@fastify/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { jsonSchemaTransform, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { guardRoutes } from './access.ts';
import { createApp, type OperatorApp, type OperatorDoorOptions } from './app.ts';
import { renderError, renderNotFound } from './render-error.ts';
import { attemptRoutes } from './routes/attempts.ts';
import { deviceListRoutes } from './routes/device-lists.ts';
import { deviceRoutes } from './routes/devices.ts';
import { diagnosisRoutes } from './routes/diagnosis.ts';
import { directoryRoutes } from './routes/directory.ts';
import { duplicateRoutes } from './routes/duplicates.ts';
import { eventRoutes } from './routes/events.ts';
import { evidenceRoutes } from './routes/evidence.ts';
import { importRoutes } from './routes/imports.ts';
import { intentionRoutes } from './routes/intentions.ts';
import { operatorRoutes } from './routes/operators.ts';
import { overviewRoutes } from './routes/overview.ts';
import { packageRoutes } from './routes/packages.ts';
import { SCIM, scimRoutes } from './routes/scim.ts';
import { sessionRoutes } from './routes/session.ts';
import { settingRoutes } from './routes/settings.ts';
import { scimTokenRoutes, sourceRoutes } from './routes/sources.ts';
import type { OperatorServices } from './services.ts';
import { requireStorableText } from './storable-text.ts';

/** Base path of the API. */
export const API = '/api/v1';
const CONSOLE_FOLDER = path.resolve(import.meta.dirname, '../../../console/dist');

/**
 * The door for operators: API, console, OpenAPI. Everything but health and sign-in asks who calls; nothing of it answers
 * on the other two doors.
 */
export async function createOperatorDoor(
  services: OperatorServices,
  options: OperatorDoorOptions,
): Promise<FastifyInstance> {
  const app = createApp(options);
  const hosts = new Set([...options.hosts.map(asWritten), 'localhost', '127.0.0.1', '[::1]']);
  app.setErrorHandler(renderError);
  await app.register(cookie);
  guardRoutes(app as unknown as FastifyInstance, services, (host) => hosts.has(host.replace(/:\d+$/, '')));
  app.addHook('preValidation', requireStorableText);
  await app.register(helmet, {
    contentSecurityPolicy: {
      // Fluent UI writes its styles into the page while it runs
      directives: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        fontSrc: ["'self'"],
        frameAncestors: ["'none'"],
        imgSrc: ["'self'", 'data:'],
        upgradeInsecureRequests: null,
      },
    },
    frameguard: { action: 'deny' },
    strictTransportSecurity: options.tls !== undefined,
  });
  // names of people and PCs stay in no cache of a browser or proxy; what is public says itself how long it holds
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: 'Baton', version: services.version }, servers: [{ url: API }] },
    transform: jsonSchemaTransform,
  });

  app.get('/health', { config: { access: 'public' }, schema: { hide: true } }, async () => ({ status: 'ok' }));
  await app.register(
    async (api) => {
      const typed = api.withTypeProvider<ZodTypeProvider>() as unknown as OperatorApp;
      directoryRoutes(typed, services);
      eventRoutes(typed, services);
      importRoutes(typed, services);
      sourceRoutes(typed, services);
      scimTokenRoutes(typed, services);
      operatorRoutes(typed, services);
      sessionRoutes(typed, services, options.tls !== undefined);
      deviceRoutes(typed, services);
      packageRoutes(typed, services);
      attemptRoutes(typed, services);
      diagnosisRoutes(typed, services);
      evidenceRoutes(typed, services);
      intentionRoutes(typed, services);
      deviceListRoutes(typed, services);
      duplicateRoutes(typed, services);
      overviewRoutes(typed, services);
      settingRoutes(typed, services);
      typed.get('/openapi.json', { config: { access: 'viewer' } }, async () => app.swagger());
      api.setNotFoundHandler(renderNotFound);
    },
    { prefix: API },
  );
  await app.register(async (scim) => scimRoutes(scim as unknown as FastifyInstance, services), { prefix: SCIM });
  await serveConsole(app as unknown as FastifyInstance);
  return app as unknown as FastifyInstance;
}

/** A host as the Host header writes it: an IPv6 address stands in brackets. */
function asWritten(host: string): string {
  return net.isIPv6(host) ? `[${host}]` : host;
}

/** Paths that are never a page of the console. */
const NO_PAGE = /^\/(api|assets|health|scim)(\/|\?|$)/;

/** The built console; every path that is nothing else is the page itself, since the router runs in the browser. */
async function serveConsole(app: FastifyInstance): Promise<void> {
  const index = path.join(CONSOLE_FOLDER, 'index.html');
  const page = fs.existsSync(index) ? fs.readFileSync(index) : null;
  app.setNotFoundHandler((request: FastifyRequest, reply: FastifyReply) =>
    page === null || !['GET', 'HEAD'].includes(request.method) || NO_PAGE.test(request.url)
      ? renderNotFound(request, reply)
      : reply.code(200).type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(page),
  );
  if (page === null) return;
  await app.register(async (assets) => {
    assets.addHook('onRoute', (route) => {
      route.config = { access: 'public', ...route.config };
    });
    await assets.register(statics, {
      root: path.join(CONSOLE_FOLDER, 'assets'),
      prefix: '/assets/',
      immutable: true,
      maxAge: '365d',
    });
  });
}
