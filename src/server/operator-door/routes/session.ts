import { z } from 'zod';
import { changePassword, signIn, signOut } from '../../../operators/sign-in.ts';
import { peerAddress } from '../../request-id.ts';
import { SESSION_COOKIE, UnknownCaller } from '../access.ts';
import type { OperatorApp } from '../app.ts';
import { changePassword as changePasswordBody, me, preferences, signIn as signInBody } from '../schemas/operators.ts';
import type { OperatorServices } from '../services.ts';

/** Sign-in, sign-out, and who is signed in. */
export function sessionRoutes(app: OperatorApp, services: OperatorServices, isTls: boolean): void {
  const cookie = { path: '/', httpOnly: true, sameSite: 'strict', secure: isTls } as const;

  app.post(
    '/sign-in',
    { config: { access: 'public' }, schema: { body: signInBody, response: { 204: z.null() } } },
    async (request, reply) => {
      const { userName, password } = request.body;
      const token = await signIn(services.operators, userName, password, peerAddress(request.socket.remoteAddress));
      return reply.setCookie(SESSION_COOKIE, token, cookie).code(204).send(null);
    },
  );

  app.post(
    '/sign-out',
    { config: { access: 'signed-in' }, schema: { response: { 204: z.null() } } },
    async (request, reply) => {
      await signOut(services.operators, request.cookies[SESSION_COOKIE] ?? '');
      return reply.clearCookie(SESSION_COOKIE, cookie).code(204).send(null);
    },
  );

  app.get('/me', { config: { access: 'signed-in' }, schema: { response: { 200: me } } }, async (request) => {
    const { signedIn } = request;
    if (signedIn === null) throw new UnknownCaller();
    const kept = preferences.safeParse(signedIn.operator.preferences);
    return {
      operator: { ...signedIn.operator, preferences: kept.success ? kept.data : {} },
      csrfToken: signedIn.csrfToken,
      environment: services.environment,
      version: services.version,
    };
  });

  app.patch(
    '/me',
    { config: { access: 'signed-in' }, schema: { body: preferences, response: { 204: z.null() } } },
    async (request, reply) => {
      await services.database.query('update operators set preferences = preferences || $2 where id = $1', [
        request.actor.id,
        JSON.stringify(request.body),
      ]);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/me/password',
    { config: { access: 'signed-in' }, schema: { body: changePasswordBody, response: { 204: z.null() } } },
    async (request, reply) => {
      const { currentPassword, newPassword } = request.body;
      await changePassword(
        services.operators,
        request.actor.id,
        currentPassword,
        newPassword,
        request.cookies[SESSION_COOKIE] ?? '',
      );
      return reply.code(204).send(null);
    },
  );
}
