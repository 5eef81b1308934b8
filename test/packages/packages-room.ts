import { createHmac, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Actor } from '../../src/operators/model/actor.ts';
import { buildRoster } from '../../src/packages/build-roster.ts';
import type { ListedPc } from '../../src/packages/model/listed-pc.ts';
import type { PackagesRoom } from '../../src/packages/packages-room.ts';
import { KIT_FILES } from '../../src/packages/write-zip.ts';
import type { Database } from '../../src/storage/database.ts';
import { uuidv7 } from '../../src/storage/ids.ts';

/** A packages room over a test database; rosters that would be a job are written before the answer. */
export interface TestRoom extends PackagesRoom {
  /** Moves the room's clock. */
  setTime(time: Date): void;
  /** What `readPcList` answers, by import id. */
  readonly lists: Map<string, ListedPc[]>;
  readonly queued: string[];
}

export const PIN_KEY = Buffer.alloc(32, 7);

export const administrator: Actor = { kind: 'operator', id: 'o1', name: '佐藤 花子', role: 'administrator' };

export function makeTestRoom(database: Database): TestRoom {
  const kitFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-kit-'));
  for (const name of KIT_FILES) fs.writeFileSync(path.join(kitFolder, name), `\ufeff# ${name}\r\n`);
  let now = new Date('2026-11-25T03:00:00Z');
  const lists = new Map<string, ListedPc[]>();
  const queued: string[] = [];
  const room: TestRoom = {
    database,
    settings: () => ({ 'package.pinValidityHours': 24, 'package.pcsPerUser': 1, 'package.stopAfter': 20 }),
    hmac: (_purpose, text) => createHmac('sha256', PIN_KEY).update(text).digest(),
    randomBytes,
    addresses: {
      host: 'baton.example.test',
      enrollment: 'https://baton.example.test:8443',
      discovery: 'https://baton.example.test:8443/EnrollmentServer/Discovery.svc',
      management: 'https://baton.example.test:8444',
    },
    tlsRoot: () => ({
      pem: '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n',
      sha256: 'AB'.repeat(32),
    }),
    kitFolder,
    readPcList: async function* (importId) {
      yield* lists.get(importId) ?? [];
    },
    queueRoster: async (packageId) => {
      queued.push(packageId);
      await buildRoster(room, packageId);
    },
    clock: () => now,
    setTime: (time) => {
      now = time;
    },
    lists,
    queued,
  };
  return room;
}

/** Puts people into the directory, all in one group; returns the ids of users and group. */
export async function addPeople(
  database: Database,
  people: readonly { readonly upn: string; readonly name: string; readonly disabled?: boolean }[],
): Promise<{ users: string[]; group: string }> {
  const group = uuidv7();
  await database.query("insert into groups (id, name, source, search) values ($1, $2, 'csv', '')", [
    group,
    `東京本社 ${group.slice(-4)}`,
  ]);
  const users: string[] = [];
  for (const person of people) {
    const id = uuidv7();
    await database.query(
      "insert into users (id, upn, display_name, source, search, disabled) values ($1, $2, $3, 'csv', '', $4)",
      [id, person.upn, person.name, person.disabled ?? false],
    );
    await database.query('insert into memberships (group_id, user_id) values ($1, $2)', [group, id]);
    users.push(id);
  }
  return { users, group };
}
