import fs from 'node:fs';
import path from 'node:path';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import statics from '@fastify/static';
import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { guardRoutes } from './access.ts';
import { createApp, type OperatorApp, type OperatorDoorOptions } from './app.ts';
import { renderError, renderNotFound } from './render-error.ts';
import { attemptRoutes } from './routes/attempts.ts';
import { deviceListRoutes } from './routes/device-lists.ts';
import { deviceRoutes } from './routes/devices.ts';
import { diagnosisRoutes } from './routes/diagnosis.ts';
import { directoryRoutes } from './routes/directory.ts';
import { eventRoutes } from './routes/events.ts';
import { importRoutes } from './routes/imports.ts';
import { operatorRoutes } from './routes/operators.ts';
import { overviewRoutes } from './routes/overview.ts';
import { packageRoutes } from './routes/packages.ts';
import { SCIM, scimRoutes } from './routes/scim.ts';
import { sessionRoutes } from './routes/session.ts';
import { settingRoutes } from './routes/settings.ts';
import { scimTokenRoutes, sourceRoutes } from './routes/sources.ts';
import type { OperatorServices } from './services.ts';

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
  const hosts = new Set([...options.hosts, 'localhost', '127.0.0.1', '[::1]']);
  app.setErrorHandler(renderError);
  await app.register(cookie);
  guardRoutes(app as unknown as FastifyInstance, services, (host) => hosts.has(host.replace(/:\d+$/, '')));
  await app.register(helmet, {
    contentSecurityPolicy: {
      // Fluent UI writes its styles into the page while it runs
      directives: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        upgradeInsecureRequests: null,
      },
    },
    strictTransportSecurity: options.tls !== undefined,
  });
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: 'Baton', version: services.version }, servers: [{ url: API }] },
    transform: jsonSchemaTransform,
  });

  app.get('/health', { config: { access: 'public' } }, async () => ({ status: 'ok' }));
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
      deviceListRoutes(typed, services);
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

/** The built console; every path that is no file is the page itself, since the router runs in the browser. */
async function serveConsole(app: FastifyInstance): Promise<void> {
  const index = path.join(CONSOLE_FOLDER, 'index.html');
  if (!fs.existsSync(index)) return;
  app.addHook('onRoute', (route) => {
    route.config = { access: 'public', ...route.config };
  });
  await app.register(statics, {
    root: path.join(CONSOLE_FOLDER, 'assets'),
    prefix: '/assets/',
    immutable: true,
    maxAge: '365d',
  });
  const page = fs.readFileSync(index);
  app.get('/*', { config: { access: 'public' } }, async (_request, reply) =>
    reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(page),
  );
}
