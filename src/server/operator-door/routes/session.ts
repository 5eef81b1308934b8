import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { keepPreferences } from '../../../operators/preferences.ts';
import { type Caller, changePassword, signIn, signOut } from '../../../operators/sign-in.ts';
import { peerAddress } from '../../request-id.ts';
import { SESSION_COOKIE, sessionOf } from '../access.ts';
import type { OperatorApp } from '../app.ts';
import { changePassword as changePasswordBody, me, preferences, signIn as signInBody } from '../schemas/operators.ts';
import type { OperatorServices } from '../services.ts';

const callerOf = (request: FastifyRequest): Caller => ({
  address: peerAddress(request.socket.remoteAddress),
  requestId: request.id,
});

/** Sign-in, sign-out, and who is signed in. */
export function sessionRoutes(app: OperatorApp, services: OperatorServices, isTls: boolean): void {
  const cookie = { path: '/', httpOnly: true, sameSite: 'strict', secure: isTls } as const;

  app.post(
    '/sign-in',
    { config: { access: 'public' }, schema: { body: signInBody, response: { 204: z.null() } } },
    async (request, reply) => {
      const { userName, password } = request.body;
      const token = await signIn(services.operators, userName, password, callerOf(request));
      return reply.setCookie(SESSION_COOKIE, token, cookie).code(204).send(null);
    },
  );

  app.post(
    '/sign-out',
    { config: { access: 'signed-in' }, schema: { response: { 204: z.null() } } },
    async (request, reply) => {
      await signOut(services.operators, sessionOf(request).token);
      return reply.clearCookie(SESSION_COOKIE, cookie).code(204).send(null);
    },
  );

  app.get('/me', { config: { access: 'signed-in' }, schema: { response: { 200: me } } }, async (request) => {
    const { operator, csrfToken } = sessionOf(request);
    const kept = preferences.safeParse(operator.preferences);
    return {
      operator: { ...operator, preferences: kept.success ? kept.data : {} },
      csrfToken,
      environment: services.environment,
      version: services.version,
    };
  });

  app.patch(
    '/me',
    { config: { access: 'signed-in' }, schema: { body: preferences, response: { 204: z.null() } } },
    async (request, reply) => {
      await keepPreferences(services.operators, sessionOf(request).operator.id, request.body);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/me/password',
    { config: { access: 'signed-in' }, schema: { body: changePasswordBody, response: { 204: z.null() } } },
    async (request, reply) => {
      const { operator, token } = sessionOf(request);
      await changePassword(services.operators, request.body, {
        ...callerOf(request),
        operator,
        token,
      });
      return reply.code(204).send(null);
    },
  );
}
