import { makeApiToken } from '../src/operators/api-tokens.ts';
import { startBenchServer } from './support.ts';
import { machine, pgbenchSelect } from './yardstick.ts';

/**
 * A device list of 100,000 rows (UTF-16, as a spreadsheet writes it) on 100,000 known PCs, of which 10,000 have evidence: uploaded,
 * checked and matched, taken over, shown, undone. Bar: from the upload to its use < 60 s, a page of labels < 1 s.
 * Usage: node bench/labels.ts [number of rows]
 */
const ROWS = Number(process.argv[2] ?? 100_000);
const USE_BAR_S = 60;
const PAGE_BAR_S = 1;
const LABELS = ['共同管理', 'Intune', 'ConfigMgr'];

function list(): Buffer {
  const lines = [
    'デバイス ID,デバイス名,前回のチェックイン,Microsoft Entra デバイス ID,OS のバージョン,シリアル番号,管理者,所有権,準拠\r\n',
  ];
  for (let n = 0; n < ROWS; n += 1) {
    const hex = n.toString(16).padStart(12, '0');
    const day = String((n % 28) + 1).padStart(2, '0');
    lines.push(
      `0f2a4c6e-1111-2222-3333-${hex},TKY-PC-${n},2026-10-${day} 01:02:03.0000000,5e6f7a8b-0000-4000-8000-${hex},10.0.22631,${n % 50 === 0 ? '' : `PF${n.toString(36)}Q`},${LABELS[n % 3]},会社,準拠\r\n`,
    );
  }
  return Buffer.from(`\ufeff${lines.join('')}`, 'utf16le');
}

interface Item {
  readonly id: string;
  readonly state: string;
  readonly added: number;
}

console.log(machine());
const bench = await startBenchServer();
let isMet = false;
try {
  const { database } = bench.storage;
  for (let from = 0; from < ROWS; from += 10_000) {
    const numbers = Array.from({ length: Math.min(10_000, ROWS - from) }, (_each, at) => from + at);
    await database.query(
      `insert into devices (id, name, name_key, serial, state, search)
       select gen_random_uuid(), name, name, serial, 'notseen', lower(name) from unnest($1::text[], $2::text[]) as x(name, serial)`,
      [
        numbers.map((n) => `TKY-PC-${n}`),
        // one PC in ten is known by its name only
        numbers.map((n) => (n % 10 === 0 ? null : `PF${n.toString(36)}Q`.toUpperCase())),
      ],
    );
  }
  await database.query(
    `insert into diagnoses (pc, evidence_id, device_id, name, proof, evidence_at, verdict_id, severity, confidence, state_id, rules, diagnosed_at)
     select 'd:' || id, gen_random_uuid(), id, name, 'certificate', now(), 'STATE_MDM_ONLY', 'info', 'high', 'STATE_MDM_ONLY', 'x', now()
     from devices limit 10000`,
  );
  await database.query(
    `insert into findings (pc, finding_id, first_at, severity, confidence, last_at)
     select pc, 'STATE_FALSE_CO_MANAGED', now(), 'warning', 'high', now() from diagnoses`,
  );
  await database.query('analyze');

  const form = { name: 'bench', role: 'administrator', expiresInDays: 1 } as const;
  const token = (await makeApiToken(bench.server.operators, form, { name: 'bench' }, 'bench')).secret;
  const send = async (method: string, path: string, body?: BodyInit): Promise<Response> => {
    const response = await fetch(`http://127.0.0.1:18080/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}),
      },
      ...(body === undefined ? {} : { body }),
    });
    if (!response.ok) throw new Error(await response.text());
    return response;
  };
  const call = async (method: string, path: string, body?: BodyInit) =>
    (await (await send(method, path, body)).json()) as Item & {
      readonly items: readonly unknown[];
      readonly count: number;
    };
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 20);
  const measure = async <T>(name: string, work: () => Promise<T>): Promise<readonly [T, number]> => {
    globalThis.gc?.();
    const idle = process.memoryUsage().rss;
    most = idle;
    const start = performance.now();
    const result = await work();
    const seconds = (performance.now() - start) / 1000;
    const megabytes = ((most - idle) / 2 ** 20).toFixed(0);
    console.log(`${seconds.toFixed(2).padStart(8)} s ${megabytes.padStart(5)} MB above idle  ${name}`);
    return [result, seconds];
  };

  const file = list();
  console.log(`${ROWS.toLocaleString('en')} rows, ${(file.length / 2 ** 20).toFixed(1)} MB of UTF-16`);
  const [sent, uploading] = await measure('upload', () => {
    const data = new FormData();
    data.append('kind', 'intune');
    data.append('file', new Blob([new Uint8Array(file)]), 'Devices.csv');
    return call('POST', '/imports', data);
  });
  const [checked, checking] = await measure('check and match', async () => {
    for (;;) {
      const item = await call('GET', `/imports/${sent.id}`);
      if (item.state === 'checked') return item;
      if (item.state === 'failed') throw new Error('check failed');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });
  const [, taking] = await measure('take over', () => call('POST', `/imports/${sent.id}/run`, '{}'));
  const [page, first] = await measure('first page of false labels', () =>
    call('GET', '/labels?judgement=false&limit=200'),
  );
  const [, counting] = await measure('count of false labels', () => call('GET', '/labels/count?judgement=false'));
  await measure('summary', () => call('GET', '/labels/summary'));
  const [, searching] = await measure('search for one PC', () => call('GET', '/labels?q=tky-pc-77777&limit=200'));
  const [second] = await measure('the same list again: upload, check, take over', async () => {
    const data = new FormData();
    data.append('kind', 'intune');
    data.append('file', new Blob([new Uint8Array(file)]), 'Devices.csv');
    const { id } = await call('POST', '/imports', data);
    for (;;) {
      const { state } = await call('GET', `/imports/${id}`);
      if (state === 'checked') break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return call('POST', `/imports/${id}/run`, '{}');
  });
  await measure('undo of the second: the first is in force again', () =>
    send('POST', `/device-lists/${second.id}/undo`, '{}'),
  );
  await measure('undo of the first', () => send('POST', `/device-lists/${sent.id}/undo`, '{}'));
  clearInterval(timer);
  const { socket } = bench.storage;
  const tps = socket === null ? null : await pgbenchSelect(socket, 'postgres');
  console.log(
    `yardstick: pgbench -S ${tps === null ? 'not on this machine' : `${Math.round(tps).toLocaleString('en')} tps`}`,
  );
  const total = uploading + checking + taking;
  const slowest = Math.max(first, counting, searching);
  isMet = total < USE_BAR_S && slowest < PAGE_BAR_S && checked.added === ROWS && page.items.length === 200;
  console.log(
    `${checked.added.toLocaleString('en')} matched; upload to use ${total.toFixed(1)} s, bar ${USE_BAR_S} s; slowest page ${slowest.toFixed(2)} s, bar ${PAGE_BAR_S} s: ${isMet ? 'met' : 'missed'}`,
  );
} finally {
  await bench.stop();
}
process.exitCode = isMet ? 0 : 1;
