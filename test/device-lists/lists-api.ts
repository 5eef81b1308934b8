import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { request } from '../../src/simulator/http.ts';
import { runKit } from '../../src/simulator/kit.ts';
import { makePc, type Pc } from '../../src/simulator/pc.ts';
import { Random } from '../../src/simulator/random.ts';
import { runSession } from '../../src/simulator/session.ts';
import { uuidv7 } from '../../src/storage/ids.ts';
import { type Answer, type ImportsApi, startImportsApi } from '../imports/imports-api.ts';
import { packageForPcs, reach } from '../support/server.ts';

/** A whole Baton, PCs in it, and device lists handed in over HTTP. */
export interface ListsApi extends ImportsApi {
  /** A PC of the registry, without evidence. */
  addPc(pc: { name: string; serial?: string; uuid?: string; domain?: string; configmgrId?: string }): Promise<string>;
  /** A PC that enrolled and sent the evidence of this sample of the corpus as its own; its key. */
  enroll(name: string, sample: string): Promise<{ pc: Pc; key: string }>;
  sendEvidence(pc: Pc, sample: string, collectedAt?: Date): Promise<void>;
  /** Uploads, waits for the check, takes it over and waits until PCs are diagnosed anew. */
  take(kind: string, content: Buffer | string, exportedAt?: string): Promise<Answer['body']>;
  uploadAs(kind: string, content: Buffer | string, name: string, exportedAt?: string): Promise<Answer>;
  rows(id: string, outcome?: string): Promise<Answer['body']>;
  /** Until no verdict is older than what lists say. */
  settled(): Promise<void>;
}

/** The Entra device id in every sample of the corpus. */
export const SAMPLE_ENTRA_ID = '5e6f7a8b-0000-4000-8000-0000000004d2';

/** The Entra device id by which the evidence of this PC names it. */
export function entraIdOf(name: string): string {
  return `5e6f7a8b-0000-4000-8000-${Buffer.from(name.slice(-6).padStart(6, '0')).toString('hex')}`;
}

function evidenceOf(pc: Pc, sample: string, collectedAt: Date): Buffer {
  const file = path.resolve(import.meta.dirname, `../../src/diagnosis/corpus/${sample}.sample`);
  const json = fs.readFileSync(file, 'utf8').split('--- file: evidence.json\n')[1] ?? '';
  const evidence = JSON.parse(json.replaceAll(SAMPLE_ENTRA_ID, entraIdOf(pc.hardware.name)));
  const { name, serial, uuid } = pc.hardware;
  return gzipSync(
    JSON.stringify({
      ...evidence,
      collectedAt: collectedAt.toISOString(),
      pc: { ...evidence.pc, name, serial, uuid },
    }),
  );
}

export async function startListsApi(): Promise<ListsApi> {
  const api = await startImportsApi();
  const { test } = api;
  const random = new Random(71);
  const lists: ListsApi = {
    ...api,
    addPc: async ({ name, serial = null, uuid = null, domain = '', configmgrId = null }) => {
      const id = uuidv7();
      await test.database.query(
        `insert into devices (id, name, name_key, domain, serial, uuid, configmgr_id, state, search) values ($1, $2, upper($2), $3, upper($4), lower($5), $6, 'notseen', lower($2))`,
        [id, name, domain, serial, uuid, configmgrId],
      );
      return `d:${id}`;
    },
    enroll: async (name, sample) => {
      const pc = makePc(random, { name, user: 'a@example.test' });
      const files = await packageForPcs(test, [pc]);
      await runKit(pc, files, reach(test));
      await runSession(pc, reach(test));
      await lists.sendEvidence(pc, sample);
      const { rows } = await test.database.query<{ id: string }>('select id from devices where name = $1', [name]);
      return { pc, key: `d:${rows[0]?.id}` };
    },
    sendEvidence: async (pc, sample, collectedAt = new Date()) => {
      // a PC sends once in 30 seconds
      await test.database.query(`update evidence set last_at = last_at - interval '1 minute' where name = $1`, [
        pc.hardware.name,
      ]);
      const answer = await request(
        'POST',
        `https://mdm.example.test:${test.config.managementDoor.port}/kit/v1/evidence`,
        { ...reach(test), ...(pc.account === null ? {} : { agent: pc.account.agent }) },
        evidenceOf(pc, sample, collectedAt),
        { 'content-type': 'application/json; charset=utf-8', 'content-encoding': 'gzip' },
      );
      if (answer.status !== 204) throw new Error(`${answer.status} ${answer.body}`);
    },
    uploadAs: async (kind, content, name, exportedAt) => {
      const form = new FormData();
      form.append('kind', kind);
      if (exportedAt !== undefined) form.append('exportedAt', exportedAt);
      form.append('file', new Blob([typeof content === 'string' ? content : new Uint8Array(content)]), name);
      const response = await fetch(`${api.base}/imports`, {
        method: 'POST',
        headers: { authorization: `Bearer ${api.tokens.administrator}` },
        body: form,
      });
      const bytes = Buffer.from(await response.arrayBuffer());
      const text = bytes.toString();
      return { status: response.status, body: JSON.parse(text), text, bytes, headers: response.headers };
    },
    take: async (kind, content, exportedAt) => {
      const { status, body, text } = await lists.uploadAs(kind, content, 'list.csv', exportedAt);
      if (status !== 201) throw new Error(text);
      const item = await api.follow(body.id, 'checked', 'failed', 'uploaded');
      if (item.state !== 'checked')
        throw new Error(`${JSON.stringify(item.problem)} ${test.log.filter((line) => line.includes('failed')).at(-1)}`);
      const run = await api.call('POST', `/imports/${body.id}/run`, {});
      if (run.status !== 202) throw new Error(run.text);
      await lists.settled();
      return run.body;
    },
    rows: async (id, outcome) =>
      (await api.call('GET', `/device-lists/${id}/rows${outcome === undefined ? '' : `?outcome=${outcome}`}`)).body
        .items,
    settled: async () => {
      for (let turn = 0; turn < 400; turn += 1) {
        const { body } = await api.call('GET', '/diagnosis/rediagnosis');
        if (body.outdated === 0) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error('PCs were never diagnosed anew');
    },
  };
  return lists;
}
