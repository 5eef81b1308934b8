import { z } from 'zod';
import { addGroup, changeGroup, countGroups, getGroup, listGroups } from '../../../directory/groups.ts';
import { addUser, changeUser, countUsers, getUser, listUsers } from '../../../directory/users.ts';
import type { OperatorApp } from '../app.ts';
import { count, listOf, uuid } from '../schemas/common.ts';
import {
  group,
  groupChange,
  groupQuery,
  newGroup,
  newUser,
  user,
  userChange,
  userQuery,
} from '../schemas/directory.ts';
import type { OperatorServices } from '../services.ts';
import { toWire } from './wire.ts';

const administrator = { access: 'administrator' } as const;
const viewer = { access: 'viewer' } as const;
const one = z.object({ id: uuid });

/** Users and groups. */
export function directoryRoutes(app: OperatorApp, services: OperatorServices): void {
  const { database } = services;
  const asOf = () => services.clock().toISOString();

  app.get(
    '/users',
    { config: viewer, schema: { querystring: userQuery, response: { 200: listOf(user) } } },
    async (request) => ({
      asOf: asOf(),
      query: request.query,
      items: toWire(await listUsers(database, request.query, request.query)),
    }),
  );

  app.get(
    '/users/count',
    { config: viewer, schema: { querystring: userQuery, response: { 200: count } } },
    async (request) => ({
      asOf: asOf(),
      query: request.query,
      count: await countUsers(database, request.query),
    }),
  );

  app.post(
    '/users',
    { config: administrator, schema: { body: newUser, response: { 201: user } } },
    async (request, reply) => {
      const id = await database.transaction((tx) => addUser(tx, request.body, request.actor, request.id));
      return reply.code(201).send(toWire(await getUser(database, id)));
    },
  );

  app.patch(
    '/users/:id',
    { config: administrator, schema: { params: one, body: userChange, response: { 200: user } } },
    async (request) => {
      await database.transaction((tx) => changeUser(tx, request.params.id, request.body, request.actor, request.id));
      return toWire(await getUser(database, request.params.id));
    },
  );

  app.get(
    '/groups',
    { config: viewer, schema: { querystring: groupQuery, response: { 200: listOf(group) } } },
    async (request) => ({
      asOf: asOf(),
      query: request.query,
      items: toWire(await listGroups(database, request.query, request.query)),
    }),
  );

  app.get(
    '/groups/count',
    { config: viewer, schema: { querystring: groupQuery, response: { 200: count } } },
    async (request) => ({
      asOf: asOf(),
      query: request.query,
      count: await countGroups(database, request.query),
    }),
  );

  app.post(
    '/groups',
    { config: administrator, schema: { body: newGroup, response: { 201: group } } },
    async (request, reply) => {
      const id = await database.transaction((tx) => addGroup(tx, request.body, request.actor, request.id));
      return reply.code(201).send(await getGroup(database, id));
    },
  );

  app.patch(
    '/groups/:id',
    { config: administrator, schema: { params: one, body: groupChange, response: { 200: group } } },
    async (request) => {
      await database.transaction((tx) => changeGroup(tx, request.params.id, request.body, request.actor, request.id));
      return getGroup(database, request.params.id);
    },
  );
}
