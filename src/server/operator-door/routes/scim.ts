import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  addScimGroup,
  deleteScimGroup,
  getScimGroup,
  listScimGroups,
  patchScimGroup,
  replaceScimGroup,
} from '../../../directory/scim/groups.ts';
import { parseFilter } from '../../../directory/scim/model/filter.ts';
import { GROUP, type Resource, type ResourceKind, USER } from '../../../directory/scim/model/schema.ts';
import { ScimError } from '../../../directory/scim/model/scim-error.ts';
import type { ScimClient, ScimRoom } from '../../../directory/scim/scim-room.ts';
import { renderUser } from '../../../directory/scim/user-resource.ts';
import {
  addScimUser,
  deleteScimUser,
  getScimUser,
  listScimUsers,
  patchScimUser,
  replaceScimUser,
} from '../../../directory/scim/users.ts';
import { isDatabaseAway } from '../../../storage/database-away.ts';
import { Refusal } from '../../../storage/refusal.ts';
import { UnknownCaller } from '../access.ts';
import { resourceTypes, schemas, serviceProviderConfig } from '../schemas/scim-discovery.ts';
import type { OperatorServices } from '../services.ts';

/** Base path of SCIM 2.0 (RFC 7644). */
export const SCIM = '/scim/v2';
const MEDIA_TYPE = 'application/scim+json';
const ERROR_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:Error';
const LIST_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
/** A group of 100,000 members in one PUT. */
const BODY_LIMIT = 16 * 1024 * 1024;
/** Described by SCIM's own documents, not by the API's. */
const scim = { config: { access: 'scim' as const }, schema: { hide: true }, bodyLimit: BODY_LIMIT };

const listQuery = z.object({
  filter: z.string().max(4_096).optional(),
  // a client may ask for less than 1 and gets 1 (RFC 7644 3.4.2.4)
  startIndex: z.coerce.number().int().max(100_000_000).default(1),
  count: z.coerce.number().int().max(1_000_000).default(100),
  attributes: z.string().max(2_048).optional(),
  excludedAttributes: z.string().max(2_048).optional(),
});
const body = z.record(z.string(), z.unknown());
const patch = z.object({
  Operations: z
    .array(
      z.object({
        op: z
          .string()
          .transform((op) => op.toLowerCase())
          .pipe(z.enum(['add', 'replace', 'remove'])),
        path: z.string().max(4_096).optional(),
        value: z.unknown().optional(),
      }),
    )
    .min(1),
});
const PAGE = 1_000;

/** Users and groups that another system pushes, and the documents by which it finds out what is possible. */
export function scimRoutes(app: FastifyInstance, services: OperatorServices): void {
  const room: ScimRoom = { database: services.database, clock: services.clock };
  const base = () => `${services.addresses.operator}${SCIM}`;
  app.addContentTypeParser(MEDIA_TYPE, { parseAs: 'string' }, app.getDefaultJsonParser('error', 'ignore'));
  app.setErrorHandler(renderScimError);
  // schemas of Fastify are not used here: SCIM answers its own errors
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));

  app.get('/ServiceProviderConfig', scim, async (_request, reply) => send(reply, 200, serviceProviderConfig(base())));
  app.get('/ResourceTypes', scim, async (_request, reply) => send(reply, 200, listOf(resourceTypes(base()))));
  app.get('/Schemas', scim, async (_request, reply) => send(reply, 200, listOf(schemas(base()))));
  for (const [path, all] of [
    ['ResourceTypes', resourceTypes],
    ['Schemas', schemas],
  ] as const) {
    app.get(`/${path}/:id`, scim, async (request, reply) => {
      const found = all(base()).find((one) => one['id'] === idOf(request));
      if (found === undefined) throw new ScimError(404, 'There is nothing here');
      return send(reply, 200, found);
    });
  }
  app.all('/*', scim, async () => {
    throw new ScimError(404, 'There is nothing here');
  });
  app.get('/Me', scim, async () => {
    throw new ScimError(501, 'A token is nobody: /Me is not supported');
  });

  app.get('/Users', scim, async (request, reply) => {
    const query = readList(request, USER);
    const page = await listScimUsers(room, client(request), query, base());
    return send(reply, 200, listOf(page.resources.map(query.select), page.total, query.startIndex));
  });
  app.post('/Users', scim, async (request, reply) => {
    const user = await addScimUser(room, client(request), readBody(request));
    return created(reply, renderUser(user, base()));
  });
  app.get('/Users/:id', scim, async (request, reply) => {
    const user = await getScimUser(services.database, client(request), idOf(request));
    return send(reply, 200, readSelection(request)(renderUser(user, base())));
  });
  app.put('/Users/:id', scim, async (request, reply) => {
    const user = await replaceScimUser(room, client(request), idOf(request), readBody(request));
    return send(reply, 200, renderUser(user, base()));
  });
  app.patch('/Users/:id', scim, async (request, reply) => {
    const user = await patchScimUser(room, client(request), idOf(request), readOperations(request));
    return send(reply, 200, renderUser(user, base()));
  });
  app.delete('/Users/:id', scim, async (request, reply) => {
    await deleteScimUser(room, client(request), idOf(request));
    return reply.code(204).send();
  });

  app.get('/Groups', scim, async (request, reply) => {
    const query = readList(request, GROUP);
    const page = await listScimGroups(room, client(request), query, base());
    return send(reply, 200, listOf(page.resources.map(query.select), page.total, query.startIndex));
  });
  app.post('/Groups', scim, async (request, reply) =>
    created(reply, await addScimGroup(room, client(request), readBody(request), base())),
  );
  app.get('/Groups/:id', scim, async (request, reply) => {
    const select = readSelection(request);
    const group = await getScimGroup(
      services.database,
      client(request),
      idOf(request),
      base(),
      select({ members: [] })['members'] !== undefined,
    );
    return send(reply, 200, select(group));
  });
  app.put('/Groups/:id', scim, async (request, reply) =>
    send(reply, 200, await replaceScimGroup(room, client(request), idOf(request), readBody(request), base())),
  );
  app.patch('/Groups/:id', scim, async (request, reply) => {
    await patchScimGroup(room, client(request), idOf(request), readOperations(request));
    // a group may be large: 204 as RFC 7644 3.5.2 allows
    return reply.code(204).send();
  });
  app.delete('/Groups/:id', scim, async (request, reply) => {
    await deleteScimGroup(room, client(request), idOf(request));
    return reply.code(204).send();
  });
}

function client(request: FastifyRequest): ScimClient {
  if (request.scimClient === null) throw new UnknownCaller();
  return request.scimClient;
}

function idOf(request: FastifyRequest): string {
  return z.object({ id: z.string().max(256) }).parse(request.params).id;
}

function readBody(request: FastifyRequest): Record<string, unknown> {
  const read = body.safeParse(request.body);
  if (!read.success) throw new ScimError(400, 'The body is no JSON object', 'invalidSyntax');
  return read.data;
}

function readOperations(request: FastifyRequest) {
  // names of a SCIM message have no case: Okta and Entra ID write "Operations", others "operations"
  const { operations, Operations = operations } = readBody(request);
  const read = patch.safeParse({ Operations });
  if (!read.success)
    throw new ScimError(400, "A PATCH has 'Operations', each with 'op' add, replace or remove", 'invalidSyntax');
  return read.data.Operations.map(({ op, path, value }) => ({ op, ...(path === undefined ? {} : { path }), value }));
}

function readList(request: FastifyRequest, kind: ResourceKind) {
  const read = listQuery.safeParse(request.query);
  if (!read.success) throw new ScimError(400, 'The query cannot be read', 'invalidValue');
  const { filter, startIndex, count } = read.data;
  const select = readSelection(request);
  return {
    filter: filter === undefined || filter.trim() === '' ? null : parseFilter(filter, kind),
    startIndex: Math.max(1, startIndex),
    count: Math.min(Math.max(0, count), PAGE),
    select,
    withMembers: select({ members: [] })['members'] !== undefined,
  };
}

/** `attributes` and `excludedAttributes` of the first level; id and schemas are always there (RFC 7644 3.9). */
function readSelection(request: FastifyRequest): (resource: Resource) => Resource {
  const read = listQuery.safeParse(request.query);
  const names = (text: string | undefined) =>
    text === undefined
      ? null
      : new Set(
          text.split(',').map((name) =>
            name
              .trim()
              .toLowerCase()
              .replace(/[.[].*$/, ''),
          ),
        );
  const only = names(read.data?.attributes);
  const without = names(read.data?.excludedAttributes);
  if (only === null && without === null) return (resource) => resource;
  return (resource) =>
    Object.fromEntries(
      Object.entries(resource).filter(([name]) => {
        const key = name.toLowerCase();
        if (key === 'id' || key === 'schemas') return true;
        return (only === null || only.has(key)) && !(without?.has(key) ?? false);
      }),
    );
}

function listOf(resources: readonly Resource[], total = resources.length, startIndex = 1): Resource {
  return {
    schemas: [LIST_SCHEMA],
    totalResults: total,
    startIndex,
    itemsPerPage: resources.length,
    Resources: resources,
  };
}

function send(reply: FastifyReply, status: number, value: Resource): FastifyReply {
  return reply.code(status).type(`${MEDIA_TYPE}; charset=utf-8`).send(JSON.stringify(value));
}

function created(reply: FastifyReply, resource: Resource): FastifyReply {
  const meta = resource['meta'] as { readonly location?: string };
  return send(reply.header('location', meta.location ?? ''), 201, resource);
}

function failure(status: number, detail: string, scimType?: string): Resource {
  return {
    schemas: [ERROR_SCHEMA],
    status: String(status),
    detail,
    ...(scimType === undefined ? {} : { scimType }),
  };
}

function renderScimError(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof ScimError) {
    if (error.retryAfterSeconds !== undefined) reply.header('retry-after', error.retryAfterSeconds);
    return send(reply, error.status, failure(error.status, error.message, error.scimType));
  }
  if (error instanceof UnknownCaller) return send(reply, 401, failure(401, 'The token is missing, unknown or expired'));
  if (error instanceof Refusal) return send(reply, 403, failure(403, error.message));
  const status = 'statusCode' in error ? (error.statusCode ?? 500) : 500;
  if (status === 413) return send(reply, 413, failure(413, 'The request is too large', 'tooMany'));
  if (status >= 400 && status < 500)
    return send(reply, 400, failure(400, 'The request cannot be read', 'invalidSyntax'));
  if (isDatabaseAway(error)) {
    reply.header('retry-after', 30);
    return send(reply, 503, failure(503, 'The database cannot be reached'));
  }
  request.log.error({ requestId: request.id, err: error }, 'SCIM request failed');
  return send(reply, 500, failure(500, `The server could not process it (request ${request.id})`));
}
