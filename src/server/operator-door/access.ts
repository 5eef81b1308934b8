import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ScimClient } from '../../directory/scim/scim-room.ts';
import { findTokenActor } from '../../operators/api-tokens.ts';
import type { Actor } from '../../operators/model/actor.ts';
import { findScimClient } from '../../operators/scim-tokens.ts';
import { findSession, type SignedIn } from '../../operators/sign-in.ts';
import { Refusal } from '../../storage/refusal.ts';
import type { OperatorServices } from './services.ts';

/** Who may call a route; `scim`: whoever pushes users, with a token that opens nothing else. A route that names nobody is called by nobody. */
export type Access = 'public' | 'signed-in' | 'viewer' | 'administrator' | 'scim';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
    /** What a page opens by itself, again and again: no use of a session. */
    isUnattended?: boolean;
  }
  interface FastifyRequest {
    /** Who calls; only on routes that are not public. */
    actor: Actor;
    /** The session, where a cookie proved it. */
    signedIn: SignedIn | null;
    /** Who pushes users; only on routes of SCIM. */
    scimClient: ScimClient | null;
  }
}

export const SESSION_COOKIE = 'baton_session';
const CSRF_HEADER = 'x-csrf-token';
/** Sent by a page that asks by itself while nobody touches it: answered, but the session's 12 idle hours go on. */
const UNATTENDED_HEADER = 'x-unattended';
const SAFE_METHODS = new Set(['GET', 'HEAD']);

const NOBODY: Actor = { kind: 'operator', id: '', name: '', role: 'viewer' };

/**
 * Checks every request before anything of it is read: Host and Origin, then who calls (session cookie or API token), the
 * CSRF token of changes by cookie, and the role that the route names. Deny by default.
 */
export function guardRoutes(
  app: FastifyInstance,
  services: OperatorServices,
  isAllowedHost: (host: string) => boolean,
): void {
  app.decorateRequest('actor', null as unknown as Actor);
  app.decorateRequest('signedIn', null);
  app.decorateRequest('scimClient', null);
  app.addHook('onRequest', async (request: FastifyRequest, _reply: FastifyReply) => {
    request.actor = NOBODY;
    const host = request.host.toLowerCase();
    if (!isAllowedHost(host)) throw refused('HOST_NOT_ALLOWED');
    const { origin } = request.headers;
    // `null`, which a sandboxed frame sends, is an origin of nobody
    if (origin !== undefined && !SAFE_METHODS.has(request.method) && URL.parse(origin)?.host !== host)
      throw refused('ORIGIN_NOT_ALLOWED');
    if (request.is404) return;
    const access = request.routeOptions.config.access;
    if (access === 'public') return;
    if (access === undefined) throw refused('NOT_ALLOWED');
    if (access === 'scim') {
      request.scimClient = await identifyClient(request, services);
      return;
    }
    await identify(request, services);
    if (access === 'administrator' && request.actor.role !== 'administrator') {
      throw new Refusal('forbidden', 'ROLE_NEEDED', {
        ja: 'この操作には管理者の役割が必要です。',
        en: 'This needs the administrator role.',
      });
    }
    if (access !== 'signed-in' && request.signedIn?.operator.mustChangePassword) {
      throw new Refusal('forbidden', 'PASSWORD_CHANGE_NEEDED', {
        ja: '新しいパスワードを設定してください。',
        en: 'Set a new password first.',
      });
    }
  });
}

/** The session of whoever is signed in at the console. @throws UnknownCaller for an API token, which has none */
export function sessionOf(request: FastifyRequest): SignedIn & { readonly token: string } {
  const token = request.cookies[SESSION_COOKIE];
  if (request.signedIn === null || token === undefined) throw new UnknownCaller();
  return { ...request.signedIn, token };
}

/** Whether whoever opened a stream might still open it: neither signed out nor disabled, expired or deleted since. Asking is no use of a session. */
export async function mayStillRead(request: FastifyRequest, services: OperatorServices): Promise<boolean> {
  const bearer = BEARER.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return (await findTokenActor(services.operators, bearer)) !== null;
  const cookie = request.cookies[SESSION_COOKIE];
  return cookie !== undefined && (await findSession(services.operators, cookie, { isUse: false })) !== null;
}

const BEARER = /^Bearer (\S{20,128})$/i;

async function identifyClient(request: FastifyRequest, services: OperatorServices): Promise<ScimClient> {
  const secret = BEARER.exec(request.headers.authorization ?? '')?.[1];
  const client = secret === undefined ? null : await findScimClient(services.operators, secret);
  if (client === null) throw new UnknownCaller();
  return client;
}

async function identify(request: FastifyRequest, services: OperatorServices): Promise<void> {
  const bearer = BEARER.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) {
    const actor = await findTokenActor(services.operators, bearer);
    if (actor === null) throw new UnknownCaller(true);
    request.actor = actor;
    return;
  }
  const isUse = request.headers[UNATTENDED_HEADER] === undefined && request.routeOptions.config.isUnattended !== true;
  const cookie = request.cookies[SESSION_COOKIE];
  const signedIn = cookie === undefined ? null : await findSession(services.operators, cookie, { isUse });
  if (signedIn === null) throw new UnknownCaller();
  if (!SAFE_METHODS.has(request.method) && request.headers[CSRF_HEADER] !== signedIn.csrfToken) throw refused('CSRF');
  request.signedIn = signedIn;
  const { operator } = signedIn;
  request.actor = { kind: 'operator', id: operator.id, name: operator.userName, role: operator.role };
}

/** Nobody that we know: 401, so that the console asks for a sign-in. */
export class UnknownCaller extends Error {
  readonly showedToken: boolean;

  constructor(showedToken = false) {
    super('unknown caller');
    this.showedToken = showedToken;
  }
}

function refused(code: string): Refusal {
  return new Refusal('forbidden', code, { ja: 'この要求は許可されていません。', en: 'This request is not allowed.' });
}
